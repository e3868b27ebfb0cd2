// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/engine/many_runs.h"

namespace kts::engine {
namespace {

const Task* named(const CollectingSink& sink, const ProtocolState& state, const std::string& comm) {
  const Task* found = nullptr;
  state.tasks.forEach([&](const Task& task) {
    if (commOf(sink, task) == comm) found = &task;
  });
  return found;
}

// Looks at each event of a run, and at the state before it.
template <class Look>
void alongside(const CollectingSink& sink, Look&& look) {
  ProtocolState state = sink.header.initial;
  for (const Event& event : sink.all) {
    look(event, state);
    apply(state, event);
  }
}

// ---- tasklist_lock

// A look-up and what is made of it, as kernel/kthread.c has them. rest_init() in init/main.c takes no lock.
TEST(TasklistLock, IsHeldUntilTheResultIsStoredAndNotByRestInit) {
  const ObjectId tasklist(ObjectType::TasklistLock);
  for (const char* scenario : {"three-callers", "boot"})
    for (const char* design : {"kthreadd", "workqueue"})
      for (const Granularity granularity : {Granularity::Sync, Granularity::Fine}) {
        RunSpec spec = specOf(scenario, {{"design", design}});
        if (whyNotRunnable(spec)) continue;
        spec.granularity = granularity;
        int stored = 0, looked = 0;
        underManySchedules(spec, 20, [&](const CollectingSink& sink) {
          alongside(sink, [&](const Event& event, const ProtocolState& state) {
            const Lock* lock = state.lock(tasklist);
            const TaskId owner = lock ? lock->owner : kNoTask;
            const bool boots = state.task(event.task)->function() == Function::RestInit;
            if (event.kind == EventKind::FindTaskByPid) {
              ++looked;
              EXPECT_EQ(owner, boots ? kNoTask : event.task);
            } else if (event.kind == EventKind::ResultStored) {
              ++stored;
              EXPECT_EQ(owner, event.task);
            }
          });
        });
        EXPECT_GT(stored, 20) << scenario << ' ' << design;
        EXPECT_GE(looked, stored);
      }
}

// ---- wait4()

TEST(Wait, WalksEveryChildWhenNoneHasExitedAndOnlyUpToTheFirstThatHas) {
  for (const char* design : {"kthreadd", "workqueue"}) {
    RunSpec spec = specOf("wait-family", {{"design", design}, {"direct", "5"}, {"threads", "4"}});
    spec.scheduler = "random";
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      spec.seed = seed;
      const CollectingSink sink = runOf(spec);
      int walks = 0;
      alongside(sink, [&](const Event& event, const ProtocolState& state) {
        if (event.kind != EventKind::WalkChildren) return;
        ++walks;
        int children = 0, zombies = 0;
        state.tasks.forEach([&](const Task& task) {
          if (task.parent != event.task) return;
          ++children;
          zombies += task.state == TaskState::Zombie;
        });
        ASSERT_EQ(event.effect == Effect::FoundZombie, zombies > 0) << "seed " << seed;
        ASSERT_TRUE(zombies == 0 ? event.arg == children : event.arg <= children) << "seed " << seed;
      });
      EXPECT_GE(walks, 2);
    }
  }
}

int longestWalk(const CollectingSink& sink) {
  int longest = 0;
  for (const Event& event : sink.all)
    if (event.kind == EventKind::WalkChildren) longest = std::max(longest, event.arg);
  return longest;
}

TEST(Wait, GrowsByTheThreadsThatAProcessForkedItselfAndNotByThoseOfADesign) {
  for (const char* design : {"kthreadd", "workqueue"}) {
    const auto walkOf = [&](const char* direct, const char* threads) {
      return longestWalk(
          runOf(specOf("wait-family", {{"design", design}, {"direct", direct}, {"threads", threads}})));
    };
    const int few = walkOf("1", "1");
    EXPECT_EQ(walkOf("1", "300"), few) << "they are children of kthreadd, or of the queue's worker";
    EXPECT_EQ(walkOf("300", "1"), few + 299) << "they came to PID 1, and their parent is gone";
  }
}

TEST(Wait, ReapsEveryJobAndLeavesNoZombieBehind) {
  for (const char* design : {"kthreadd", "workqueue"})
    underManySchedules(specOf("wait-family", {{"design", design}, {"direct", "4"}, {"threads", "2"}}), 150,
                       [](const CollectingSink& sink) {
                         ASSERT_EQ(sink.summary.verdict, Verdict::Finished);
                         sink.folded().tasks.forEach([](const Task& task) {
                           EXPECT_NE(task.state, TaskState::Zombie) << "task " << task.key;
                         });
                       });
}

// ---- whose child

TEST(WhoseChild, IsAnOrphanPid1sAndAKthreadItsMakers) {
  for (const std::string design : {"kthreadd", "workqueue"}) {
    underManySchedules(specOf("whose-child", {{"design", design}}), 150, [&](const CollectingSink& sink) {
      const ProtocolState end = sink.folded();
      int orphans = 0, kthreads = 0;
      end.tasks.forEach([&](const Task& task) {
        if (task.bornSeq == 0) return;
        const Task* parent = end.task(task.parent);
        ASSERT_TRUE(parent);
        if (task.bornOf == kNoRequest) {
          ++orphans;
          EXPECT_EQ(parent->pid, 1) << "insmod has exited, and PID 1 takes its children";
        } else {
          ++kthreads;
          EXPECT_EQ(parent->pid, design == "kthreadd" ? 2 : 7) << "whoever asked for it";
        }
      });
      EXPECT_EQ(orphans, 1) << "the short one has been reaped by PID 1";
      EXPECT_EQ(kthreads, 1);
    });
  }
}

TEST(WhoseChild, IsMovedToPid1AtTheExitOfItsParentAndNotBefore) {
  const CollectingSink sink = runOf(specOf("whose-child"));
  bool moved = false;
  ProtocolState state = sink.header.initial;
  for (const Event& event : sink.all) {
    std::set<TaskId> children;
    state.tasks.forEach([&](const Task& task) {
      if (task.parent == event.task) children.insert(task.key);
    });
    apply(state, event);
    if (event.kind != EventKind::Exit) continue;
    for (const TaskId child : children) {
      ASSERT_TRUE(state.task(child));
      EXPECT_EQ(state.task(state.task(child)->parent)->pid, 1);
      moved = true;
    }
  }
  EXPECT_TRUE(moved);
}

// ---- reaped

std::map<std::string, int> zombiesByParent(const CollectingSink& sink) {
  const ProtocolState end = sink.folded();
  std::map<std::string, int> zombies;
  end.tasks.forEach([&](const Task& task) {
    if (task.state != TaskState::Zombie) return;
    const Task* parent = end.task(task.parent);
    ++zombies[parent ? commOf(sink, *parent) : "nobody"];
  });
  return zombies;
}

TEST(Reaped, AreTheChildrenOfWhoeverIgnoresSigchldAndNotThoseOfTheCareless) {
  for (const char* design : {"kthreadd", "workqueue"})
    underManySchedules(specOf("reaped", {{"design", design}, {"children", "4"}}), 150,
                       [](const CollectingSink& sink) {
                         const auto zombies = zombiesByParent(sink);
                         EXPECT_EQ(zombies, (std::map<std::string, int>{{"careless", 4}}));
                       });
}

TEST(Reaped, AreTheZombiesOfAParentThatExitsByPid1) {
  for (const char* design : {"kthreadd", "workqueue"})
    underManySchedules(specOf("reaped", {{"design", design}, {"exits", "1"}}), 150,
                       [](const CollectingSink& sink) {
                         EXPECT_EQ(zombiesByParent(sink), (std::map<std::string, int>{}));
                         for (const Event& event : sink.all) {
                           const bool itself = event.object == ObjectId(ObjectType::Task, event.task);
                           if (event.kind != EventKind::Release || itself) continue;
                           EXPECT_EQ(sink.header.initial.task(event.task)->pid, 1) << "nobody else waits";
                         }
                       });
}

// ---- load

int activeIn(const CollectingSink& sink) {
  for (const Event& event : sink.all)
    if (event.kind == EventKind::CountActive) return event.arg;
  return -1;
}

TEST(Load, IsNoneOfThoseWhoSleepInterruptiblyAndOneOfEachOtherSleeper) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto loadOf = [&](Settings settings) {
      RunSpec spec = specOf("idle-load", std::move(settings));
      spec.scheduler = "random", spec.seed = seed;
      return activeIn(runOf(spec));
    };
    EXPECT_EQ(loadOf({}), 0);
    EXPECT_EQ(loadOf({{"design", "workqueue"}}), 0);
    EXPECT_EQ(loadOf({{"variant", "idles-uninterruptibly"}}), 1) << "kthreadd, which does nothing";
    EXPECT_EQ(loadOf({{"variant", "parks-uninterruptibly"}, {"parked", "5"}}), 5) << "those nobody has woken";
  }
}

