// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "engine/vocabulary/rule_watch.h"
#include "tests/engine/many_runs.h"

namespace kts::engine {
namespace {

std::string whatOf(const Environment& env, Inherited field) {
  switch (field) {
    case Inherited::Nice: return std::to_string(env.nice);
    case Inherited::Cpus: return std::to_string(env.cpusAllowed);
    case Inherited::Blocked: return std::to_string(env.blocked);
    case Inherited::Sigchld: return env.ignoresSigchld ? "ignore" : "default";
    case Inherited::Flags: return std::to_string(env.flags);
    case Inherited::Fs: return std::to_string(env.fs);
    case Inherited::Files: return std::to_string(env.files);
  }
  return {};
}

// Whose environment an event may have changed.
TaskId changedBy(const Event& event) {
  return event.object.type() == ObjectType::Task ? event.object.index() : event.task;
}

TEST(Origin, OfEveryValueIsTheEventOrTheTaskThatHadItFirst) {
  for (const Scenario& scenario : builtinScenarios()) {
    for (const std::string& design : scenario.designs) {
      RunSpec spec = specOf(scenario.name, {{"design", design}});
      if (scenario.name == "storm") spec.settings["callers"] = "4", spec.settings["requests"] = "3";
      if (scenario.name == "wait-family") spec.settings["direct"] = spec.settings["threads"] = "4";
      spec.scheduler = "random", spec.seed = 11;
      const CollectingSink sink = runOf(spec);
      std::vector<Environment> after;  // of whom each event may have changed
      ProtocolState state = sink.header.initial;
      for (const Event& event : sink.all) {
        apply(state, event);
        const Task* changed = state.task(changedBy(event));
        after.push_back(changed ? changed->env : Environment());
        state.tasks.forEach([&](const Task& task) {
          for (int at = 0; at < kInherited; ++at) {
            const auto field = static_cast<Inherited>(at);
            const Origin& origin = task.origin(field);
            ASSERT_NE(origin.task, kNoTask);
            const Environment& source = origin.seq == kNever ? sink.header.initial.task(origin.task)->env
                                                             : after[static_cast<std::size_t>(origin.seq)];
            ASSERT_EQ(whatOf(source, field), whatOf(task.env, field))
                << scenario.name << ", " << design << ": " << nameOf(field) << " of task " << task.key
                << " after event " << state.seq - 1;
          }
        });
        if (testing::Test::HasFatalFailure() || state.seq > 3000) break;
      }
    }
  }
}

// ---- contaminated-parent, field by field

struct Thread {
  Environment env;
  std::vector<Source> sources;
  std::string parent;
};

Thread threadOf(const CollectingSink& sink, bool direct) {
  const ProtocolState end = sink.folded();
  Thread thread;
  end.tasks.forEach([&](const Task& task) {
    if (task.bornSeq == 0 || (task.bornOf == kNoRequest) != direct) return;
    thread = {task.env, sourcesOf(task, end, sink.header.names),
              shownName(task.parent, end, sink.header.names)};
  });
  return thread;
}

constexpr TaskId kSwapper = 0, kModprobe = 3;

TEST(ContaminatedParent, HandsEverythingToAThreadThatItForksItself) {
  for (const char* design : {"kthreadd", "workqueue"}) {
    underManySchedules(specOf("contaminated-parent", {{"design", design}}), 60,
                       [](const CollectingSink& sink) {
                         const Thread direct = threadOf(sink, true);
                         EXPECT_EQ(direct.env, (Environment{7, 0x2, 0x4a02, true, 0, kModprobe, kModprobe}));
                         EXPECT_EQ(direct.sources, (std::vector<Source>{{"everything", "modprobe"}}));
                         EXPECT_EQ(direct.parent, "modprobe");
                       });
  }
}

TEST(ContaminatedParent, HandsNothingToAThreadThatKthreaddMakes) {
  underManySchedules(specOf("contaminated-parent"), 60, [](const CollectingSink& sink) {
    const Thread worker = threadOf(sink, false);
    EXPECT_EQ(worker.env, (Environment{-5, ~0ull, ~0ull, true, 0, kSwapper, kSwapper}));
    EXPECT_EQ(worker.sources,
              (std::vector<Source>{{"nice, CPUs, blocked, SIGCHLD", "kthreadd, in kthreadd_setup()"},
                                   {"flags", "its fork"},
                                   {"fs, files", "swapper"}}))
        << "fork takes PF_NOFREEZE away";
    EXPECT_EQ(worker.parent, "kthreadd");
  });
}

TEST(ContaminatedParent, HandsNothingToAThreadOfTheOldDesignWhichCleansItself) {
  underManySchedules(
      specOf("contaminated-parent", {{"design", "workqueue"}}), 60, [](const CollectingSink& sink) {
        const Thread worker = threadOf(sink, false);
        EXPECT_EQ(worker.env, (Environment{-5, ~0ull, ~0ull, true, 0, kSwapper, kSwapper}));
        EXPECT_EQ(worker.sources, (std::vector<Source>{{"nice, SIGCHLD", "kthread, in worker_thread()"},
                                                       {"CPUs, blocked", "itself, in kthread()"},
                                                       {"flags", "its fork"},
                                                       {"fs, files", "itself, in kthread_exit_files()"}}));
        EXPECT_EQ(worker.parent, "kthread");
      });
}

bool breaksCleanEnvironment(const CollectingSink& sink) {
  RuleWatch watch(sink.header);
  ProtocolState state = sink.header.initial;
  for (const Event& event : sink.all) {
    watch.see(state, event);
    apply(state, event);
  }
  return watch.breachOf(Rule::CleanEnvironment).has_value();
}

TEST(CleanEnvironment, IsBrokenUnderEveryScheduleWhenNobodyCleansAndKeptWhenSomebodyDoes) {
  for (const char* scenario : {"contaminated-parent", "circular-boot"})
    for (const char* design : {"kthreadd", "workqueue"})
      for (const char* variant : {"environment-not-cleaned", ""}) {
        RunSpec spec = specOf(scenario, {{"design", design}});
        if (*variant) spec.settings["variant"] = variant;
        spec.scheduler = "random";
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
          spec.seed = seed;
          ASSERT_EQ(breaksCleanEnvironment(runOf(spec)), *variant != '\0')
              << scenario << ", " << design << ", seed " << seed;
        }
      }
}

TEST(ContaminatedParent, LeavesWhatPid0HadWhenKthreaddDoesNotClean) {
  const Thread worker =
      threadOf(runOf(specOf("contaminated-parent", {{"variant", "environment-not-cleaned"}})), false);
  EXPECT_EQ(worker.env, (Environment{0, ~0ull, 0, false, 0, kSwapper, kSwapper}))
      << "no signal is blocked, and zombies will pile up";
}

TEST(ContaminatedParent, LeavesPid1sFsAndFilesWhenAThreadOfTheOldDesignDoesNotClean) {
  const CollectingSink sink =
      runOf(specOf("contaminated-parent", {{"design", "workqueue"}, {"variant", "environment-not-cleaned"}}));
  const Thread worker = threadOf(sink, false);
  EXPECT_EQ(worker.env, (Environment{-5, ~0ull, ~0ull, true, 0, kSwapper, 1}))
      << "PID 1 shares the fs of PID 0, and has files of its own";
}

}  // namespace
}  // namespace kts::engine
