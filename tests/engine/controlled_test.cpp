// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/controlled_run.h"
#include "engine/runtime/snapshot.h"
#include "engine/vocabulary/legality.h"
#include "engine/vocabulary/sentence.h"
#include "engine/vocabulary/state_codec.h"
#include "tests/engine/collecting_sink.h"
#include "tests/engine/every_scenario.h"

namespace kts::engine {
namespace {

RunSpec specOf(const std::string& scenario, std::optional<std::uint64_t> seed = {}, Settings settings = {}) {
  RunSpec spec;
  spec.scenario = findScenario(scenario).value();
  spec.settings = std::move(settings);
  if (seed) spec.scheduler = "random", spec.seed = seed;
  return spec;
}

// A storm small enough to be held against the engine after every event.
Settings smallOf(const std::string& scenario) {
  if (scenario == "storm") return {{"callers", "4"}, {"requests", "2"}};
  if (scenario == "wait-family") return {{"direct", "3"}, {"threads", "2"}, {"jobs", "2"}};
  return {};
}

CollectingSink runOf(const RunSpec& spec) {
  CollectingSink sink;
  const auto summary = run(spec, sink);
  EXPECT_TRUE(summary) << summary.error().message;
  return sink;
}

std::string differenceOf(const ProtocolState& fold, const ProtocolState& engine) {
  std::string text;
  if (!(fold.tasks == engine.tasks)) {
    text += " tasks";
    for (const Task* task : engine.tasks.sorted())
      if (const Task* twin = fold.task(task->key); !twin || !(*twin == *task))
        text += " " + std::to_string(task->key);
    if (fold.tasks.size() != engine.tasks.size()) text += " (numbers differ)";
  }
  if (!(fold.locks == engine.locks)) text += " locks";
  if (!(fold.completions == engine.completions)) text += " completions";
  if (!(fold.lists == engine.lists)) text += " lists";
  if (!(fold.requests == engine.requests)) text += " requests";
  if (!(fold.stop == engine.stop)) text += " stop";
  if (fold.kthreaddTask != engine.kthreaddTask) text += " kthreadd_task";
  return text;
}

// Every scenario under every design that it has: "storm", "storm workqueue".
class EveryScenario : public testing::TestWithParam<std::string> {
 protected:
  std::string scenario() const { return GetParam().substr(0, GetParam().find(' ')); }
  Settings settings(bool small = false) const {
    Settings settings = small ? smallOf(scenario()) : Settings{};
    if (scenario() != GetParam()) settings["design"] = GetParam().substr(GetParam().find(' ') + 1);
    return settings;
  }
};

TEST_P(EveryScenario, FoldsToTheEnginesOwnStateAfterEveryEventUnderManySchedules) {
  for (const Granularity granularity : {Granularity::Sync, Granularity::Fine}) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      RunSpec spec = specOf(scenario(), seed, settings(true));
      spec.granularity = granularity;
      CollectingSink sink;
      auto run = ControlledRun::make(spec, sink).value();
      ProtocolState fold = sink.header.initial;
      std::string wrong;
      run->runtime().setObserver([&](const Event& event) {
        if (!wrong.empty()) return;
        if (const auto why = whyIllegal(fold, event)) wrong = *why;
        apply(fold, event);
        if (const ProtocolState engine = stateOf(run->kernel()); !(fold == engine))
          wrong += "after event " + std::to_string(fold.seq - 1) + " (" +
                   sentenceOf(event, fold, sink.header.names) +
                   ") the fold differs in:" + differenceOf(fold, engine);
      });
      while (!run->steps(1000)) {
      }
      ASSERT_EQ(wrong, "") << "seed " << seed;
    }
  }
}

TEST_P(EveryScenario, FinishesUnderManySchedules) {
  const std::string goesWrong = findScenario(scenario())->goesWrong;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const CollectingSink sink = runOf(specOf(scenario(), seed, settings(true)));
    if (sink.summary.finding && !goesWrong.empty()) continue;
    ASSERT_EQ(sink.summary.verdict, Verdict::Finished)
        << "seed " << seed << ": " << (sink.summary.finding ? sink.summary.finding->sentence : "");
  }
}

