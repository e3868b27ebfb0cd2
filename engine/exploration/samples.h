// SPDX-License-Identifier: GPL-2.0-or-later
// Schedules drawn by chance, one whole run after the other: for loads that are too large to be tried whole.
#pragma once

#include <array>
#include <optional>
#include <random>
#include <vector>

#include "engine/exploration/moves.h"
#include "engine/exploration/watch.h"

namespace kts::engine {

class Samples {
 public:
  // A finding that needs `d` things in order is found by a run of pct with a probability of at least
  // 1 / (tasks * steps^(d-1)).
  static constexpr std::uint32_t kDepth = 3;

  Samples(const ExploreSpec& spec, World& world, Watch& watch);

  // Runs until one finds something, or a bound is reached.
  std::expected<void, Problem> search();

  bool found() const { return m_way.has_value(); }
  const Way& wayToFinding() const { return *m_way; }
  ExploreProgress covered() const { return m_covered; }
  // Of the longest run, and the most tasks of one (a store buffer that drains is as good as another).
  std::uint32_t longest() const { return m_longest; }
  std::uint32_t mostTasks() const { return m_mostTasks; }

 private:
  std::expected<bool, Problem> one();
  void drawPriorities();
  TaskId next(std::uint32_t step);
  std::uint64_t below(std::uint64_t bound);

  const ExploreSpec& m_spec;
  World& m_world;
  Watch& m_watch;
  World::Image m_first;
  std::mt19937_64 m_random;
  std::vector<TaskId> m_steps;
  std::optional<Way> m_way;
  ExploreProgress m_covered;
  std::uint32_t m_longest = 0, m_mostTasks = 0;

  // pct: who is before whom, and at which steps the foremost falls behind all others
  std::vector<std::uint64_t> m_priority;
  std::array<std::uint32_t, kDepth - 1> m_falls{};
};

}  // namespace kts::engine
