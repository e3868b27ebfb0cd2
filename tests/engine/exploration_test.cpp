// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/exploration.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <thread>

#include "engine/protocol/variants/variant_table.h"
#include "engine/vocabulary/judge.h"
#include "tests/engine/collecting_sink.h"
#include "tests/engine/explored.h"

namespace kts::engine {
namespace {

ExploreSpec specOf(const std::string& scenario, Settings settings = {}, Method method = Method::Graph) {
  ExploreSpec spec;
  spec.scenario = findScenario(scenario).value();
  spec.settings = std::move(settings);
  spec.method = method;
  spec.secondsAfterFinding = 60;  // the counts of the whole graph, on a busy machine, too
  return spec;
}

// What is small enough to be tried whole again and again.
const Settings kTwo = {{"callers", "2"}, {"requests", "1"}};

TEST(Exploration, ProvesTheProtocolOfEitherDesign) {
  for (const auto& [scenario, settings] :
       std::vector<std::pair<std::string, Settings>>{{"one-create", {}},
                                                     {"create-and-stop", {}},
                                                     {"never-woken", {}},
                                                     {"bind", {}},
                                                     {"boot", {}},
                                                     {"storm", kTwo},
                                                     {"storm", {{"callers", "1"}, {"requests", "3"}}}}) {
    const Scenario known = findScenario(scenario).value();
    for (const std::string& design : known.designs) {
      ExploreSpec spec = specOf(scenario, settings);
      spec.settings["design"] = design;
      const ExploreResult result = exploredBy(spec);
      EXPECT_EQ(result.verdict, Explored::Proved) << scenario << " " << design;
      EXPECT_TRUE(result.whole);
      EXPECT_EQ(result.doomed, 0u);
      EXPECT_EQ(result.ends, result.goodEnds);
      EXPECT_FALSE(result.story);
    }
  }
}

struct Row {
  std::string variant, scenario;
  Settings settings;
};
const Row kRows[] = {{"check-before-state", "storm", kTwo},
                     {"wake-before-add", "storm", kTwo},
                     {"add-without-lock", "storm", kTwo},
                     {"one-per-wake", "storm", kTwo},
                     {"done-before-result", "one-create", {}},
                     {"late-copy", "one-create", {}},
                     {"stop-info-late-init", "create-and-stop", {}},
                     {"created-before-kthreadd", "boot", {}},
                     {"completion-no-relock", "create-and-stop", {}}};

const VariantInfo& infoOf(const std::string& variant) {
  for (const VariantInfo& info : variants())
    if (info.name == variant) return info;
  throw std::out_of_range(variant);
}

TEST(Exploration, FindsEachDefectWithItsKindByEveryMethodThatTriesThemAll) {
  for (const Row& row : kRows) {
    for (const Method method : {Method::Graph, Method::Bounded}) {
      ExploreSpec spec = specOf(row.scenario, row.settings, method);
      spec.settings["variant"] = row.variant;
      const ExploreResult result = exploredBy(spec);
      ASSERT_EQ(result.verdict, Explored::Counterexample) << row.variant;
      EXPECT_EQ(result.story->finding.kind, infoOf(row.variant).findingKind) << row.variant;
      const bool race = result.story->finding.kind == "data-race";
      EXPECT_TRUE(result.story->fewestPreemptions || race) << row.variant;
      if (method == Method::Graph) {
        EXPECT_GT(result.doomed, 0u);
      }
    }
  }
}

TEST(Exploration, ProvesTheControlsGood) {
  for (const char* variant : {"no-barrier", "drain-one-recheck"}) {
    ExploreSpec spec = specOf("storm", kTwo);
    spec.settings["variant"] = variant;
    EXPECT_EQ(exploredBy(spec).verdict, Explored::Proved) << variant;
  }
}

void expectTheSameOrders(const Row& row, const ExploreResult& one, const ExploreResult& other) {
  ASSERT_TRUE(one.whole && other.whole && one.interleavings) << row.scenario;
  EXPECT_LE(one.covered.states, other.covered.states);
  EXPECT_DOUBLE_EQ(*one.interleavings, *other.interleavings) << row.scenario << " " << row.variant;
  EXPECT_DOUBLE_EQ(*one.badInterleavings, *other.badInterleavings) << row.scenario << " " << row.variant;
  EXPECT_NEAR(*one.randomChance, *other.randomChance, 1e-9);
  EXPECT_EQ(one.verdict, other.verdict);
}

// In done-before-result a caller is like another but for kthreadd, which still holds on to its request; in
// stop-inside-stop a thread is like another but for what it will do, and in which variable its caller has it.
TEST(Exploration, CountsTheSameOrdersWhereAlikeCallersAreToldApart) {
  for (const Row& row : {Row{"", "storm", kTwo}, Row{"check-before-state", "storm", kTwo},
                         Row{"done-before-result", "storm", kTwo}, Row{"", "stop-inside-stop", {}}})
    for (const Granularity granularity : {Granularity::Sync, Granularity::Fine}) {
      ExploreSpec spec = specOf(row.scenario, row.settings);
      spec.settings["variant"] = row.variant;
      spec.granularity = granularity;
      const ExploreResult alike = exploredBy(spec);
      spec.symmetry = false;
      const ExploreResult apart = exploredBy(spec);
      expectTheSameOrders(row, alike, apart);
      if (row.settings.empty()) continue;  // there is nobody alike
      EXPECT_LT(alike.covered.states, apart.covered.states);
    }
}

// States that are told apart by every byte of the world, its history included, are many more and have as many
// orders: so whoever describes a state forgets nothing that matters.
TEST(Exploration, CountsTheSameOrdersWhereStatesAreToldApartByEveryByte) {
#if defined(__SANITIZE_ADDRESS__)  // whose code leaves words of its own on a stack, so that states are many
  const std::string jobs = "1";
#else
  const std::string jobs = "2";
#endif
  for (const Row& row :
       {Row{"", "one-create", {}}, Row{"", "create-and-stop", {}}, Row{"late-copy", "one-create", {}},
        Row{"wake-before-add", "one-create", {}}, Row{"drain-one-recheck", "create-and-stop", {}},
        Row{"", "idle-load", {{"parked", "0"}}}, Row{"", "semaphore-held", {}},
        Row{"", "wait-family", {{"direct", "0"}, {"threads", "0"}, {"jobs", jobs}}}}) {
    ExploreSpec spec = specOf(row.scenario, row.settings);
    spec.settings["variant"] = row.variant;
    const ExploreResult described = exploredBy(spec);
    spec.everyByte = true;
    expectTheSameOrders(row, described, exploredBy(spec));
  }
}

TEST(Exploration, SaysHowOftenARandomRunGoesWrong) {
  ExploreSpec spec = specOf("storm", kTwo);
  spec.settings["variant"] = "check-before-state";
  const double chance = *exploredBy(spec).randomChance;
  ASSERT_GT(chance, 0.001);
  constexpr int kRuns = 20000;
  int wrong = 0;
  RunSpec run{.scenario = spec.scenario, .settings = spec.settings, .scheduler = "random"};
  for (run.seed = 0; *run.seed < kRuns; ++*run.seed) {
    CollectingSink sink;
    Judge judge(sink);
    ASSERT_TRUE(kts::engine::run(run, judge));
    wrong += judge.summary().verdict == Verdict::LostWakeup;
  }
  const double expected = chance * kRuns;
  EXPECT_NEAR(wrong, expected, 5 * std::sqrt(expected));
}

// The recorder's run is another runtime, with another race detector: it must find what the search found.
TEST(Exploration, TellsAStoryThatEndsInItsFinding) {
  for (const Row& row : kRows) {
    ExploreSpec spec = specOf(row.scenario, row.settings);
    spec.settings["variant"] = row.variant;
    const ExploreResult result = exploredBy(spec);
    ASSERT_TRUE(result.story) << row.variant;
    RunSpec run{.scenario = spec.scenario, .settings = spec.settings, .scheduler = "replay"};
    run.schedule = result.story->schedule;
    CollectingSink sink;
    const auto summary = kts::engine::run(run, sink);
    ASSERT_TRUE(summary && summary->finding) << row.variant;
    EXPECT_EQ(summary->finding->kind, result.story->finding.kind);
    EXPECT_EQ(summary->finding->sentence, result.story->finding.sentence);
    EXPECT_EQ(summary->finding->seq + 1, summary->events) << row.variant << ": its last event is the finding";
    EXPECT_EQ(summary->schedule, result.story->schedule.text()) << row.variant;
  }
}

TEST(Exploration, LaysARunBesideTheStoryThatEndsWell) {
  int twins = 0;
  for (const Row& row : kRows) {
    ExploreSpec spec = specOf(row.scenario, row.settings);
    spec.settings["variant"] = row.variant;
    const ExploreResult result = exploredBy(spec);
    ASSERT_TRUE(result.story) << row.variant;
    const bool mended = row.variant == "check-before-state" || row.variant == "wake-before-add";
    EXPECT_TRUE(result.story->twin || !mended) << row.variant;
    if (!result.story->twin) continue;
    ++twins;
    RunSpec run{.scenario = spec.scenario, .settings = spec.settings, .scheduler = "replay"};
    run.schedule = result.story->twin;
    CollectingSink sink;
    EXPECT_EQ(kts::engine::run(run, sink)->verdict, Verdict::Finished) << row.variant;
  }
  EXPECT_GE(twins, 3);
}

TEST(Exploration, TellsTheStoryWithTheFewestPreemptions) {
  for (const Row& row : kRows) {
    ExploreSpec spec = specOf(row.scenario, row.settings);
    spec.settings["variant"] = row.variant;
    const ExploreResult graph = exploredBy(spec);
    ASSERT_TRUE(graph.story);
    spec.method = Method::Random;
    spec.maxSeconds = 0.3;
    for (spec.seed = 1; spec.seed <= 3; ++spec.seed) {
      const ExploreResult drawn = exploredBy(spec);
      if (!drawn.story) continue;
      EXPECT_GE(drawn.story->preemptions, graph.story->preemptions) << row.variant;
      EXPECT_GE(drawn.story->schedule.steps(), graph.shortestSteps) << row.variant;
    }
  }
}

TEST(Exploration, FindsByChanceWhatIsNotRare) {
  for (const Method method : {Method::Random, Method::Pct}) {
    ExploreSpec spec = specOf("one-create", {{"variant", "one-per-wake"}}, method);
    spec.maxSeconds = 600;
    const ExploreResult result = exploredBy(spec);
    EXPECT_EQ(result.verdict, Explored::Counterexample);
    EXPECT_GT(result.covered.executions, 0u);
    spec.settings.clear();
    spec.maxSeconds = 0.2;
    const ExploreResult good = exploredBy(spec);
    EXPECT_EQ(good.verdict, Explored::BoundReached) << "chance proves nothing";
    EXPECT_GT(good.covered.executions, 0u);
  }
}

TEST(Exploration, StopsAtEachBoundAndSaysWhatItCovered) {
  ExploreSpec spec = specOf("storm", {{"callers", "6"}, {"requests", "2"}});
  spec.maxMemory = 20'000'000;
  const ExploreResult memory = exploredBy(spec);
  EXPECT_EQ(memory.verdict, Explored::BoundReached);
  EXPECT_EQ(memory.bound, "memory");
  EXPECT_GT(memory.covered.states, 100u);
  EXPECT_LT(memory.covered.bytes, 2 * spec.maxMemory);
  spec.maxMemory = 0;
  spec.maxSeconds = 0.1;
  EXPECT_EQ(exploredBy(spec).bound, "time");
  spec.maxSeconds = 0;
  ExploreControl control;
  std::uint64_t told = 0;
  control.progress = [&](const ExploreProgress& at) {
    told = at.states;
    control.cancel = true;
  };
  const auto cancelled = explore(spec, control);
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->bound, "cancelled");
  EXPECT_GT(told, 0u);
  EXPECT_GE(cancelled->covered.states, told);
}

TEST(Exploration, RunsBesideWhoeverBeganItAndCanBeCancelled) {
  ExploreControl control;
  std::atomic<std::uint64_t> states = 0;
  std::atomic<bool> over = false;
  control.progress = [&](const ExploreProgress& at) { states = at.states; };
  std::expected<ExploreResult, Problem> result;
  std::jthread thread([&] {
    result = explore(specOf("storm", {{"callers", "6"}, {"requests", "2"}}), control);
    over = true;
  });
  while (states == 0) std::this_thread::yield();
  EXPECT_FALSE(over);
  control.cancel = true;
  thread.join();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->bound, "cancelled");
}

TEST(Exploration, RefusesWhatItCannotExploreInOneLine) {
  ExploreControl control;
  const auto unknown = explore(specOf("storm", {{"callers", "none"}}), control);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message.find('\n'), std::string::npos);
  const auto large = explore(specOf("storm", {{"callers", "500"}}), control);
  ASSERT_FALSE(large);
  EXPECT_NE(large.error().message.find("storm"), std::string::npos);
}

TEST(Exploration, TriesEveryPlainAccessAtTheGranularityFine) {
  ExploreSpec spec = specOf("one-create");
  const ExploreResult sync = exploredBy(spec);
  spec.granularity = Granularity::Fine;
  const ExploreResult fine = exploredBy(spec);
  EXPECT_EQ(fine.verdict, Explored::Proved);
  EXPECT_GT(fine.covered.states, sync.covered.states);
  spec.settings["variant"] = "late-copy";
  const ExploreResult late = exploredBy(spec);
  ASSERT_TRUE(late.story);
  EXPECT_EQ(late.story->finding.kind, "dead-memory");
}

}  // namespace
}  // namespace kts::engine