TEST_P(EveryScenario, GivesTheSameEventsWhenItsScheduleIsReplayed) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const CollectingSink first = runOf(specOf(scenario(), seed, settings()));
    RunSpec again = specOf(scenario(), {}, settings());
    std::string why;
    again.scheduler = "replay";
    again.schedule = Schedule::parse(first.summary.schedule, why);
    ASSERT_TRUE(again.schedule) << why;
    const CollectingSink second = runOf(again);
    ASSERT_EQ(first.all, second.all);
    ASSERT_EQ(first.summary.schedule, second.summary.schedule);
  }
}

TEST_P(EveryScenario, HasStatesThatSurviveTheirBytes) {
  const CollectingSink sink = runOf(specOf(scenario(), 5, settings()));
  ProtocolState state = sink.header.initial;
  for (const Event& event : sink.all) {
    const auto bytes = encodeState(state);
    const auto back = decodeState(bytes);
    ASSERT_TRUE(back);
    ASSERT_EQ(*back, state);
    ASSERT_EQ(encodeState(*back), bytes);
    if (state.seq > 400) break;
    apply(state, event);
  }
}

TEST_P(EveryScenario, HasASentenceForEveryEventWithNothingLeftOpen) {
  const CollectingSink sink = runOf(specOf(scenario(), 1, settings(true)));
  ProtocolState state = sink.header.initial;
  for (const Event& event : sink.all) {
    const std::string sentence = sentenceOf(event, state, sink.header.names);
    EXPECT_EQ(sentence.find('{'), sentence.npos) << sentence;
    EXPECT_EQ(sentence.find('?'), sentence.npos) << sentence;
    EXPECT_EQ(sentence.find("nobody"), sentence.npos) << sentence;
    apply(state, event);
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, EveryScenario, testing::ValuesIn(scenarioNames()),
                         [](const auto& info) { return lettersOf(info.param); });

// ---- what each scenario shows

const Event* firstOf(const CollectingSink& sink, EventKind kind) {
  for (const Event& event : sink.all)
    if (event.kind == kind) return &event;
  return nullptr;
}

TEST(OneCreate, NamesTheThreadAfterItsRequestAndReapsItAtItsEnd) {
  const CollectingSink sink = runOf(specOf("one-create"));
  ASSERT_TRUE(firstOf(sink, EventKind::SetComm));
  ASSERT_TRUE(firstOf(sink, EventKind::Exit));
  EXPECT_EQ(firstOf(sink, EventKind::Exit)->effect, Effect::Reaped);
  EXPECT_EQ(firstOf(sink, EventKind::Fork)->arg, 102) << "PIDs are given in order after the callers'";
  const ProtocolState end = sink.folded();
  EXPECT_EQ(end.tasks.size(), 4u) << "swapper, init, kthreadd and the caller are left";
  EXPECT_TRUE(end.requests.empty());
  EXPECT_TRUE(end.locks.empty());
}

TEST(CreateAndStop, ReturnsTheThreadsValueOrMinusEintrWhenTheStopOvertakesTheWake) {
  std::set<int> returned;
  for (std::uint64_t seed = 0; seed < 400; ++seed)
    returned.insert(firstOf(runOf(specOf("create-and-stop", seed)), EventKind::StopReturned)->arg);
  EXPECT_EQ(returned, (std::set<int>{-EINTR, 7}));
}

TEST(NeverWoken, ReturnsMinusEintrWhateverTheSchedule) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const CollectingSink sink = runOf(specOf("never-woken", seed));
    EXPECT_EQ(firstOf(sink, EventKind::StopReturned)->arg, -EINTR);
    for (const Event& event : sink.all)
      EXPECT_FALSE(event.kind == EventKind::Call && event.arg == static_cast<int>(Function::ThreadFn));
  }
}

TEST(Bind, SetsTheMaskOnceTheThreadIsOffItsCpu) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const CollectingSink sink = runOf(specOf("bind", seed));
    ProtocolState state = sink.header.initial;
    for (const Event& event : sink.all) {
      if (event.kind == EventKind::SetCpus) {
        EXPECT_TRUE(state.task(event.object.index())->asleep);
        EXPECT_EQ(event.arg, 2);
      }
      apply(state, event);
    }
  }
}

