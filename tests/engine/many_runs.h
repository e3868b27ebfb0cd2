// SPDX-License-Identifier: GPL-2.0-or-later
// A scenario under many schedules, for tests of what holds in each of them.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "engine/run.h"
#include "engine/vocabulary/sentence.h"
#include "tests/engine/collecting_sink.h"

namespace kts::engine {

inline RunSpec specOf(const std::string& scenario, Settings settings = {}) {
  RunSpec spec;
  spec.scenario = findScenario(scenario).value();
  spec.settings = std::move(settings);
  return spec;
}

inline CollectingSink runOf(const RunSpec& spec) {
  CollectingSink sink;
  const auto summary = run(spec, sink);
  EXPECT_TRUE(summary) << summary.error().message;
  return sink;
}

// How often real threads run one thing. A sanitizer sees in a few runs what it would in many, and each takes
// it long.
constexpr int timesOnThreads(int times) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return (times + 3) / 4;
#else
  return times;
#endif
}

// So many random ones; until one fails.
template <class Look>
void underRandomSchedules(RunSpec spec, std::uint64_t seeds, Look&& look) {
  spec.scheduler = "random";
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    spec.seed = seed;
    const CollectingSink sink = runOf(spec);
    SCOPED_TRACE("seed " + std::to_string(seed));
    look(sink);
    if (testing::Test::HasFailure()) return;
  }
}

// The same, and once on real threads.
template <class Look>
void underManySchedules(RunSpec spec, std::uint64_t seeds, Look&& look) {
  underRandomSchedules(spec, seeds, look);
  if (testing::Test::HasFailure()) return;
  spec.runtime = RuntimeKind::Threads;
  SCOPED_TRACE("on real threads");
  look(runOf(spec));
}

inline std::string commOf(const CollectingSink& sink, const Task& task) {
  return textOf(task.comm, sink.header.names);
}

}  // namespace kts::engine
