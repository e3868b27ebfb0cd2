// SPDX-License-Identifier: GPL-2.0-or-later
// Two threads that go through the graph's layers, one ahead of the other, come to what one comes to.
#include <gtest/gtest.h>

#include "engine/exploration/graph.h"
#include "engine/protocol/variants/variant_table.h"
#include "tests/engine/every_scenario.h"

namespace kts::engine {
namespace {

struct Told {
  bool whole = false;
  std::uint64_t transitions = 0;
  std::uint32_t depth = 0;
  std::vector<TaskId> way;
  TaskId tail = kNoTask;
  ExploreResult result;
  std::string problem;
};

// `large`: layers of so many states are gone through on two threads, where there are two.
Told toldBy(ExploreSpec spec, unsigned threads, std::size_t large) {
  spec.threads = threads;
  spec.secondsAfterFinding = 60;
  ExploreControl control;
  Watch watch(spec, control);
  const auto world =
      World::make(spec.scenario, spec.settings, spec.granularity, spec.memory, spec.protocol).value();
  Graph graph(spec, *world, watch);
  graph.setLarge(large);
  Told told;
  if (const auto searched = graph.search(); !searched) {
    told.problem = searched.error().message;
    return told;
  }
  told.whole = graph.whole();
  told.transitions = graph.covered().transitions;
  told.depth = graph.covered().depth;
  told.result.covered = graph.covered();
  if (graph.found()) told.way = graph.wayToFinding().steps, told.tail = graph.wayToFinding().tail;
  graph.count(told.result);
  return told;
}

void expectTheSame(const Told& one, const Told& two) {
  EXPECT_EQ(one.problem, two.problem);
  EXPECT_EQ(one.whole, two.whole);
  EXPECT_EQ(one.transitions, two.transitions);
  EXPECT_EQ(one.depth, two.depth);
  EXPECT_EQ(one.way, two.way);
  EXPECT_EQ(one.tail, two.tail);
  EXPECT_EQ(one.result.covered.states, two.result.covered.states);
  EXPECT_EQ(one.result.ends, two.result.ends);
  EXPECT_EQ(one.result.goodEnds, two.result.goodEnds);
  EXPECT_EQ(one.result.doomed, two.result.doomed);
  EXPECT_EQ(one.result.lost, two.result.lost);
  EXPECT_EQ(one.result.circles, two.result.circles);
  EXPECT_EQ(one.result.interleavings, two.result.interleavings);
  EXPECT_EQ(one.result.badInterleavings, two.result.badInterleavings);
  EXPECT_EQ(one.result.randomChance, two.result.randomChance);
}

ExploreSpec specOf(const std::string& name, Settings settings = {}) {
  ExploreSpec spec;
  spec.scenario = findScenario(name).value();
  spec.settings = std::move(settings);
  return spec;
}

class TwoThreads : public testing::TestWithParam<const char*> {};

// However small a layer is: with those of one state, each waits for the other at every step.
TEST_P(TwoThreads, ComeToWhatOneComesTo) {
  const Scenario scenario = findScenario(GetParam()).value();
  for (const std::string& design : scenario.designs) {
    std::vector<std::string> variants = variantsOf(scenario, design);
    variants.push_back("");
    for (const std::string& variant : variants)
      for (const Memory memory : {Memory::Sc, Memory::Tso}) {
        SCOPED_TRACE(design + " " + variant);
        ExploreSpec spec = specOf(GetParam(), {{"design", design}, {"variant", variant}});
        if (spec.scenario.name == "storm") spec.settings.insert({{"callers", "2"}, {"requests", "1"}});
        spec.memory = memory;
        const Told one = toldBy(spec, 1, 1);
        for (const std::size_t large : {1, 100}) expectTheSame(one, toldBy(spec, 2, large));
      }
  }
}

INSTANTIATE_TEST_SUITE_P(Small, TwoThreads,
                         testing::Values("one-create", "create-and-stop", "never-woken", "bind", "boot",
                                         "storm"),
                         [](const auto& info) { return lettersOf(info.param); });

TEST(ThreadsOfAGraph, ComeToWhatOneComesToWhereEveryAccessIsAStep) {
  ExploreSpec spec = specOf("storm", {{"callers", "2"}, {"requests", "1"}});
  spec.granularity = Granularity::Fine;
  expectTheSame(toldBy(spec, 1, 1), toldBy(spec, 2, 16));
  spec.symmetry = false;
  expectTheSame(toldBy(spec, 1, 1), toldBy(spec, 2, 16));
}

TEST(ThreadsOfAGraph, StopAtABoundWithWhatTheyHaveCovered) {
  ExploreSpec spec = specOf("storm", {{"callers", "6"}, {"requests", "3"}});
  spec.maxMemory = 30'000'000;
  const Told told = toldBy(spec, 2, 1);
  EXPECT_FALSE(told.whole);
  EXPECT_GT(told.result.covered.states, 1000u);
  EXPECT_GT(told.result.covered.waiting, 0u);
  EXPECT_EQ(told.problem, "");
}

}  // namespace
}  // namespace kts::engine