TEST(ForkFails, GivesOneCallerMinusEagainAndTheOthersTheirThreads) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const CollectingSink sink = runOf(specOf("fork-fails", seed));
    int failed = 0, threads = 0;
    for (const Event& event : sink.all) {
      if (event.kind != EventKind::ResultRead) continue;
      ++(event.arg == -EAGAIN ? failed : threads);
      EXPECT_EQ(event.arg == -EAGAIN, event.request == 1);
    }
    EXPECT_EQ(failed, 1);
    EXPECT_EQ(threads, 2);
  }
}

TEST(Boot, GivesPid1ThenPid2AndMakesEveryLaterThreadAChildOfKthreadd) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const CollectingSink sink = runOf(specOf("boot", seed));
    const ProtocolState end = sink.folded();
    ASSERT_EQ(end.tasks.size(), 5u);
    EXPECT_EQ(end.task(1)->pid, 1);
    EXPECT_EQ(textOf(end.task(1)->comm, sink.header.names), "init");
    EXPECT_EQ(end.task(2)->pid, 2);
    EXPECT_EQ(textOf(end.task(2)->comm, sink.header.names), "kthreadd");
    EXPECT_EQ(end.task(2)->parent, 0u);
    EXPECT_TRUE(end.task(2)->env.flags & kPfNofreeze);
    for (const TaskId child : {3u, 4u}) {
      EXPECT_EQ(end.task(child)->parent, 2u);
      EXPECT_EQ(end.task(child)->env.nice, -5);
      EXPECT_EQ(end.task(child)->env.blocked, ~0ull);
      EXPECT_TRUE(end.task(child)->env.ignoresSigchld);
      EXPECT_EQ(end.task(child)->env.flags & kPfNofreeze, 0u);
      EXPECT_EQ(end.task(child)->env.fs, 0u) << "shares the fs of init_task";
    }
  }
}

TEST(Storm, CompletesEveryRequestOnce) {
  const CollectingSink sink = runOf(specOf("storm", 3, {{"callers", "20"}, {"requests", "30"}}));
  EXPECT_EQ(sink.summary.verdict, Verdict::Finished);
  std::map<RequestId, int> results;
  for (const Event& event : sink.all)
    if (event.kind == EventKind::ResultRead) ++results[event.request];
  EXPECT_EQ(results.size(), 600u);
  for (const auto& [request, times] : results) EXPECT_EQ(times, 1);
  EXPECT_LE(sink.folded().lanes.size(), 23u + 25u) << "threads share the lanes of those that are gone";
}

TEST(WorkqueueDesign, MakesThreadsThatAreChildrenOfTheWorkerAndCleanThemselves) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const CollectingSink sink = runOf(specOf("never-woken", seed, {{"design", "workqueue"}}));
    ProtocolState state = sink.header.initial;
    bool seen = false;
    for (const Event& event : sink.all) {
      if (event.kind == EventKind::ResultRead) {
        const Task* child = state.task(state.request(event.request)->child);
        ASSERT_TRUE(child);
        EXPECT_EQ(state.task(child->parent)->pid, 7) << "the worker 'kthread'";
        EXPECT_EQ(child->env.nice, -5) << "the creator's: nothing repairs it";
        EXPECT_EQ(child->env.blocked, ~0ull);
        EXPECT_EQ(child->env.fs, 0u) << "init_task's, by kthread_exit_files()";
        EXPECT_EQ(child->env.files, 0u);
        seen = true;
      }
      apply(state, event);
    }
    EXPECT_TRUE(seen);
    EXPECT_FALSE(firstOf(sink, EventKind::KthreaddTaskSet));
  }
}

TEST(Controlled, SaysWhichScheduledTaskCannotMove) {
  RunSpec spec = specOf("one-create");
  std::string why;
  spec.scheduler = "replay";
  spec.schedule = Schedule::parse("3x2,9", why);
  CollectingSink sink;
  const auto summary = run(spec, sink);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().message,
            "the schedule does not fit this run: step 2 chooses task 9, which cannot move there");
}

