// SPDX-License-Identifier: GPL-2.0-or-later
// Store buffers (--memory tso): what waits in them and how it leaves, in recorded runs and under the
// explorers.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "engine/controlled_run.h"
#include "engine/exploration/graph.h"
#include "engine/kernel/store_buffer.h"
#include "engine/runtime/snapshot.h"
#include "engine/vocabulary/judge.h"
#include "engine/vocabulary/legality.h"
#include "engine/vocabulary/sentence.h"
#include "engine/vocabulary/state_codec.h"
#include "tests/engine/every_scenario.h"
#include "tests/engine/explored.h"
#include "tests/engine/fingerprints_of_memory.h"
#include "tests/engine/many_runs.h"

namespace kts::engine {
namespace {

RunSpec bufferedRun(const std::string& scenario, Settings settings = {}) {
  RunSpec spec = specOf(scenario, std::move(settings));
  spec.memory = Memory::Tso;
  spec.scheduler = "random";
  return spec;
}

// What a CPU does that keeps its stores to itself: takes them back out in the order in which they went in.
struct Buffers {
  std::map<TaskId, std::vector<WaitingStore>> of;
  void see(const Event& event) {
    auto& stores = of[event.task];
    if (event.effect == Effect::Buffered)
      stores.push_back({event.kind, event.object, event.arg, event.request});
    if (event.kind != EventKind::StoreDrained) return;
    ASSERT_FALSE(stores.empty());
    const Event store = asStored(event);
    EXPECT_EQ(stores.front(), (WaitingStore{store.kind, store.object, store.arg, store.request}));
    stores.erase(stores.begin());
  }
};

// ---- recorded runs

class EveryScenarioWithBuffers : public testing::TestWithParam<std::string> {
 protected:
  RunSpec spec() const {
    const std::string scenario = GetParam().substr(0, GetParam().find(' '));
    Settings settings;
    if (scenario == "storm") settings = {{"callers", "3"}, {"requests", "2"}};
    if (scenario == "wait-family") settings = {{"direct", "3"}, {"threads", "2"}, {"jobs", "2"}};
    if (scenario != GetParam()) settings["design"] = GetParam().substr(GetParam().find(' ') + 1);
    return bufferedRun(scenario, settings);
  }
};

TEST_P(EveryScenarioWithBuffers, FoldsToTheEnginesOwnStateAfterEveryEvent) {
  RunSpec random = spec();
  for (const Granularity granularity : {Granularity::Sync, Granularity::Fine}) {
    random.granularity = granularity;
    for (random.seed = 0; *random.seed < 30; ++*random.seed) {
      CollectingSink sink;
      auto run = ControlledRun::make(random, sink).value();
      ProtocolState fold = sink.header.initial;
      std::string wrong;
      run->runtime().setObserver([&](const Event& event) {
        if (!wrong.empty()) return;
        if (const auto why = whyIllegal(fold, event)) wrong = *why;
        apply(fold, event);
        if (!(fold == stateOf(run->kernel())))
          wrong += "the fold differs after event " + std::to_string(fold.seq - 1) + ": " +
                   sentenceOf(event, fold, sink.header.names);
      });
      while (!run->steps(1000)) {
      }
      ASSERT_EQ(wrong, "") << "seed " << *random.seed;
    }
  }
}

TEST_P(EveryScenarioWithBuffers, GivesTheSameEventsWhenItsScheduleIsReplayed) {
  underRandomSchedules(spec(), 20, [&](const CollectingSink& first) {
    std::string why;
    RunSpec again = spec();
    again.scheduler = "replay";
    again.schedule = Schedule::parse(first.summary.schedule, why);
    ASSERT_TRUE(again.schedule) << why;
    const CollectingSink second = runOf(again);
    EXPECT_EQ(first.all, second.all);
    EXPECT_EQ(first.summary.schedule, second.summary.schedule);
    EXPECT_EQ(first.header.memory, "tso");
  });
}

TEST_P(EveryScenarioWithBuffers, LetsStoresOutInTheirOrderAndEndsWithNoneLeft) {
  underRandomSchedules(spec(), 40, [&](const CollectingSink& sink) {
    Buffers buffers;
    for (const Event& event : sink.all) buffers.see(event);
    for (const auto& [task, stores] : buffers.of) EXPECT_TRUE(stores.empty()) << "task " << task;
  });
}

TEST_P(EveryScenarioWithBuffers, GoesWrongNowhereItDidNotBefore) {
  const std::string goesWrong = spec().scenario.goesWrong;
  underRandomSchedules(spec(), 100, [&](const CollectingSink& sink) {
    if (sink.summary.finding && !goesWrong.empty()) return;
    EXPECT_EQ(sink.summary.verdict, Verdict::Finished)
        << (sink.summary.finding ? sink.summary.finding->sentence : "");
  });
}

TEST_P(EveryScenarioWithBuffers, HasStatesThatSurviveTheirBytesAndSentencesWithNothingLeftOpen) {
  RunSpec random = spec();
  random.seed = 3;
  const CollectingSink sink = runOf(random);
  ProtocolState state = sink.header.initial;
  for (const Event& event : sink.all) {
    const std::string sentence = sentenceOf(event, state, sink.header.names);
    EXPECT_EQ(sentence.find_first_of("{?"), sentence.npos) << sentence;
    const auto bytes = encodeState(state);
    const auto back = decodeState(bytes);
    ASSERT_TRUE(back);
    ASSERT_EQ(*back, state);
    ASSERT_EQ(encodeState(*back), bytes);
    apply(state, event);
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, EveryScenarioWithBuffers, testing::ValuesIn(scenarioNames()),
                         [](const auto& info) { return lettersOf(info.param); });

// Only a look that comes between a store and the next barrier can tell that the store waits.
TEST(StoreBuffer, HoldsAStoreOverOtherTasksStepsOnlyWhereItsTaskReadsNext) {
  const auto waitsOverSteps = [](const CollectingSink& sink) {
    std::set<EventKind> kinds;
    std::map<TaskId, std::uint32_t> since;
    for (const Event& event : sink.all) {
      if (event.effect == Effect::Buffered) since[event.task] = event.step;
      if (event.kind == EventKind::StoreDrained && since[event.task] != event.step)
        kinds.insert(asStored(event).kind);
    }
    return kinds;
  };
  std::set<EventKind> ofTheProtocol, ofTheVariant;
  underRandomSchedules(bufferedRun("one-create"), 300,
                       [&](const CollectingSink& sink) { ofTheProtocol.merge(waitsOverSteps(sink)); });
  underRandomSchedules(bufferedRun("one-create", {{"variant", "no-barrier"}}), 300,
                       [&](const CollectingSink& sink) { ofTheVariant.merge(waitsOverSteps(sink)); });
  EXPECT_TRUE(ofTheProtocol.empty());
  EXPECT_EQ(ofTheVariant, (std::set<EventKind>{EventKind::SetStatePlain}));
}

TEST(StoreBuffer, ShowsItsTaskItsOwnStateAndOthersTheOldOne) {
  int seen = 0;
  underRandomSchedules(bufferedRun("one-create", {{"variant", "no-barrier"}}), 200,
                       [&](const CollectingSink& sink) {
                         ProtocolState state = sink.header.initial;
                         for (const Event& event : sink.all) {
                           const Task* before = state.task(event.task);
                           const TaskState was = before->state;
                           apply(state, event);
                           if (event.kind != EventKind::SetStatePlain || event.effect != Effect::Buffered)
                             continue;
                           ++seen;
                           EXPECT_EQ(state.task(event.task)->state, was);
                           EXPECT_EQ(state.task(event.task)->stores.back().arg, event.arg);
                         }
                       });
  EXPECT_GT(seen, 0);
}

// ---- the variant that needs them

TEST(NoBarrier, LosesAWakeupThatCameWhileTheStateStillWaitedInTheBuffer) {
  RunSpec spec = bufferedRun("one-create", {{"variant", "no-barrier"}});
  int found = 0;
  for (spec.seed = 0; *spec.seed < 400; ++*spec.seed) {
    CollectingSink sink;
    Judge judged(sink);
    ASSERT_TRUE(run(spec, judged));
    if (judged.summary().verdict != Verdict::LostWakeup) continue;
    ++found;
    std::map<std::string, Seq> parts;
    for (const FindingEvent& event : judged.summary().finding->events) parts[event.role] = event.seq;
    for (const char* role : {"state", "read", "change", "wake", "store", "sleep"})
      ASSERT_TRUE(parts.contains(role)) << role << ", seed " << *spec.seed;
    EXPECT_LT(parts["state"], parts["read"]) << "in its own order it sets the state before it looks";
    EXPECT_LT(parts["read"], parts["change"]);
    EXPECT_LT(parts["change"], parts["wake"]);
    EXPECT_LT(parts["wake"], parts["store"]) << "but the wake found the old state";
    EXPECT_LT(parts["store"], parts["sleep"]);
    EXPECT_EQ(sink.all[parts["state"]].effect, Effect::Buffered);
    EXPECT_EQ(sink.all[parts["wake"]].effect, Effect::FoundRunning);
    EXPECT_EQ(sink.all[parts["store"]].kind, EventKind::StoreDrained);
  }
  EXPECT_GT(found, 0);
}

// ---- under the explorers

const Settings kTwo = {{"callers", "2"}, {"requests", "1"}};

ExploreSpec exploration(const std::string& scenario, Settings settings, Method method = Method::Graph) {
  ExploreSpec spec;
  spec.scenario = findScenario(scenario).value();
  spec.settings = std::move(settings);
  spec.method = method;
  spec.memory = Memory::Tso;
  spec.secondsAfterFinding = 60;
  return spec;
}

TEST(StoreBuffer, LeavesTheProtocolOfEitherDesignProved) {
  for (const auto& [scenario, settings] : std::vector<std::pair<std::string, Settings>>{
           {"one-create", {}}, {"create-and-stop", {}}, {"bind", {}}, {"boot", {}}, {"storm", kTwo}}) {
    const Scenario known = findScenario(scenario).value();
    for (const std::string& design : known.designs) {
      ExploreSpec spec = exploration(scenario, settings);
      spec.settings["design"] = design;
      const ExploreResult result = exploredBy(spec);
      EXPECT_EQ(result.verdict, Explored::Proved) << scenario << " " << design;
      EXPECT_EQ(result.doomed, 0u);
    }
  }
}

TEST(NoBarrier, IsProvedWithoutStoreBuffersAndRefutedWithThemByEveryMethod) {
  for (const Method method : {Method::Graph, Method::Dpor, Method::Bounded, Method::Random, Method::Pct}) {
    ExploreSpec spec = exploration("one-create", {{"variant", "no-barrier"}}, method);
    const ExploreResult result = exploredBy(spec);
    ASSERT_TRUE(result.story) << methodNames()[static_cast<std::size_t>(method)];
    EXPECT_EQ(result.story->finding.kind, "lost-wakeup");
    CollectingSink sink;
    const auto summary = run(runSpecOf(spec, result.story->schedule), sink);
    ASSERT_TRUE(summary && summary->finding);
    EXPECT_EQ(summary->finding->sentence, result.story->finding.sentence);
    EXPECT_EQ(summary->schedule, result.story->schedule.text());
    EXPECT_NE(summary->schedule.find('~'), std::string::npos)
        << "a store that comes late is a step of its own";
    if (method == Method::Random || method == Method::Pct) continue;
    spec.memory = Memory::Sc;
    EXPECT_EQ(exploredBy(spec).verdict, Explored::Proved);
  }
}

TEST(NoBarrier, NeedsNoPreemption) {
  const ExploreResult result =
      exploredBy(exploration("one-create", {{"variant", "no-barrier"}}, Method::Bounded));
  ASSERT_TRUE(result.story);
  EXPECT_TRUE(result.story->fewestPreemptions);
  EXPECT_EQ(result.story->preemptions, 0u) << "whoever waits for its store buffer could not go on anyway";
  ASSERT_TRUE(result.story->twin);
}

struct Row {
  std::string name, scenario, variant;
  Settings settings = {};
  Granularity granularity = Granularity::Sync;
};

class WithBuffers : public testing::TestWithParam<Row> {
 protected:
  ExploreSpec spec(Method method = Method::Graph) const {
    ExploreSpec spec = exploration(GetParam().scenario, GetParam().settings, method);
    spec.settings["variant"] = GetParam().variant;
    spec.granularity = GetParam().granularity;
    spec.secondsAfterFinding = 0;
    return spec;
  }
};

TEST_P(WithBuffers, GraphDporAndBoundedComeToOneVerdict) {
  const ExploreResult graph = exploredBy(spec());
  for (const Method method : {Method::Dpor, Method::Bounded}) {
    const ExploreResult other = exploredBy(spec(method));
    EXPECT_EQ(graph.verdict, other.verdict);
    ASSERT_EQ(graph.story.has_value(), other.story.has_value());
    if (graph.story) {
      EXPECT_EQ(graph.story->finding.kind, other.story->finding.kind);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, WithBuffers,
    testing::Values(Row{"create", "one-create", ""},
                    Row{"createOld", "one-create", "", {{"design", "workqueue"}}},
                    Row{"createFine", "one-create", "", {}, Granularity::Fine},
                    Row{"createTwo", "storm", "", kTwo}, Row{"stop", "create-and-stop", ""},
                    Row{"boot", "boot", ""}, Row{"noBarrier", "one-create", "no-barrier"},
                    Row{"noBarrierFine", "one-create", "no-barrier", {}, Granularity::Fine},
                    Row{"checkBeforeState", "one-create", "check-before-state"},
                    Row{"wakeBeforeAdd", "one-create", "wake-before-add"},
                    Row{"addWithoutLock", "storm", "add-without-lock", kTwo},
                    Row{"onePerWake", "storm", "one-per-wake", kTwo},
                    Row{"doneBeforeResult", "one-create", "done-before-result"},
                    Row{"lateCopy", "one-create", "late-copy"},
                    Row{"stopInfoLateInit", "create-and-stop", "stop-info-late-init"},
                    Row{"createdBeforeKthreadd", "boot", "created-before-kthreadd"},
                    Row{"completionNoRelock", "one-create", "completion-no-relock"},
                    Row{"ownStopInfo", "create-and-stop", "own-stop-info"}),
    [](const auto& info) { return info.param.name; });

// The audit of what a fingerprint leaves out, over the states that only store buffers have.
TEST(StoreBuffer, IsPartOfWhatAFingerprintTells) {
  std::mt19937 random(4);
  const auto world = World::make(findScenario("one-create").value(), {{"variant", "no-barrier"}},
                                 Granularity::Sync, Memory::Tso)
                         .value();
  World::Image begin;
  world->save(begin);
  FingerprintsOfMemory fingerprints(*world, true);
  std::map<std::uint64_t, std::vector<std::uint64_t>> known;
  int again = 0, buffered = 0;
  for (int round = 0; round < 200; ++round) {
    world->restore(begin);
    while (!world->canMove().empty()) {
      const std::uint64_t now = fingerprints.now();
      World::Image here;
      world->save(here);
      std::vector<std::uint64_t> next;
      const TaskSet moves = world->canMove();
      moves.forEach([&](TaskId move) {
        buffered += world->isStore(move);
        world->step(move);
        next.push_back(world->takeFinding() ? 0 : fingerprints.now());
        world->restore(here);
      });
      std::sort(next.begin(), next.end());
      const auto [at, isNew] = known.try_emplace(now, next);
      again += !isNew;
      EXPECT_EQ(at->second, next);
      world->step(moves.nth(random() % moves.size()));
      if (world->takeFinding()) break;
    }
  }
  EXPECT_GT(again, 100);
  EXPECT_GT(buffered, 100);
}

// States told apart by every byte are more, and have as many orders: nothing that matters is left out.
TEST(StoreBuffer, IsCountedTheSameWhereStatesAreToldApartByEveryByte) {
  ExploreSpec spec = exploration("one-create", {{"variant", "no-barrier"}});
  const ExploreResult described = exploredBy(spec);
  spec.everyByte = true;
  const ExploreResult apart = exploredBy(spec);
  ASSERT_TRUE(described.interleavings && apart.interleavings);
  EXPECT_DOUBLE_EQ(*described.interleavings, *apart.interleavings);
  EXPECT_DOUBLE_EQ(*described.badInterleavings, *apart.badInterleavings);
}

TEST(StoreBuffer, ChangesNoScheduleWithoutIt) {
  RunSpec spec = bufferedRun("three-callers");
  spec.memory = Memory::Sc;
  underRandomSchedules(spec, 20, [](const CollectingSink& sink) {
    EXPECT_EQ(sink.summary.schedule.find('~'), std::string::npos);
    for (const Event& event : sink.all) EXPECT_NE(event.effect, Effect::Buffered);
  });
}

TEST(StoreBuffer, IsRefusedToRealThreads) {
  RunSpec spec = bufferedRun("one-create");
  spec.runtime = RuntimeKind::Threads;
  ASSERT_TRUE(whyNotRunnable(spec));
  EXPECT_NE(whyNotRunnable(spec)->message.find("tso"), std::string::npos);
}

}  // namespace
}  // namespace kts::engine
