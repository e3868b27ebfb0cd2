// SPDX-License-Identifier: GPL-2.0-or-later
// An exploration on a thread of its own, beside a window that asks now and then how far it is.
#pragma once

#include <mutex>
#include <thread>

#include "engine/exploration/exploration.h"

namespace kts::engine {

class ExplorationThread {
 public:
  // Begins at once. `changed` is called on the explorer's thread whenever progress() or result() has news, at
  // most some twenty times a second and once at the end: it should only pass the word on.
  ExplorationThread(ExploreSpec spec, std::function<void()> changed);
  ~ExplorationThread();  // cancels and waits
  ExplorationThread(const ExplorationThread&) = delete;
  ExplorationThread& operator=(const ExplorationThread&) = delete;

  void pause(bool pause) { m_control.pause = pause; }
  void cancel() { m_control.cancel = true; }

  ExploreProgress progress() const;
  // Nothing before the end.
  std::optional<std::expected<ExploreResult, Problem>> result() const;

 private:
  ExploreControl m_control;
  mutable std::mutex m_mutex;
  ExploreProgress m_progress;
  std::optional<std::expected<ExploreResult, Problem>> m_result;
  std::thread m_thread;
};

}  // namespace kts::engine
