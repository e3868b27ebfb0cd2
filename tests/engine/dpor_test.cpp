// SPDX-License-Identifier: GPL-2.0-or-later
// That dpor makes one run of each class of equivalent orders, no more and no fewer, and comes to the verdicts
// of the graph, which knows nothing of what depends on what.
#include "engine/exploration/dpor.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/engine/collecting_sink.h"

namespace kts::engine {
namespace {

struct Case {
  std::string name, scenario;
  Settings settings = {};
  Granularity granularity = Granularity::Sync;
};

ExploreSpec specOf(const Case& c) {
  ExploreSpec spec;
  spec.scenario = findScenario(c.scenario).value();
  spec.settings = c.settings;
  spec.granularity = c.granularity;
  spec.method = Method::Dpor;
  return spec;
}

struct Classes {
  std::set<std::uint64_t> forms;
  std::uint64_t runs = 0, blocked = 0;
};

template <class D = Dpor>
Classes classesOf(const Case& c, bool sleepSetsAlone) {
  const ExploreSpec spec = specOf(c);
  ExploreControl control;
  Watch watch(spec, control);
  const auto world = World::make(spec.scenario, spec.settings, spec.granularity).value();
  D dpor(spec, *world, watch);
  dpor.keepForms();
  if (sleepSetsAlone) dpor.useSleepSetsAlone();
  EXPECT_TRUE(dpor.search());
  EXPECT_TRUE(dpor.whole()) << c.name;
  return {{dpor.forms().begin(), dpor.forms().end()}, dpor.forms().size(), dpor.blocked()};
}

class OneRunAClass : public testing::TestWithParam<Case> {};

// With sleep sets alone every state is gone on from with everybody who does not sleep: that misses no class,
// whatever is thought of races.
TEST_P(OneRunAClass, AndAsManyAsSleepSetsAloneComeTo) {
  const Classes dpor = classesOf(GetParam(), false), slept = classesOf(GetParam(), true);
  EXPECT_EQ(dpor.runs, dpor.forms.size()) << "two runs of one class";
  EXPECT_EQ(slept.runs, slept.forms.size());
  EXPECT_EQ(dpor.runs, slept.runs);
  EXPECT_TRUE(dpor.forms == slept.forms);
  EXPECT_GT(dpor.runs, 10u);
  EXPECT_LE(dpor.blocked, dpor.runs) << "source sets are not wakeup trees, and still seldom begin in vain";
}

INSTANTIATE_TEST_SUITE_P(Small, OneRunAClass,
                         testing::Values(Case{"create", "one-create"},
                                         Case{"createTwo", "storm", {{"callers", "2"}, {"requests", "1"}}},
                                         Case{"createFine", "one-create", {}, Granularity::Fine},
                                         Case{"createOld", "one-create", {{"design", "workqueue"}}},
                                         Case{"neverWoken", "never-woken"}, Case{"bind", "bind"},
                                         Case{"stop", "create-and-stop"}),
                         [](const auto& info) { return info.param.name; });

// A minute and a half, for a hundred million runs begin in vain: not for every day.
INSTANTIATE_TEST_SUITE_P(DISABLED_Large, OneRunAClass,
                         testing::Values(Case{"createThree", "storm", {{"callers", "3"}, {"requests", "1"}}}),
                         [](const auto& info) { return info.param.name; });

// The counts that the page on classes gives: they change only with the protocol or with what depends on what.
TEST(Dpor, MakesSixteenRunsForOneCreationAndOneThousandTwoHundredAndSixteenForTwo) {
  const auto storm = [](const char* callers) {
    return classesOf({"", "storm", {{"callers", callers}, {"requests", "1"}}}, false).runs;
  };
  EXPECT_EQ(storm("1"), 16u);
  EXPECT_EQ(storm("2"), 1216u);
}

class LittleMemory : public testing::TestWithParam<Case> {};

// What it knew of states is forgotten when it takes too much room, again and again.
TEST_P(LittleMemory, LeavesTheRunsThatDporMakesAsTheyAre) {
  const ExploreSpec spec = specOf(GetParam());
  std::vector<std::vector<std::uint64_t>> forms;
  std::vector<std::uint64_t> transitions;
  for (const std::uint64_t bytes : {std::uint64_t(0), std::uint64_t(1) << 30}) {
    ExploreControl control;
    Watch watch(spec, control);
    const auto world = World::make(spec.scenario, spec.settings, spec.granularity, spec.memory).value();
    Dpor dpor(spec, *world, watch);
    dpor.keepForms();
    dpor.keepStatesIn(bytes);
    ASSERT_TRUE(dpor.search());
    EXPECT_TRUE(dpor.whole());
    forms.push_back(dpor.forms());
    transitions.push_back(dpor.covered().transitions);
  }
  EXPECT_EQ(forms[0], forms[1]);
  EXPECT_EQ(transitions[0], transitions[1]);
}

INSTANTIATE_TEST_SUITE_P(Small, LittleMemory,
                         testing::Values(Case{"createTwo", "storm", {{"callers", "2"}, {"requests", "1"}}},
                                         Case{"createFine", "one-create", {}, Granularity::Fine},
                                         Case{"stop", "create-and-stop"},
                                         Case{"stopOld", "create-and-stop", {{"design", "workqueue"}}}),
                         [](const auto& info) { return info.param.name; });

// A relation for which a wake that finds its task running is not the same before and after that goes on.
class Particular : public Dpor {
 public:
  using Dpor::Dpor;

