// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/exploration_thread.h"

namespace kts::engine {

ExplorationThread::ExplorationThread(ExploreSpec spec, std::function<void()> changed) {
  m_control.progress = [this, changed](const ExploreProgress& progress) {
    {
      const std::lock_guard guard(m_mutex);
      m_progress = progress;
    }
    changed();
  };
  m_thread = std::thread([this, spec = std::move(spec), changed] {
    auto result = explore(spec, m_control);
    {
      const std::lock_guard guard(m_mutex);
      if (result) m_progress = result->covered;
      m_result = std::move(result);
    }
    changed();
  });
}

ExplorationThread::~ExplorationThread() {
  cancel();
  m_thread.join();
}

ExploreProgress ExplorationThread::progress() const {
  const std::lock_guard guard(m_mutex);
  return m_progress;
}

std::optional<std::expected<ExploreResult, Problem>> ExplorationThread::result() const {
  const std::lock_guard guard(m_mutex);
  return m_result;
}

}  // namespace kts::engine
