// SPDX-License-Identifier: GPL-2.0-or-later
// `graph` makes many steps only once: where two touch nothing in common it knows where both orders lead. Here
// it is held against itself making each of them.
#include <gtest/gtest.h>

#include "engine/exploration/graph.h"
#include "tests/engine/explored.h"

namespace kts::engine {
namespace {

void expectTheSameGraph(ExploreSpec spec) {
  spec.secondsAfterFinding = 60;
  const std::string of = spec.scenario.name + " " + spec.settings["design"] + " " + spec.settings["variant"] +
                         (spec.granularity == Granularity::Fine ? " fine" : " sync");
  const ExploreResult some = exploredBy(spec);
  spec.everyStep = true;
  const ExploreResult all = exploredBy(spec);
  EXPECT_TRUE(all.whole) << of;
  EXPECT_EQ(some.verdict, all.verdict) << of;
  EXPECT_EQ(some.covered.states, all.covered.states) << of;
  EXPECT_EQ(some.covered.transitions, all.covered.transitions) << of;
  EXPECT_EQ(some.covered.depth, all.covered.depth) << of;
  EXPECT_EQ(some.interleavings, all.interleavings) << of;
  EXPECT_EQ(some.badInterleavings, all.badInterleavings) << of;
  EXPECT_EQ(some.randomChance, all.randomChance) << of;
  EXPECT_EQ(some.ends, all.ends) << of;
  EXPECT_EQ(some.goodEnds, all.goodEnds) << of;
  EXPECT_EQ(some.doomed, all.doomed) << of;
  EXPECT_EQ(some.lost, all.lost) << of;
  ASSERT_EQ(some.story.has_value(), all.story.has_value()) << of;
  if (some.story) {
    EXPECT_EQ(some.story->finding.sentence, all.story->finding.sentence) << of;
  }
}

struct Small {
  const char* scenario;
  Settings settings;
};

void expectTheSameGraphs(const Small& small, std::initializer_list<Granularity> granularities) {
  const Scenario scenario = findScenario(small.scenario).value();
  for (const std::string& design : scenario.designs) {
    std::vector<std::string> all = variantsOf(scenario, design);
    all.push_back("");
    for (const std::string& variant : all)
      for (const Granularity granularity : granularities) {
        ExploreSpec spec;
        spec.scenario = scenario;
        spec.settings = small.settings;
        spec.settings["design"] = design;
        spec.settings["variant"] = variant;
        spec.granularity = granularity;
        expectTheSameGraph(spec);
      }
  }
}

TEST(Diamonds, LeadWhereTheStepsThemselvesLead) {
  for (const char* name : {"one-create", "create-and-stop", "never-woken", "bind", "boot"})
    expectTheSameGraphs({name, {}}, {Granularity::Sync, Granularity::Fine});
  expectTheSameGraphs({"storm", {{"callers", "2"}, {"requests", "1"}}}, {Granularity::Sync});
}

// Who creates comes after more tasks than MovesByTask tells apart, and so does its thread.
TEST(Diamonds, AreNotWrongAmongManyTasks) {
  ExploreSpec spec;
  constexpr const char* kLate = R"({"name": "late", "title": "t", "about": "a", "designs": ["kthreadd"],
    "callers": [{"name": "idle %d", "count": 14, "does": []},
                {"name": "a", "does": [
                  {"create": "w", "threadfn": "returns", "number": 1}, {"wake": "w"}]}]})";
  spec.scenario = parseScenario(kLate, "late").value();
  expectTheSameGraph(spec);
}

// Three steps of four that are made lead to states that are new.
TEST(Diamonds, LeaveFewStepsToMake) {
  ExploreSpec spec;
  spec.scenario = findScenario("storm").value();
  spec.settings = {{"callers", "3"}, {"requests", "1"}};
  ExploreControl control;
  Watch watch(spec, control);
  const auto world = World::make(spec.scenario, spec.settings, spec.granularity).value();
  Graph graph(spec, *world, watch);
  ASSERT_TRUE(graph.search());
  EXPECT_GE(graph.stepsMade() + 1, graph.covered().states) << "all but the first";
  EXPECT_LT(graph.stepsMade() * 3, graph.covered().states * 4);
}

}  // namespace
}  // namespace kts::engine
