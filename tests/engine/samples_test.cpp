// SPDX-License-Identifier: GPL-2.0-or-later
// Runs drawn by chance are the same on any number of threads.
#include "engine/exploration/samples.h"

#include <gtest/gtest.h>

#include "tests/engine/planted_protocols.h"

namespace kts::engine {
namespace {

ExploreSpec specOf(Method method, const std::string& variant) {
  ExploreSpec spec;
  spec.scenario = findScenario("storm").value();
  spec.settings = {{"callers", "2"}, {"requests", "1"}, {"variant", variant}};
  spec.method = method;
  spec.maxSeconds = 600;
  return spec;
}

struct Drawn {
  std::vector<TaskId> steps;
  std::uint64_t executions, transitions, rules;
  std::uint32_t longest;
  bool operator==(const Drawn&) const = default;
};

Drawn drawn(const ExploreSpec& spec) {
  ExploreControl control;
  Watch watch(spec, control);
  const auto world =
      World::make(spec.scenario, spec.settings, spec.granularity, spec.memory, spec.protocol).value();
  Samples samples(spec, *world, watch);
  EXPECT_TRUE(samples.search());
  EXPECT_TRUE(samples.found());
  return {samples.wayToFinding().steps, samples.covered().executions, samples.covered().transitions,
          samples.rulesTried(), samples.longest()};
}

TEST(Samples, ComeToTheSameFindingOnAnyNumberOfThreads) {
  std::uint64_t most = 0;
  for (const Method method : {Method::Random, Method::Pct})
    for (const char* variant : {"wake-before-add", "check-before-state", "late-copy"}) {
      ExploreSpec spec = specOf(method, variant);
      for (spec.seed = 1; spec.seed <= 6; ++spec.seed) {
        spec.threads = 1;
        const Drawn alone = drawn(spec);
        most = std::max(most, alone.executions);
        for (spec.threads = 2; spec.threads <= 3; ++spec.threads)
          EXPECT_EQ(drawn(spec), alone) << variant << ", seed " << spec.seed;
      }
    }
  EXPECT_GT(most, 10u);
}

// What only events show is found in the same run, too.
TEST(Samples, TryTheRulesOnTheSameRunsOnAnyNumberOfThreads) {
  ExploreSpec spec = specOf(Method::Random, "");
  spec.protocol = planted::make<planted::TakesSignals>;
  spec.threads = 1;
  const Drawn alone = drawn(spec);
  spec.threads = 2;
  EXPECT_EQ(drawn(spec), alone);
  EXPECT_EQ(alone.executions, 1u);
}

TEST(Samples, EndAtABoundOnAnyNumberOfThreads) {
  ExploreSpec spec = specOf(Method::Pct, "");
  spec.maxSeconds = 0.3;
  for (spec.threads = 1; spec.threads <= 3; ++spec.threads) {
    ExploreControl control;
    const auto result = explore(spec, control);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->verdict, Explored::BoundReached);
    EXPECT_GT(result->covered.executions, 0u);
    EXPECT_LT(result->covered.seconds, 60) << "generous: the machine may be busy";
  }
}

TEST(Samples, SayInOneLineWhatCannotBeExplored) {
  ExploreSpec spec = specOf(Method::Random, "");
  spec.scenario = findScenario("idle-load").value();
  spec.settings = {};
  spec.memory = Memory::Tso;
  for (spec.threads = 1; spec.threads <= 2; ++spec.threads) {
    ExploreControl control;
    const auto result = explore(spec, control);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("time"), std::string::npos);
  }
}

}  // namespace
}  // namespace kts::engine
