// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/samples.h"

#include <algorithm>

namespace kts::engine {

namespace {
// Above every priority to which somebody falls.
constexpr std::uint64_t kDrawn = std::uint64_t(1) << 32;
}  // namespace

Samples::Samples(const ExploreSpec& spec, World& world, Watch& watch)
    : m_spec(spec), m_world(world), m_watch(watch), m_random(spec.seed) {
  m_world.save(m_first);
}

// The distributions of the standard library differ from one to the next; this does not.
std::uint64_t Samples::below(std::uint64_t bound) { return m_random() % bound; }

std::expected<void, Problem> Samples::search() {
  for (;;) {
    const auto found = one();
    if (!found) return std::unexpected(found.error());
    ++m_covered.executions;
    m_longest = std::max(m_longest, static_cast<std::uint32_t>(m_steps.size()));
    m_mostTasks = std::max(m_mostTasks, m_world.kernel().taskCount() * (m_world.buffersStores() ? 2 : 1));
    m_covered.depth = m_longest;
    if (*found || !m_watch.look(m_covered)) return {};
  }
}

std::expected<bool, Problem> Samples::one() {
  m_world.restore(m_first);
  m_steps.clear();
  bool lost = false;
  if (m_spec.method == Method::Pct) drawPriorities();
  for (std::uint32_t step = 0;; ++step) {
    if (!m_watch.goOn([this] { return m_covered; })) return false;
    const TaskId task = next(step);
    m_steps.push_back(task);
    const Outcome outcome = stepOf(m_world, task);
    ++m_covered.transitions;
    lost = lost || outcome.lost != kNoTask;
    if (!outcome.ended) continue;
    if (!outcome.finding && !lost) return false;
    if (outcome.finding)
      if (auto why = whyNotExplored(*outcome.finding)) return std::unexpected(*why);
    m_way = Way{m_steps, outcome.finding ? m_world.racedWith() : kNoTask};
    m_covered.found = true;
    return true;
  }
}

void Samples::drawPriorities() {
  m_priority.clear();
  for (std::uint32_t& fall : m_falls)
    fall = static_cast<std::uint32_t>(below(std::max<std::uint32_t>(m_longest, 64)));
}

TaskId Samples::next(std::uint32_t step) {
  const TaskSet& canMove = m_world.canMove();
  if (m_spec.method == Method::Random) return canMove.nth(static_cast<std::uint32_t>(below(canMove.size())));
  // A store buffer has a priority of its own.
  const std::size_t moves = m_world.buffersStores() ? TaskSet::kMost : m_world.kernel().taskCount();
  while (m_priority.size() < moves) m_priority.push_back(kDrawn + below(kDrawn));
  TaskId foremost = kNoTask;
  canMove.forEach([&](TaskId task) {
    if (foremost == kNoTask || m_priority[task] > m_priority[foremost]) foremost = task;
  });
  for (std::uint32_t at = 0; at < m_falls.size(); ++at)
    if (m_falls[at] == step) m_priority[foremost] = at;
  canMove.forEach([&](TaskId task) {
    if (m_priority[task] > m_priority[foremost]) foremost = task;
  });
  return foremost;
}

}  // namespace kts::engine