TEST(Load, IsWhatTheStateSaysRunsOrSleepsUninterruptibly) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    RunSpec spec = specOf("idle-load");
    spec.scheduler = "random", spec.seed = seed;
    alongside(runOf(spec), [&](const Event& event, const ProtocolState& state) {
      if (event.kind != EventKind::CountActive) return;
      int active = 0;
      state.tasks.forEach([&](const Task& task) {
        const bool counts = task.state == TaskState::Running || task.state == TaskState::Uninterruptible;
        active += counts && task.pid != 0 && task.key != event.task;
      });
      EXPECT_EQ(event.arg, active);
    });
  }
}

// ---- boot

TEST(BootRace, IsNoneForPid1AsksOnlyOnceKthreaddTaskIsSet) {
  underManySchedules(specOf("boot-race"), 300, [](const CollectingSink& sink) {
    ASSERT_EQ(sink.summary.verdict, Verdict::Finished);
    bool set = false;
    for (const Event& event : sink.all) {
      set = set || event.kind == EventKind::KthreaddTaskSet;
      EXPECT_TRUE(set || event.kind != EventKind::ListAddTail);
    }
  });
}

TEST(BootRace, LosesWithoutTheBigKernelLockUnderSomeSchedules) {
  RunSpec spec = specOf("boot-race", {{"variant", "created-before-kthreadd"}});
  spec.scheduler = "random";
  int lost = 0, won = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    spec.seed = seed;
    ++(runOf(spec).summary.verdict == Verdict::Finished ? won : lost);
  }
  EXPECT_GT(lost, 0);
  EXPECT_GT(won, 0) << "it goes wrong only under the interleavings that make it go wrong";
}

