// SPDX-License-Identifier: GPL-2.0-or-later
// Schedules drawn by chance, one whole run after the other: for loads that are too large to be tried whole.
// On as many threads as there are cores, each with a world of its own. What is drawn for a run depends on the
// seed and the run's number alone, and of several findings the one of the lowest number counts: so the result
// is the same on any number of threads, unless time ends it.
#pragma once

#include <atomic>
#include <barrier>
#include <optional>
#include <thread>
#include <vector>

#include "engine/exploration/sampler.h"
#include "engine/exploration/watch.h"

namespace kts::engine {

class Samples {
 public:
  static constexpr std::uint32_t kDepth = Sampler::kDepth;

  Samples(const ExploreSpec& spec, World& world, Watch& watch);

  // Runs until one finds something, or a bound is reached.
  std::expected<void, Problem> search();

  bool found() const { return m_way.has_value(); }
  const Way& wayToFinding() const { return *m_way; }
  ExploreProgress covered() const { return m_covered; }
  std::uint64_t rulesTried() const;  // of so many runs
  // Of the longest run, and the most tasks of one (a store buffer that drains is as good as another).
  std::uint32_t longest() const { return m_longest; }
  std::uint32_t mostTasks() const { return m_mostTasks; }

 private:
  // Runs are given out in blocks; what one block tells is known to the next, and not within it.
  static constexpr std::uint64_t kBlock = 256, kNone = ~0ull;

  void take(Sampler& sampler, const Sampler::GoOn& goOn);
  void besides();  // what the other threads do
  void count();
  static unsigned threadsOf(const ExploreSpec& spec);
  std::uint64_t bytesOfEach() const;  // that a thread's sampler may keep

  const ExploreSpec& m_spec;
  World& m_world;
  Watch& m_watch;

  // of the block that is under way; each run is written by the thread that took it
  std::vector<Sampler::Ran> m_block;
  std::uint64_t m_begin = 0;
  std::atomic<std::uint64_t> m_next = 0, m_lowest = kNone;  // to be taken; with a finding
  std::atomic<bool> m_bound = false, m_over = false;
  std::atomic<std::uint64_t> m_bytes = 0;  // that all samplers keep
  std::barrier<> m_together;

  std::optional<Way> m_way;
  std::optional<Problem> m_problem;
  ExploreProgress m_covered;
  std::uint32_t m_longest = 0, m_mostTasks = 0;
};

}  // namespace kts::engine
