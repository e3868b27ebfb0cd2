// SPDX-License-Identifier: GPL-2.0-or-later
// What the change itself got wrong about stops, and the mend.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/run.h"
#include "engine/vocabulary/judge.h"
#include "tests/engine/collecting_sink.h"

namespace kts::engine {
namespace {

constexpr std::int32_t kEintr = 4;

struct Judged {
  CollectingSink sink;
  RunSummary summary;
  std::optional<Breach> notice;

  std::optional<std::int32_t> stopped() const {  // what the last stop returned
    std::optional<std::int32_t> value;
    for (const Event& event : sink.all)
      if (event.kind == EventKind::StopReturned) value = event.arg;
    return value;
  }
  std::string says() const { return summary.finding ? summary.finding->sentence : ""; }
};

Judged runOf(const RunSpec& spec) {
  Judged judged;
  Judge judge(judged.sink);
  const auto ran = run(spec, judge);
  EXPECT_TRUE(ran) << ran.error().message;
  judged.summary = judge.summary();
  judged.notice = judge.watch().breachOf(Rule::WokenRuns);
  return judged;
}

RunSpec specOf(const std::string& scenario, Settings settings = {}) {
  RunSpec spec;
  spec.scenario = findScenario(scenario).value();
  spec.settings = std::move(settings);
  return spec;
}

template <class Look>
void underManySchedules(RunSpec spec, std::uint64_t seeds, Look&& look) {
  spec.scheduler = "random";
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    spec.seed = seed;
    SCOPED_TRACE("seed " + std::to_string(seed));
    look(runOf(spec));
    if (testing::Test::HasFailure()) return;
  }
}

std::map<std::string, Seq> partsOf(const std::vector<FindingEvent>& events) {
  std::map<std::string, Seq> parts;
  for (const FindingEvent& event : events) parts[event.role] = event.seq;
  return parts;
}

class Stop : public testing::TestWithParam<std::string> {  // the design
 protected:
  RunSpec spec(const std::string& scenario, Settings settings = {}) const {
    settings["design"] = GetParam();
    return specOf(scenario, std::move(settings));
  }
};
INSTANTIATE_TEST_SUITE_P(Designs, Stop, testing::Values("kthreadd", "workqueue"),
                         [](const auto& info) { return info.param; });

TEST_P(Stop, OfAThreadThatHasEndedNeverReturns) {
  underManySchedules(spec("stop-after-exit"), 200, [](const Judged& run) {
    ASSERT_EQ(run.summary.verdict, Verdict::Deadlock) << run.says();
    EXPECT_EQ(run.summary.finding->kind, "deadlock");
    EXPECT_NE(run.says().find("worker/1, which would complete kthread_stop_info.done, has exited"),
              std::string::npos)
        << run.says();
    const auto parts = partsOf(run.summary.finding->events);
    ASSERT_EQ(parts.size(), 4u);
    EXPECT_LT(parts.at("read"), parts.at("exit"));
    EXPECT_LT(parts.at("read"), parts.at("change")) << "the thread looked before the stop was asked for";
    EXPECT_EQ(run.sink.all[parts.at("read")].effect, Effect::No);
  });
}

TEST_P(Stop, ThatComesBeforeTheThreadsLastLookReturnsItsValue) {
  std::set<Verdict> verdicts;
  std::set<std::int32_t> values;
  const Settings settings{{"meanwhile", "0"}, {"value", "9"}};
  underManySchedules(spec("stop-after-exit", settings), 2000, [&](const Judged& run) {
    verdicts.insert(run.summary.verdict);
    if (const auto value = run.stopped()) values.insert(*value);
  });
  EXPECT_EQ(verdicts, (std::set<Verdict>{Verdict::Finished, Verdict::Deadlock}));
  EXPECT_TRUE(values.contains(9));
}

TEST_P(Stop, InsideAStopWaitsForTheMutexThatItsOwnStopperHolds) {
  std::set<Verdict> verdicts;
  underManySchedules(spec("stop-inside-stop"), 400, [&](const Judged& run) {
    verdicts.insert(run.summary.verdict);
    if (run.summary.verdict == Verdict::Finished) {
      EXPECT_EQ(run.stopped(), -kEintr) << "a thread that never ran stops nobody";
      return;
    }
    ASSERT_EQ(run.summary.verdict, Verdict::Deadlock);
    for (const char* part : {"caller 1 waits for kthread_stop_info.done",
                             "worker/2 waits for kthread_stop_lock, which caller 1 holds"})
      EXPECT_NE(run.says().find(part), std::string::npos) << run.says();
    EXPECT_EQ(run.summary.finding->events.size(), 2u);
  });
  EXPECT_EQ(verdicts, (std::set<Verdict>{Verdict::Finished, Verdict::Deadlock}));
}

// Nothing is broken, and somebody was told so.
TEST_P(Stop, ThatOvertakesTheWakeReturnsMinusEintrAndIsNoticed) {
  int noticed = 0;
  underManySchedules(spec("stop-overtakes-wake"), 1000, [&](const Judged& run) {
    EXPECT_EQ(run.summary.verdict, Verdict::Finished) << run.says();
    EXPECT_EQ(run.stopped(), run.notice ? -kEintr : 7);
    if (!run.notice) return;
    ++noticed;
    const auto parts = partsOf(run.notice->events);
    ASSERT_EQ(parts.size(), 3u);
    EXPECT_LT(parts.at("wake"), parts.at("change"));
    EXPECT_LT(parts.at("change"), parts.at("read"));
  });
  EXPECT_GT(noticed, 0);
  EXPECT_LT(noticed, 1000);
  underManySchedules(spec("never-woken"), 200, [](const Judged& run) { EXPECT_FALSE(run.notice); });
}

TEST(StopOvertakesWake, IsNotSeenTakingTurns) {
  EXPECT_FALSE(runOf(specOf("stop-overtakes-wake")).notice);
}

// ---- the mend

std::vector<RunSpec> mendedSpecs() {
  std::vector<RunSpec> specs;
  for (const char* scenario :
       {"stop-after-exit", "stop-inside-stop", "stop-overtakes-wake", "create-and-stop"})
    specs.push_back(specOf(scenario, {{"variant", "own-stop-info"}}));
  specs.push_back(specOf("stop-after-exit", {{"variant", "own-stop-info"}, {"meanwhile", "0"}}));
  specs.push_back(specOf("stop-after-exit", {{"variant", "own-stop-info"}, {"callers", "4"}}));
  return specs;
}

TEST(OwnStopInfo, EndsEveryStopUnderManySchedulesAndBreaksNoRule) {
  for (const RunSpec& spec : mendedSpecs())
    underManySchedules(spec, 500, [&](const Judged& run) {
      EXPECT_EQ(run.summary.verdict, Verdict::Finished) << spec.scenario.name << ": " << run.says();
      const std::int32_t value = run.stopped().value_or(-1);
      EXPECT_TRUE(value == 7 || (value == -kEintr && run.notice)) << spec.scenario.name << ": " << value;
    });
}

TEST(OwnStopInfo, StopsSeveralThreadsAtATime) {
  RunSpec spec = specOf("create-and-stop", {{"variant", "own-stop-info"}, {"callers", "3"}});
  std::size_t most = 0;
  underManySchedules(spec, 200, [&](const Judged& run) {
    ProtocolState state = run.sink.header.initial;
    for (const Event& event : run.sink.all) {
      apply(state, event);
      std::size_t stopping = 0;
      state.tasks.forEach([&](const Task& task) {
        stopping += task.isIn(Function::KthreadStop) && task.waitsFor.type() == ObjectType::Exited;
      });
      most = std::max(most, stopping);
    }
  });
  EXPECT_GT(most, 1u);
}

TEST(OwnStopInfo, FoldsToTheEnginesOwnStateAtTheEnd) {
  for (const RunSpec& spec : mendedSpecs()) {
    const Judged run = runOf(spec);
    const ProtocolState last = run.sink.folded();
    EXPECT_TRUE(last.completions.empty()) << "each goes with its thread";
    EXPECT_TRUE(last.locks.empty());
  }
}

// ---- on real threads

TEST(ThreadsStop, EndEveryStopWithAnInfoOfItsOwn) {
  for (RunSpec spec : mendedSpecs()) {
    spec.runtime = RuntimeKind::Threads;
    for (int times = 0; times < 20; ++times) {
      const Judged run = runOf(spec);
      ASSERT_EQ(run.summary.verdict, Verdict::Finished) << spec.scenario.name << ": " << run.says();
    }
  }
}

TEST(ThreadsStop, NeverReturnFromAThreadThatHasEnded) {
  RunSpec spec = specOf("stop-after-exit", {{"meanwhile", "40"}});
  spec.runtime = RuntimeKind::Threads;
  const Judged run = runOf(spec);
  ASSERT_EQ(run.summary.verdict, Verdict::Deadlock) << run.says();
  EXPECT_EQ(partsOf(run.summary.finding->events).size(), 4u) << "found as in a controlled run";
}

}  // namespace
}  // namespace kts::engine