 protected:
  Footprint footprint(TaskId task, const Operation& operation, std::uint32_t requests,
                      const OpenAccesses& open) const override {
    Footprint footprint = Dpor::footprint(task, operation, requests, open);
    const bool slept = world().nextOperation(task).kind == OpKind::Resume;
    if (operation.kind == OpKind::Resume || (operation.kind == OpKind::Schedule && !slept))
      footprint.add(footprintOfPending({OpKind::SetState, ObjectId(ObjectType::Task, task)}));
    return footprint;
  }
};

TEST(Dpor, HasMoreClassesWhenAWakeThatFindsItsTaskRunningIsToldApart) {
  const auto classes = [](const char* callers) {
    return classesOf<Particular>({"", "storm", {{"callers", callers}, {"requests", "1"}}}, false).runs;
  };
  EXPECT_EQ(classes("1"), 16u);
  EXPECT_EQ(classes("2"), 1376u);
}

TEST(Dpor, HasAsManyClassesWhenEveryAccessIsAStep) {
  const Case sync{"", "one-create"}, fine{"", "one-create", {}, Granularity::Fine};
  EXPECT_EQ(classesOf(sync, false).runs, classesOf(fine, false).runs)
      << "what no two tasks touch at once orders nothing anew";
}

ExploreResult exploredBy(Method method, const Case& c) {
  ExploreSpec spec = specOf(c);
  spec.method = method;
  spec.secondsAfterFinding = 0;
  ExploreControl control;
  auto result = explore(spec, control);
  if (result) return std::move(*result);
  ADD_FAILURE() << c.name << ": " << result.error().message;
  return {};
}

const Settings kTwo = {{"callers", "2"}, {"requests", "1"}};
Settings with(Settings settings, const std::string& key, const std::string& value) {
  settings[key] = value;
  return settings;
}

class Verdicts : public testing::TestWithParam<Case> {};

TEST_P(Verdicts, AreThoseOfTheGraph) {
  const auto graph = exploredBy(Method::Graph, GetParam()), dpor = exploredBy(Method::Dpor, GetParam());
  EXPECT_EQ(graph.verdict, dpor.verdict);
  ASSERT_EQ(graph.story.has_value(), dpor.story.has_value());
  if (graph.story) {
    EXPECT_EQ(graph.story->finding.kind, dpor.story->finding.kind);
  }
}

TEST_P(Verdicts, ComeWithAStoryThatCanBeRunAgain) {
  const auto dpor = exploredBy(Method::Dpor, GetParam());
  if (!dpor.story) return;
  CollectingSink sink;
  const auto summary = run(runSpecOf(specOf(GetParam()), dpor.story->schedule), sink);
  ASSERT_TRUE(summary && summary->finding);
  EXPECT_EQ(summary->finding->sentence, dpor.story->finding.sentence);
  EXPECT_EQ(summary->finding->seq + 1, summary->events);
}

INSTANTIATE_TEST_SUITE_P(
    All, Verdicts,
    testing::Values(Case{"create", "one-create"}, Case{"createTwo", "storm", kTwo}, Case{"boot", "boot"},
                    Case{"stopOld", "create-and-stop", {{"design", "workqueue"}}},
                    Case{"controlOneCaller", "one-create", {{"variant", "add-without-lock"}}},
                    Case{"controlDrainOne", "storm", with(kTwo, "variant", "drain-one-recheck")},
                    Case{"checkBeforeState", "one-create", {{"variant", "check-before-state"}}},
                    Case{"wakeBeforeAdd", "one-create", {{"variant", "wake-before-add"}}},
                    Case{"addWithoutLock", "storm", with(kTwo, "variant", "add-without-lock")},
                    Case{"onePerWake", "storm", with(kTwo, "variant", "one-per-wake")},
                    Case{"doneBeforeResult", "one-create", {{"variant", "done-before-result"}}},
                    Case{"lateCopy", "one-create", {{"variant", "late-copy"}}},
                    Case{"stopInfoLateInit", "create-and-stop", {{"variant", "stop-info-late-init"}}},
                    Case{"createdBeforeKthreadd", "boot", {{"variant", "created-before-kthreadd"}}},
                    Case{"completionNoRelock", "one-create", {{"variant", "completion-no-relock"}}}),
    [](const auto& info) { return info.param.name; });

TEST(Dpor, MeetsADefectOfOneCreationWithinFiftyRunsOrATenthOfASecond) {
  for (const char* variant :
       {"check-before-state", "wake-before-add", "done-before-result", "late-copy", "completion-no-relock"}) {
    const auto covered = exploredBy(Method::Dpor, {"", "one-create", {{"variant", variant}}}).covered;
    EXPECT_TRUE(covered.executions <= 50 || covered.seconds < 0.1) << variant << " " << covered.executions;
  }
}

// A relation that forgets that a wake touches its target's state.
class Forgetful : public Dpor {
 public:
  using Dpor::Dpor;

 protected:
  Footprint footprint(TaskId task, const Operation& operation, std::uint32_t requests,
                      const OpenAccesses& open) const override {
    Operation forgotten = operation;
    if (operation.kind == OpKind::Wake) forgotten.kind = OpKind::Run;
    return Dpor::footprint(task, forgotten, requests, open);
  }
};

// What a wrong relation leaves out, the comparison with the graph brings to light.
TEST(Dpor, MissesADefectWhenItsRelationOfWhatDependsIsWrong) {
  const Case c{"", "one-create", {{"variant", "check-before-state"}}};
  const ExploreSpec spec = specOf(c);
  ExploreControl control;
  Watch watch(spec, control);
  const auto world = World::make(spec.scenario, spec.settings, spec.granularity).value();
  Forgetful dpor(spec, *world, watch);
  ASSERT_TRUE(dpor.search());
  EXPECT_FALSE(dpor.found());
  EXPECT_TRUE(dpor.whole()) << "it thinks that it has proved the variant";
  EXPECT_EQ(exploredBy(Method::Graph, c).verdict, Explored::Counterexample);
}

}  // namespace
}  // namespace kts::engine