std::map<std::string, int> parentsAfterBoot(const CollectingSink& sink) {
  const ProtocolState end = sink.folded();
  std::map<std::string, int> ppids;
  end.tasks.forEach([&](const Task& task) {
    if (task.pid > 1) ppids[commOf(sink, task)] = end.task(task.parent)->pid;
  });
  return ppids;
}

TEST(CircularBoot, MakesAllThatComesBeforeTheHelperQueueAndItsWorkerChildrenOfPid1) {
  underManySchedules(specOf("circular-boot", {{"design", "workqueue"}}), 60, [](const CollectingSink& sink) {
    ASSERT_EQ(sink.summary.verdict, Verdict::Finished);
    const auto ppids = parentsAfterBoot(sink);
    const ProtocolState end = sink.folded();
    const Task* helper = named(sink, end, "kthread");
    ASSERT_TRUE(helper);
    EXPECT_EQ(ppids, (std::map<std::string, int>{{"migration/0", 1},
                                                 {"ksoftirqd/0", 1},
                                                 {"watchdog/0", 1},
                                                 {"events/0", 1},
                                                 {"khelper", 1},
                                                 {"kthread", 1},
                                                 {"kblockd/0", helper->pid},
                                                 {"aio/0", helper->pid}}));
  });
}

TEST(CircularBoot, HasNoCircleWhenKthreaddMakesTheThreads) {
  underManySchedules(specOf("circular-boot"), 60, [](const CollectingSink& sink) {
    ASSERT_EQ(sink.summary.verdict, Verdict::Finished);
    auto ppids = parentsAfterBoot(sink);
    EXPECT_EQ(ppids["kthreadd"], 0);
    ppids.erase("kthreadd");
    EXPECT_EQ(ppids.size(), 7u);
    for (const auto& [comm, ppid] : ppids) EXPECT_EQ(ppid, 2) << comm;
  });
}

}  // namespace
}  // namespace kts::engine