TEST(Controlled, StopsAtItsBoundOfEvents) {
  RunSpec spec = specOf("storm", 1);
  spec.maxEvents = 100;
  const CollectingSink sink = runOf(spec);
  EXPECT_EQ(sink.summary.verdict, Verdict::BoundReached);
  EXPECT_GE(sink.all.size(), 100u);
  EXPECT_LE(sink.all.size(), 110u);
}

TEST(Controlled, AsksTheOwnerBeforeEveryStepOfAManualRun) {
  RunSpec spec = specOf("one-create");
  spec.scheduler = "manual";
  std::uint64_t asked = 0;
  std::set<std::string> nexts;
  spec.askOwner = [&](std::span<const Choice> choices) -> std::optional<TaskId> {
    ++asked;
    for (const Choice& choice : choices) nexts.insert(choice.next);
    return choices.back().task;
  };
  const CollectingSink sink = runOf(spec);
  EXPECT_EQ(sink.summary.verdict, Verdict::Finished);
  EXPECT_EQ(asked, sink.summary.steps);
  EXPECT_TRUE(nexts.contains("takes kthread_create_lock"));
  EXPECT_TRUE(nexts.contains("wakes kthreadd"));
}

TEST(Controlled, TellsTheSinkEverythingBeforeItAsksTheOwner) {
  RunSpec spec = specOf("three-callers");
  spec.scheduler = "manual";
  CollectingSink sink;
  std::vector<std::size_t> known;  // before each step
  spec.askOwner = [&](std::span<const Choice> choices) -> std::optional<TaskId> {
    known.push_back(sink.all.size());
    if (known.size() == 100) return std::nullopt;
    return choices.front().task;
  };
  const auto summary = run(spec, sink);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->verdict, Verdict::Unfinished);
  EXPECT_EQ(summary->events, sink.all.size());
  ASSERT_EQ(known.size(), 100u);
  for (std::size_t step = 0; step < known.size(); ++step)
    EXPECT_EQ(known[step], std::count_if(sink.all.begin(), sink.all.end(),
                                         [&](const Event& event) { return event.step < step; }));
}

// A timer that is due before its task has left its CPU keeps it awake: no sleep outlives its timer.
TEST(Controlled, LosesNoTimerThatExpiresBeforeItsTaskSleeps) {
  RunSpec spec;
  spec.scenario = parseScenario(R"({"name": "slow", "title": "Slow", "callers": [
      {"name": "sleeper", "does": [{"sleep": 1}]},
      {"name": "busy", "does": [{"repeat": 60, "does": [{"create": "worker"}, {"wake": "worker"}]}]}]})",
                                "test")
                      .value();
  spec.scheduler = "manual";
  spec.askOwner = [](std::span<const Choice> choices) -> std::optional<TaskId> {
    for (const Choice& choice : choices)  // whoever would sleep comes last
      if (choice.name != "sleeper" || choice.next != "calls schedule()") return choice.task;
    return choices.front().task;
  };
  const CollectingSink sink = runOf(spec);
  EXPECT_EQ(sink.summary.verdict, Verdict::Finished);
  EXPECT_TRUE(std::ranges::any_of(sink.all, [](const Event& event) {
    return event.kind == EventKind::TimerExpired && event.effect == Effect::KeptAwake;
  }));
}

TEST(Controlled, JumpsToTheNextTimerWhenNobodyCanMove) {
  const auto scenario =
      parseScenario(R"({"name": "nap", "title": "Nap", "callers": [{"name": "caller %d", "does": [
      {"sleep": 20}, {"create": "worker", "threadfn": "sleeps", "number": 30}, {"wake": "worker"}]}]})",
                    "test");
  ASSERT_TRUE(scenario) << scenario.error().message;
  RunSpec spec;
  spec.scenario = *scenario;
  const CollectingSink sink = runOf(spec);
  EXPECT_EQ(sink.summary.verdict, Verdict::Finished);
  EXPECT_GT(sink.all.back().tNs, 50'000'000u);
  EXPECT_LT(sink.all.back().tNs, 51'000'000u);
  for (std::size_t at = 1; at < sink.all.size(); ++at) EXPECT_LE(sink.all[at - 1].tNs, sink.all[at].tNs);
}

}  // namespace
}  // namespace kts::engine
