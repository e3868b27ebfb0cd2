// SPDX-License-Identifier: GPL-2.0-or-later
// On which runs of a graph the rules are tried: together they make each of its transitions, where that is
// asked for, and where it is not, it is said how many.
#include "engine/exploration/rule_cover.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "engine/controlled_run.h"
#include "engine/runtime/snapshot.h"
#include "tests/engine/explored.h"
#include "tests/engine/planted_protocols.h"

namespace kts::engine {
namespace {

struct Small {
  const char* scenario;
  Settings settings = {};
  Memory memory = Memory::Sc;
  Granularity granularity = Granularity::Sync;
  bool symmetry = true;
};

std::string textOf(const Small& small) {
  return std::string(small.scenario) + (small.memory == Memory::Tso ? " tso" : "") +
         (small.granularity == Granularity::Fine ? " fine" : "") + (small.symmetry ? "" : " no symmetry");
}

const Small kTwoCallers = {"storm", {{"callers", "2"}, {"requests", "1"}}};

// With timers in the two last of the first.
std::vector<Small> smallOnes() {
  std::vector<Small> all = {{"one-create"},
                            {"never-woken"},
                            {"bind"},
                            {"boot-race"},
                            kTwoCallers,
                            {"suspend", {{"drivers", "0"}}},
                            {"create-and-stop", {{"design", "workqueue"}}},
                            {"idle-load", {{"parked", "0"}}},
                            {"wait-family", {{"direct", "1"}, {"threads", "0"}, {"jobs", "1"}}}};
  for (const bool symmetry : {true, false}) {
    all.push_back({"create-and-stop", {}, Memory::Sc, Granularity::Sync, symmetry});
    all.push_back({"create-and-stop", {}, Memory::Tso, Granularity::Sync, symmetry});
    all.push_back({"one-create", {}, Memory::Sc, Granularity::Fine, symmetry});
  }
  all.push_back(kTwoCallers);
  all.back().symmetry = false;
  return all;
}

ExploreSpec specOf(const Small& small) {
  ExploreSpec spec;
  spec.scenario = findScenario(small.scenario).value();
  spec.settings = small.settings;
  spec.memory = small.memory;
  spec.granularity = small.granularity;
  spec.symmetry = small.symmetry;
  return spec;
}

template <class All, class One>
bool contains(const All& all, const One& one) {
  return std::ranges::find(all, one) != std::ranges::end(all);
}

// A graph that is known whole, and a walk through it.
struct Walked {
  explicit Walked(const Small& small)
      : spec(specOf(small)),
        world(World::make(spec.scenario, spec.settings, spec.granularity, spec.memory).value()),
        watch(spec, control),
        graph(spec, *world, watch),
        walk(graph) {
    EXPECT_TRUE(graph.search());
    EXPECT_TRUE(graph.whole()) << textOf(small);
  }
  ExploreSpec spec;
  ExploreControl control;
  std::unique_ptr<World> world;
  Watch watch;
  Graph graph;
  GraphWalk walk;
};

// ---- the walk

TEST(GraphWalk, LeadsFromAMoveToOneStateHoweverItCameToTheMove) {
  for (const Small& small : smallOnes()) {
    Walked on(small);
    std::map<std::pair<GraphWalk::State, std::size_t>, GraphWalk::State> ledTo;
    std::mt19937 random(5);
    for (int run = 0; run < 60; ++run) {
      on.walk.toBegin();
      while (!on.walk.moves().empty() && on.walk.steps().size() < 500) {
        const GraphWalk::State from = on.walk.state();
        ASSERT_EQ(on.walk.moves().size(), on.walk.leadsTo(from).size()) << textOf(small);
        const std::size_t place = random() % on.walk.moves().size();
        on.walk.make(on.walk.moves()[place]);
        ASSERT_NE(on.walk.state(), GraphWalk::kNone) << textOf(small);
        const auto known = ledTo.try_emplace({from, place}, on.walk.state()).first;
        ASSERT_EQ(known->second, on.walk.state()) << textOf(small);
        ASSERT_TRUE(contains(on.walk.leadsTo(from), on.walk.state())) << textOf(small);
      }
    }
    EXPECT_GT(ledTo.size(), 100u) << textOf(small);
  }
}

TEST(GraphWalk, GoesWhereItIsSent) {
  for (const Small& small : {kTwoCallers, Small{"idle-load", {{"parked", "0"}}}}) {
    Walked on(small);
    std::mt19937 random(6);
    for (int run = 0; run < 20; ++run) {
      const GraphWalk::State state = static_cast<GraphWalk::State>(random() % on.walk.states());
      on.walk.toBegin();
      for (const TaskId move : on.walk.wayTo(state)) {
        ASSERT_TRUE(contains(on.walk.moves(), move)) << textOf(small);
        on.walk.make(move);
      }
      ASSERT_EQ(on.walk.state(), state) << textOf(small);
      while (!on.walk.moves().empty()) {
        const auto& next = on.walk.leadsTo(on.walk.state());
        const GraphWalk::State wanted = next[random() % next.size()];
        on.walk.makeTowards(wanted);
        ASSERT_EQ(on.walk.state(), wanted) << textOf(small);
      }
    }
  }
}

TEST(GraphWalk, IsARunThatIsRecordedAsItWasMade) {
  for (const Small& small : smallOnes()) {
    Walked on(small);
    std::mt19937 random(7);
    for (int run = 0; run < 10; ++run) {
      on.walk.toBegin();
      while (!on.walk.moves().empty() && on.walk.steps().size() < 2000)
        on.walk.make(on.walk.moves()[random() % on.walk.moves().size()]);
      ASSERT_TRUE(on.walk.endsWell(on.walk.state())) << textOf(small);
      NoSink nobody;
      const auto made = ControlledRun::make(runSpecOf(on.spec, scheduleOf(on.walk.steps())), nobody).value();
      ASSERT_TRUE(made->steps(on.walk.steps().size() + 1)) << textOf(small);
      ASSERT_TRUE(made->summary()) << made->summary().error().message;
      EXPECT_EQ(made->summary()->verdict, Verdict::Finished) << textOf(small);
      EXPECT_EQ(made->summary()->steps, on.walk.steps().size()) << textOf(small);
    }
  }
}

// ---- what is tried

TEST(RulesOnAll, AreTriedOnRunsThatMakeEachTransition) {
  for (const Small& small : smallOnes()) {
    ExploreSpec spec = specOf(small);
    spec.rulesOnAll = true;
    const auto result = exploredBy(spec);
    EXPECT_EQ(result.verdict, Explored::Proved) << textOf(small);
    EXPECT_EQ(result.rulesTransitions, result.covered.transitions) << textOf(small);
    EXPECT_GT(result.rulesTried, 1u) << textOf(small);
    EXPECT_LT(result.rulesTried, result.covered.transitions / 4) << textOf(small);
    EXPECT_NE(result.guarantee.find("make each of the "), std::string::npos) << result.guarantee;
  }
}

TEST(RulesOnAll, AreTriedOnEveryRunOfTheOtherMethods) {
  for (const Method method : {Method::Dpor, Method::Random, Method::Pct}) {
    ExploreSpec spec = specOf({"create-and-stop"});
    spec.method = method;
    spec.rulesOnAll = true;
    ExploreControl control;
    control.progress = [&](const ExploreProgress& at) { control.cancel = at.executions > 500; };
    const auto result = explore(spec, control);
    ASSERT_TRUE(result);
    EXPECT_GT(result->rulesTried, RuleCheck::kFirst);
    EXPECT_EQ(result->rulesTried, result->covered.executions);
    EXPECT_FALSE(result->rulesTransitions);
  }
}

TEST(RulesOnAll, FindWhatOnlyRareTransitionsBreak) {
  ExploreSpec spec = specOf(kTwoCallers);
  spec.protocol = planted::make<planted::StaysNice>;
  const auto some = exploredBy(spec);
  EXPECT_EQ(some.verdict, Explored::Proved);
  EXPECT_LT(some.rulesTransitions, some.covered.transitions);
  EXPECT_EQ(some.guarantee.find("make each of the "), std::string::npos) << some.guarantee;
  spec.rulesOnAll = true;
  const auto all = exploredBy(spec);
  ASSERT_EQ(all.verdict, Explored::Counterexample);
  EXPECT_EQ(all.story->finding.rule, "clean-environment");
  EXPECT_GT(all.rulesTried, some.rulesTried);
}

TEST(RulesOnAll, AreNoProofWhenABoundEndsThem) {
  ExploreSpec spec = specOf(kTwoCallers);
  spec.rulesOnAll = true;
  ExploreControl control;
  control.progress = [&](const ExploreProgress& at) { control.cancel = at.executions > 0; };
  const auto result = explore(spec, control);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, Explored::BoundReached);
  EXPECT_EQ(result->bound, "cancelled");
  EXPECT_TRUE(result->whole);
  EXPECT_GT(result->rulesTransitions, 0u);
  EXPECT_LT(result->rulesTransitions, result->covered.transitions);
  EXPECT_EQ(result->guarantee.find("make each of the "), std::string::npos) << result->guarantee;
}

TEST(RulesOnSome, AreTheSameRunsEachTime) {
  const auto once = exploredBy(specOf(kTwoCallers)), again = exploredBy(specOf(kTwoCallers));
  EXPECT_EQ(once.verdict, Explored::Proved);
  EXPECT_GT(once.rulesTried, 1u);
  EXPECT_EQ(once.rulesTried, again.rulesTried);
  EXPECT_EQ(once.rulesTransitions, again.rulesTransitions);
  EXPECT_EQ(once.guarantee, again.guarantee);
}

}  // namespace
}  // namespace kts::engine
