// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <set>
#include <thread>

#include "engine/vocabulary/legality.h"
#include "tests/engine/many_runs.h"

namespace kts::engine {
namespace {

RunSpec threadsSpec(const std::string& scenario, Settings settings = {}) {
  RunSpec spec = specOf(scenario, std::move(settings));
  spec.runtime = RuntimeKind::Threads;
  return spec;
}

// Legal throughout, every request completed once with the task that was forked for it, time never falling.
void expectGood(const CollectingSink& sink, std::uint64_t requests) {
  ProtocolState state = sink.header.initial;
  std::map<RequestId, int> forked, read;
  std::uint64_t lastNs = 0;
  for (const Event& event : sink.all) {
    if (const auto why = whyIllegal(state, event))
      FAIL() << "event " << state.seq << ": " << *why << " (" << sentenceOf(event, state, sink.header.names)
             << ")";
    ASSERT_LE(lastNs, event.tNs);
    lastNs = event.tNs;
    const bool fork = event.kind == EventKind::Fork && event.request != kNoRequest;
    ASSERT_TRUE(!fork || forked.emplace(event.request, event.arg).second);
    ASSERT_TRUE(event.kind != EventKind::ResultRead || read.emplace(event.request, event.arg).second);
    apply(state, event);
  }
  EXPECT_EQ(read.size(), requests);
  EXPECT_EQ(forked, read);
  EXPECT_TRUE(state.requests.empty());
  EXPECT_TRUE(state.locks.empty());
  EXPECT_EQ(sink.summary.events, sink.all.size());
}

TEST(Threads, RunEveryScenarioToItsEndInALegalOrder) {
  for (const Scenario& scenario : builtinScenarios()) {
    if (!scenario.goesWrong.empty()) continue;
    for (int times = 0; times < timesOnThreads(20); ++times) {
      CollectingSink sink;
      const std::string& design = scenario.designs[static_cast<std::size_t>(times) % scenario.designs.size()];
      const auto summary = run(threadsSpec(scenario.name, {{"design", design}}), sink);
      ASSERT_TRUE(summary) << summary.error().message;
      ASSERT_EQ(summary->verdict, Verdict::Finished)
          << scenario.name << ": " << (summary->finding ? summary->finding->sentence : "");
      std::set<RequestId> requests;
      for (const Event& event : sink.all)
        if (event.kind == EventKind::RequestPrepared) requests.insert(event.request);
      expectGood(sink, requests.size());
      if (HasFatalFailure()) FAIL() << scenario.name;
    }
  }
}

TEST(Threads, LoseNoEventOfThousandsOfStormsOfVariedSizes) {
  constexpr int kTimes = timesOnThreads(32);
  int runs = 0;
  for (int callers = 1; callers <= 12; ++callers) {
    for (int requests = 1; requests <= 7; ++requests) {
      for (int times = 0; times < kTimes; ++times, ++runs) {
        CollectingSink sink;
        const auto summary = run(threadsSpec("storm", {{"callers", std::to_string(callers)},
                                                       {"requests", std::to_string(requests)}}),
                                 sink);
        ASSERT_TRUE(summary) << summary.error().message;
        ASSERT_EQ(summary->verdict, Verdict::Finished)
            << (summary->finding ? summary->finding->sentence : "");
        expectGood(sink, static_cast<std::uint64_t>(callers * requests));
        if (HasFatalFailure()) FAIL() << callers << " callers, " << requests << " requests";
      }
    }
  }
  EXPECT_EQ(runs, 84 * kTimes);
}

TEST(Threads, MakeTheEngineWaitForASlowSinkRatherThanLoseAnEvent) {
  struct Slow : CollectingSink {
    void events(std::span<const Event> events) override {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      CollectingSink::events(events);
    }
  } sink;
  const auto summary = run(threadsSpec("storm", {{"callers", "8"}, {"requests", "100"}}), sink);
  ASSERT_TRUE(summary);
  expectGood(sink, 800);
}

TEST(Threads, RunACrowdOfCallers) {
  CollectingSink sink;
  const auto summary = run(threadsSpec("storm", {{"callers", "1000"}, {"requests", "1"}}), sink);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->verdict, Verdict::Finished);
  expectGood(sink, 1000);
}

TEST(Threads, WakeASleeperWhenItsTimerExpires) {
  RunSpec spec;
  spec.runtime = RuntimeKind::Threads;
  spec.scenario =
      parseScenario(R"({"name": "nap", "title": "Nap", "callers": [{"name": "caller %d", "count": 3, "does": [
      {"sleep": 20}, {"create": "worker", "threadfn": "sleeps", "number": 10}, {"wake": "worker"}]}]})",
                    "test")
          .value();
  CollectingSink sink;
  const auto summary = run(spec, sink);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->verdict, Verdict::Finished) << (summary->finding ? summary->finding->sentence : "");
  expectGood(sink, 3);
  EXPECT_GE(sink.all.back().tNs, 25'000'000u);
}

TEST(Threads, CanBeCancelledAndKeepALegalBeginning) {
  std::atomic<bool> cancel{true};
  CollectingSink sink;
  const auto summary = run(threadsSpec("storm", {{"callers", "8"}, {"requests", "100000"}}), sink, &cancel);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->verdict, Verdict::Unfinished);
  ProtocolState state = sink.header.initial;
  for (const Event& event : sink.all) {
    ASSERT_FALSE(whyIllegal(state, event));
    apply(state, event);
  }
}

}  // namespace
}  // namespace kts::engine
