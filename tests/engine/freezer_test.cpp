// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/vocabulary/legality.h"
#include "engine/vocabulary/rule_watch.h"
#include "tests/engine/many_runs.h"

namespace kts::engine {
namespace {

constexpr TaskId kKthreadd = 2;

// The rules that a run breaks.
std::set<std::string> brokenBy(const CollectingSink& sink) {
  RuleWatch watch(sink.header);
  ProtocolState state = sink.header.initial;
  for (const Event& event : sink.all) {
    watch.see(state, event);
    apply(state, event);
  }
  if (sink.summary.verdict != Verdict::RuleBroken) watch.end(state);
  std::set<std::string> names;
  for (int at = 0; at < kRules; ++at)
    if (watch.breachOf(static_cast<Rule>(at))) names.emplace(infoOf(static_cast<Rule>(at)).name);
  return names;
}

int count(const CollectingSink& sink, EventKind kind) {
  return static_cast<int>(
      std::count_if(sink.all.begin(), sink.all.end(), [&](const Event& e) { return e.kind == kind; }));
}

bool mustBeFrozen(const Task& task, TaskId freezer) {
  return task.key != freezer && task.pid > 0 && !(task.env.flags & kPfNofreeze) &&
         task.state != TaskState::Zombie;
}

// All that can be frozen is, when the freezer says so; then kthreadd alone serves a request among the frozen.
void expectCreationAmongTheFrozen(const CollectingSink& sink) {
  ProtocolState state = sink.header.initial;
  TaskId freezer = kNoTask;
  int created = 0;
  for (const Event& event : sink.all) {
    apply(state, event);
    if (event.kind == EventKind::FreezePass && event.effect == Effect::KernelThreads && event.arg == 0) {
      freezer = event.task;
      state.tasks.forEach([&](const Task& task) {
        EXPECT_TRUE(task.frozen || !mustBeFrozen(task, freezer)) << "task " << task.key;
      });
    }
    if (event.kind == EventKind::ResultRead && event.task == freezer) {
      EXPECT_GT(event.arg, 0);
      EXPECT_FALSE(state.task(kKthreadd)->frozen);
      ++created;
    }
    if (event.kind == EventKind::ThawTask) {
      EXPECT_EQ(created, 1);
    }
  }
  EXPECT_EQ(created, 1);
  EXPECT_EQ(count(sink, EventKind::FreezeRefused), 0);
  EXPECT_EQ(count(sink, EventKind::ThawTask),
            std::count_if(sink.all.begin(), sink.all.end(), [](const Event& e) {
              return e.kind == EventKind::Frozen && e.effect == Effect::Freezes;
            }));
  state.tasks.forEach([](const Task& task) { EXPECT_FALSE(task.frozen || task.freezing); });
}

TEST(Suspend, CreatesAThreadWhileAllThatCanBeFrozenIs) {
  for (const char* design : {"kthreadd", "workqueue"})
    underRandomSchedules(specOf("suspend", {{"design", design}}), 200, expectCreationAmongTheFrozen);
}

TEST(Suspend, NeedsThreadsThatAreWokenSoonWhenTheyParkUninterruptibly) {
  underRandomSchedules(specOf("suspend", {{"variant", "parks-uninterruptibly"}}), 200,
                     expectCreationAmongTheFrozen);
}

TEST(Suspend, FailsAndNamesKthreaddWhenItDoesNotSetPfNofreeze) {
  underRandomSchedules(specOf("suspend", {{"variant", "kthreadd-freezeable"}}), 100,
                     [](const CollectingSink& sink) {
                       for (const Event& event : sink.all)
                         if (event.kind == EventKind::FreezeRefused) {
                           EXPECT_EQ(event.object, ObjectId(ObjectType::Task, kKthreadd));
                         }
                       EXPECT_EQ(count(sink, EventKind::FreezeRefused), 1);
                       EXPECT_EQ(brokenBy(sink), std::set<std::string>{"freezes-in-time"});
                     });
}

TEST(Suspend, TakesTheTimeThatItsLimitAllows) {
  for (const std::uint64_t limit : {500u, 20000u}) {
    const CollectingSink sink =
        runOf(specOf("suspend", {{"variant", "kthreadd-freezeable"}, {"limit", std::to_string(limit)}}));
    const auto refused = std::find_if(sink.all.begin(), sink.all.end(),
                                      [](const Event& e) { return e.kind == EventKind::FreezeRefused; });
    ASSERT_NE(refused, sink.all.end());
    EXPECT_GE(refused->tNs, limit * 1'000'000);
    EXPECT_LT(refused->tNs, (limit + 500) * 1'000'000);
  }
}

TEST(Suspend, ShowsAWakeThatLies) {
  CollectingSink sink = runOf(specOf("suspend"));
  const auto woken = [](const Event& e) {
    return e.kind == EventKind::FreezeTask && e.effect == Effect::Woke;
  };
  const auto at = std::find_if(sink.all.begin(), sink.all.end(), woken);
  ASSERT_NE(at, sink.all.end());
  at->effect = Effect::KeptAwake;
  EXPECT_TRUE(brokenBy(sink).contains("wake"));
}

// Nothing is wrong with the scenario: the protocol of 2007 is.
TEST(FreezerWakesParked, RunsAFunctionThatNobodyHasWokenOrFindsTheThreadGone) {
  std::map<std::string, int> found;
  underRandomSchedules(specOf("freezer-wakes-parked"), 1000, [&](const CollectingSink& sink) {
    for (const std::string& rule : brokenBy(sink)) ++found[rule];
    if (sink.summary.finding && sink.summary.finding->rule == "task-alive") ++found["task-alive"];
    if (sink.summary.finding) {
      EXPECT_NE(sink.summary.verdict, Verdict::Deadlock);
    }
  });
  EXPECT_GT(found["woken-first"], 0);
  EXPECT_GT(found["task-alive"], 0);
  for (const auto& [what, times] : found) std::printf("%s: %d of 1000\n", what.c_str(), times);
}

TEST(FreezerWakesParked, IsMendedByParkingUninterruptibly) {
  underRandomSchedules(specOf("freezer-wakes-parked", {{"variant", "parks-uninterruptibly"}}), 1000,
                     [](const CollectingSink& sink) {
                       EXPECT_EQ(sink.summary.verdict, Verdict::Finished);
                       EXPECT_EQ(brokenBy(sink), std::set<std::string>());
                     });
}

TEST(SemaphoreHeld, IsADeadlockOfACycleOnTheSharedQueueAlone) {
  int good = 0, stuck = 0;
  const RunSpec spec = specOf("semaphore-held", {{"design", "workqueue"}, {"variant", "shared-keventd"}});
  underRandomSchedules(spec, 400,
                     [&](const CollectingSink& sink) {
                       if (sink.summary.verdict == Verdict::Finished) return void(++good);
                       ASSERT_EQ(sink.summary.verdict, Verdict::Deadlock);
                       ++stuck;
                       const std::string& sentence = sink.summary.finding->sentence;
                       for (const char* part : {"modprobe 2 waits for done of request 1",
                                                "events/0 waits for dev->sem", "which modprobe 2 holds"})
                         EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
                     });
  EXPECT_GT(good, 0) << "whoever comes first decides";
  EXPECT_GT(stuck, 0);
}

// ---- on real threads

TEST(ThreadsFreeze, AndThawAndCreateAThreadInBetween) {
  for (const char* design : {"kthreadd", "workqueue"}) {
    RunSpec spec = specOf("suspend", {{"design", design}});
    spec.runtime = RuntimeKind::Threads;
    for (int times = 0; times < 20; ++times) expectCreationAmongTheFrozen(runOf(spec));
  }
}

TEST(ThreadsFreeze, RefuseToWithoutPfNofreeze) {
  RunSpec spec = specOf("suspend", {{"variant", "kthreadd-freezeable"}, {"limit", "60"}});
  spec.runtime = RuntimeKind::Threads;
  const CollectingSink sink = runOf(spec);
  EXPECT_EQ(brokenBy(sink), std::set<std::string>{"freezes-in-time"});
}

TEST(ThreadsFreeze, WakeParkedThreadsInALegalOrderAndNoneThatParksUninterruptibly) {
  for (const char* variant : {"", "parks-uninterruptibly"}) {
    RunSpec spec = specOf("freezer-wakes-parked", {{"variant", variant}, {"creates", "20"}});
    spec.runtime = RuntimeKind::Threads;
    for (int times = 0; times < 20; ++times) {
      const CollectingSink sink = runOf(spec);
      ProtocolState state = sink.header.initial;
      for (const Event& event : sink.all) {
        const auto why = whyIllegal(state, event);
        ASSERT_FALSE(why) << *why;
        apply(state, event);
      }
      if (*variant) {
        EXPECT_EQ(brokenBy(sink), std::set<std::string>());
      }
    }
  }
}

// Few schedules let the freezer signal a thread that is about to flush its signals: so the state is told of
// it by hand.
TEST(Fold, TakesAFlushedSignalAwayAndLeavesTheMarkOfTheFreezer) {
  ProtocolState state = runOf(specOf("one-create")).header.initial;
  Event event;
  event.task = 0, event.object = ObjectId(ObjectType::Task, kKthreadd);
  event.kind = EventKind::FreezeTask, event.effect = Effect::Signalled;
  apply(state, event);
  EXPECT_TRUE(state.task(kKthreadd)->signalPending);
  EXPECT_TRUE(state.task(kKthreadd)->freezing);
  event.task = kKthreadd, event.kind = EventKind::FlushSignals, event.effect = Effect::None;
  apply(state, event);
  EXPECT_FALSE(state.task(kKthreadd)->signalPending);
  EXPECT_TRUE(state.task(kKthreadd)->freezing);
}

TEST(ThreadsHoldASemaphore, AndStandStillOnTheSharedQueueSoonerOrLater) {
  RunSpec spec = specOf("semaphore-held", {{"design", "workqueue"}, {"variant", "shared-keventd"}});
  spec.runtime = RuntimeKind::Threads;
  std::set<Verdict> verdicts;
  for (int times = 0; times < 200; ++times) verdicts.insert(runOf(spec).summary.verdict);
  for (const Verdict verdict : verdicts)
    EXPECT_TRUE(verdict == Verdict::Finished || verdict == Verdict::Deadlock) << nameOf(verdict);
}

}  // namespace
}  // namespace kts::engine
