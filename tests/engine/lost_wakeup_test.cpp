// SPDX-License-Identifier: GPL-2.0-or-later
// Lost wakeups wherever they are, those too that another wake rescues: the explorers, which look at the
// kernel's state, and the rules, which look at events, speak of the same runs.
#include "engine/exploration/lost_wakeup.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/exploration/moves.h"
#include "engine/vocabulary/judge.h"
#include "tests/engine/collecting_sink.h"
#include "tests/engine/explored.h"
#include "tests/engine/planted_protocols.h"

namespace kts::engine {
namespace {

const Settings kTwo = {{"callers", "2"}, {"requests", "1"}};

struct Case {
  std::string name, scenario;
  Settings settings = {};
  MakeProtocol protocol = {};
  bool loses = false;
};

Settings with(Settings settings, const std::string& key, const std::string& value) {
  settings[key] = value;
  return settings;
}

ExploreSpec specOf(const Case& c, Method method = Method::Graph) {
  ExploreSpec spec;
  spec.scenario = findScenario(c.scenario).value();
  spec.settings = c.settings;
  spec.protocol = c.protocol;
  spec.method = method;
  spec.secondsAfterFinding = 60;
  return spec;
}

struct Judged {
  CollectingSink sink;
  RunSummary summary;
};

Judged judged(const ExploreSpec& spec, const Schedule& schedule) {
  Judged run;
  Judge judge(run.sink);
  const auto ran = kts::engine::run(runSpecOf(spec, schedule), judge);
  EXPECT_TRUE(ran) << ran.error().message;
  run.summary = judge.summary();
  return run;
}

std::vector<Case> cases() {
  return {{"create", "storm", kTwo},
          {"createOld", "storm", with(kTwo, "design", "workqueue")},
          {"stop", "create-and-stop", {{"callers", "2"}}},
          {"boot", "boot"},
          {"bind", "bind"},
          {"controlDrainOne", "storm", with(kTwo, "variant", "drain-one-recheck")},
          {"controlOneCaller", "one-create", {{"variant", "add-without-lock"}}},
          {"stopOwn", "stop-inside-stop", {{"variant", "own-stop-info"}}},
          {"wakesAfterUnlock", "storm", kTwo, planted::make<planted::WakesAfterUnlock>},
          {"checkBeforeState", "storm", with(kTwo, "variant", "check-before-state"), {}, true},
          {"wakeBeforeAdd", "storm", with(kTwo, "variant", "wake-before-add"), {}, true},
          {"onePerWake", "storm", with(kTwo, "variant", "one-per-wake"), {}, true},
          {"alwaysRescued", "storm", kTwo, planted::make<planted::AlwaysRescued>, true},
          {"workAfterWake", "storm", with(kTwo, "design", "workqueue"), planted::make<planted::WorkAfterWake>,
           true},
          {"stopAfterWake", "create-and-stop", {}, planted::make<planted::StopAfterWake>, true}};
}

class LostWakeups : public testing::TestWithParam<Case> {};

// One random run in the explorers' world, and the same judged by its events.
TEST_P(LostWakeups, AreSeenInTheKernelsStateExactlyWhereTheEventsTellOfThem) {
  const ExploreSpec spec = specOf(GetParam());
  const auto world =
      World::make(spec.scenario, spec.settings, spec.granularity, spec.memory, spec.protocol).value();
  World::Image begin;
  world->save(begin);
  int lost = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    world->restore(begin);
    Schedule schedule;
    TaskId sleeper = kNoTask;
    while (!world->canMove().empty()) {
      const TaskId task = world->canMove().nth(random() % world->canMove().size());
      schedule.add(task);
      const Outcome outcome = stepOf(*world, task);
      ASSERT_TRUE(outcome.ended || !outcome.finding);
      if (sleeper == kNoTask) sleeper = outcome.lost;
      if (outcome.finding && sleeper == kNoTask) sleeper = outcome.finding->task;
    }
    const Judged run = judged(spec, schedule);
    lost += sleeper != kNoTask;
    ASSERT_EQ(run.summary.verdict == Verdict::LostWakeup, sleeper != kNoTask)
        << "seed " << seed << ": " << (run.summary.finding ? run.summary.finding->sentence : "");
    if (sleeper == kNoTask) continue;
    const Event& shown = run.sink.all[run.summary.finding->seq];
    EXPECT_TRUE(shown.kind == EventKind::Schedule || shown.kind == EventKind::ListAddTail ||
                shown.kind == EventKind::StopRequested);
  }
  if (GetParam().loses)
    EXPECT_GT(lost, 0);
  else
    EXPECT_EQ(lost, 0);
}

TEST_P(LostWakeups, AreFoundByEveryMethodWithAStoryThatIsJudgedSo) {
  for (const Method method : {Method::Graph, Method::Bounded, Method::Dpor, Method::Random, Method::Pct}) {
    const bool samples = method == Method::Random || method == Method::Pct;
    if (!GetParam().loses && samples) continue;
    if (!GetParam().loses && GetParam().scenario == "create-and-stop" && method == Method::Bounded) continue;
    ExploreSpec spec = specOf(GetParam(), method);
    spec.maxSeconds = GetParam().loses ? 600 : 60;
    if (!GetParam().loses && method == Method::Dpor) spec.maxSeconds = 1;  // the rest is the other tests'
    const ExploreResult result = exploredBy(spec);
    const std::string how = std::string(methodNames()[static_cast<std::size_t>(method)]);
    ASSERT_EQ(result.story.has_value(), GetParam().loses) << how;
    if (!result.story) continue;
    EXPECT_EQ(result.story->finding.kind, "lost-wakeup") << how;
    const Judged run = judged(spec, result.story->schedule);
    EXPECT_EQ(run.summary.verdict, Verdict::LostWakeup) << how;
    EXPECT_EQ(run.summary.finding->sentence, result.story->finding.sentence) << how;
    EXPECT_EQ(run.summary.schedule, result.story->schedule.text()) << how << ": it is told to its end";
  }
}

INSTANTIATE_TEST_SUITE_P(All, LostWakeups, testing::ValuesIn(cases()),
                         [](const auto& info) { return info.param.name; });

Case caseNamed(const std::string& name) {
  for (const Case& c : cases())
    if (c.name == name) return c;
  throw std::out_of_range(name);
}

TEST(RescuedWakeups, AreAFindingWhereEachOrderEndsWell) {
  const ExploreSpec spec = specOf(caseNamed("alwaysRescued"));
  const ExploreResult result = exploredBy(spec);
  EXPECT_EQ(result.verdict, Explored::Counterexample);
  EXPECT_TRUE(result.whole);
  EXPECT_EQ(result.doomed, 0u);
  EXPECT_EQ(result.ends, result.goodEnds);
  EXPECT_GT(result.lost, 0u);
  EXPECT_TRUE(result.story->fewestPreemptions);
  EXPECT_NE(result.story->finding.sentence.find("rescues it"), std::string::npos);
  EXPECT_NE(result.guarantee.find("ends well"), std::string::npos);
  EXPECT_TRUE(result.story->twin) << "there are orders in which nothing is lost";
  EXPECT_GT(*result.randomChance, 0);
  EXPECT_LT(*result.randomChance, 1);
  EXPECT_EQ(*result.chanceForGood, 0);
}

TEST(RescuedWakeups, StandBehindOnesThatAreLostForEver) {
  const ExploreSpec spec = specOf(caseNamed("wakeBeforeAdd"));
  const ExploreResult graph = exploredBy(spec);
  EXPECT_GT(graph.lost, 0u);
  EXPECT_GT(*graph.chanceForGood, 0);
  EXPECT_LT(*graph.chanceForGood, *graph.randomChance);
  EXPECT_NE(graph.story->finding.sentence.find("for ever"), std::string::npos);
  const ExploreResult bounded = exploredBy(specOf(caseNamed("wakeBeforeAdd"), Method::Bounded));
  EXPECT_LE(bounded.story->preemptions, graph.story->preemptions);
  EXPECT_NE(bounded.story->finding.sentence.find("rescues it"), std::string::npos);
}

TEST(RescuedWakeups, AreToldWithTheWakeThatRescuesThem) {
  const ExploreResult result = exploredBy(specOf(caseNamed("wakeBeforeAdd"), Method::Bounded));
  const auto run = judged(specOf(caseNamed("wakeBeforeAdd")), result.story->schedule);
  const auto& events = run.summary.finding->events;
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events.back().role, "rescue");
  EXPECT_EQ(run.sink.all[events.back().seq].effect, Effect::Woke);
  EXPECT_GT(events.back().seq, run.summary.finding->seq);
}

// The sampler counts what the graph reckons: runs in which somebody sleeps in vain, rescued or not.
TEST(RescuedWakeups, CountAmongTheRandomRunsThatGoWrong) {
  const ExploreSpec spec = specOf(caseNamed("alwaysRescued"));
  const double chance = *exploredBy(spec).randomChance;
  RunSpec run = runSpecOf(spec, Schedule());
  run.scheduler = "random";
  run.schedule.reset();
  int wrong = 0;
  constexpr int kRuns = 4000;
  for (run.seed = 0; *run.seed < kRuns; ++*run.seed) {
    CollectingSink sink;
    Judge judge(sink);
    ASSERT_TRUE(kts::engine::run(run, judge));
    wrong += judge.summary().verdict == Verdict::LostWakeup;
  }
  EXPECT_NEAR(wrong, chance * kRuns, 5 * std::sqrt(chance * kRuns));
}

}  // namespace
}  // namespace kts::engine
