// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "engine/engine_loop.h"
#include "tests/engine/collecting_sink.h"

namespace kts::engine {
namespace {

// A sink and an end that another thread waits for.
struct Watched : CollectingSink {
  std::mutex guard;
  std::condition_variable changed;
  std::optional<std::expected<RunSummary, Problem>> result;
  int ends = 0;

  void events(std::span<const Event> events) override {
    const std::lock_guard lock(guard);
    CollectingSink::events(events);
    changed.notify_all();
  }
  EngineLoop::Ended ended() {
    return [this](std::expected<RunSummary, Problem> summary) {
      const std::lock_guard lock(guard);
      result = std::move(summary);
      ++ends;
      changed.notify_all();
    };
  }
  template <class Condition>
  bool waitFor(Condition condition) {
    std::unique_lock lock(guard);
    return changed.wait_for(lock, std::chrono::seconds(20), condition);
  }
  bool waitForEnd() {
    return waitFor([this] { return result.has_value(); });
  }
};

RunSpec specOf(const std::string& scenario, Settings settings = {}) {
  RunSpec spec;
  spec.scenario = findScenario(scenario).value();
  spec.settings = std::move(settings);
  return spec;
}

TEST(EngineLoop, RunsOnItsOwnThreadAndTellsTheEnd) {
  for (const RuntimeKind runtime : {RuntimeKind::Controlled, RuntimeKind::Threads}) {
    auto watched = std::make_shared<Watched>();
    EngineLoop loop;
    RunSpec spec = specOf("three-callers");
    spec.runtime = runtime;
    loop.start(spec, watched, watched->ended());
    ASSERT_TRUE(watched->waitForEnd());
    ASSERT_TRUE(*watched->result);
    EXPECT_EQ((*watched->result)->verdict, Verdict::Finished);
    EXPECT_EQ((*watched->result)->events, watched->all.size());
  }
}

TEST(EngineLoop, MakesJustTheStepsItIsAskedForWhilePaused) {
  auto watched = std::make_shared<Watched>();
  EngineLoop loop;
  loop.pause();
  loop.start(specOf("three-callers"), watched, watched->ended());
  loop.step(1);
  loop.step(2);
  ASSERT_TRUE(watched->waitFor([&] { return !watched->all.empty() && watched->all.back().step >= 2; }));
  EXPECT_EQ(watched->all.back().step, 2u);
  EXPECT_FALSE(watched->result);
  loop.resume();
  ASSERT_TRUE(watched->waitForEnd());
  EXPECT_EQ((*watched->result)->verdict, Verdict::Finished);
}

TEST(EngineLoop, KeepsItsPace) {
  auto watched = std::make_shared<Watched>();
  EngineLoop loop;
  loop.setPace(600);
  const auto begin = std::chrono::steady_clock::now();
  loop.start(specOf("one-create"), watched, watched->ended());
  ASSERT_TRUE(watched->waitForEnd());
  const auto steps = static_cast<double>((*watched->result)->steps);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(took.count(), 0.8 * steps / 600);
}

TEST(EngineLoop, EndsARunThatIsCancelledAndKeepsWhatItDid) {
  for (const RuntimeKind runtime : {RuntimeKind::Controlled, RuntimeKind::Threads}) {
    auto watched = std::make_shared<Watched>();
    EngineLoop loop;
    RunSpec spec = specOf("storm", {{"callers", "8"}, {"requests", "1000000"}});
    spec.runtime = runtime;
    loop.start(spec, watched, watched->ended());
    ASSERT_TRUE(watched->waitFor([&] { return watched->all.size() > 100; }));
    loop.cancel();
    ASSERT_TRUE(watched->waitForEnd());
    EXPECT_EQ((*watched->result)->verdict, Verdict::Unfinished);
  }
}

TEST(EngineLoop, CancelsWhatRunsWhenSomethingElseIsStarted) {
  auto first = std::make_shared<Watched>();
  auto second = std::make_shared<Watched>();
  EngineLoop loop;
  loop.start(specOf("storm", {{"callers", "8"}, {"requests", "1000000"}}), first, first->ended());
  loop.start(specOf("one-create"), second, second->ended());
  ASSERT_TRUE(first->waitForEnd());
  ASSERT_TRUE(second->waitForEnd());
  EXPECT_EQ((*first->result)->verdict, Verdict::Unfinished);
  EXPECT_EQ((*second->result)->verdict, Verdict::Finished);
}

TEST(EngineLoop, SaysWhyARunCannotBeMade) {
  auto watched = std::make_shared<Watched>();
  EngineLoop loop;
  loop.start(specOf("storm", {{"callers", "0"}}), watched, watched->ended());
  ASSERT_TRUE(watched->waitForEnd());
  ASSERT_FALSE(*watched->result);
  EXPECT_EQ(watched->result->error().message, "parameter 'callers' of storm goes from 1 to 4096, not 0");
}

TEST(EngineLoop, CanBeDroppedInTheMiddleOfARun) {
  for (const RuntimeKind runtime : {RuntimeKind::Controlled, RuntimeKind::Threads}) {
    auto watched = std::make_shared<Watched>();
    {
      EngineLoop loop;
      RunSpec spec = specOf("storm", {{"callers", "8"}, {"requests", "1000000"}});
      spec.runtime = runtime;
      loop.start(spec, watched, watched->ended());
      ASSERT_TRUE(watched->waitFor([&] { return !watched->all.empty(); }));
    }
    EXPECT_EQ(watched->ends, 1);
  }
}

}  // namespace
}  // namespace kts::engine
