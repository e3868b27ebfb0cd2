// SPDX-License-Identifier: GPL-2.0-or-later
// That an end which is told to be good without being judged is judged to be good.
#include "engine/exploration/good_end.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/exploration/moves.h"
#include "engine/runtime/snapshot.h"
#include "engine/vocabulary/ending.h"

namespace kts::engine {
namespace {

struct Ends {
  int all = 0, good = 0, plainlyGood = 0;
};

RunSpec runOf(const Scenario& scenario, const Settings& settings) {
  RunSpec run;
  run.scenario = scenario;
  run.settings = settings;
  return run;
}

// Of random walks; one that goes wrong on its way has none.
Ends endsOf(const Scenario& scenario, const Settings& settings, int walks) {
  Ends ends;
  const auto world = World::make(scenario, settings, Granularity::Sync);
  if (!world) return ends;
  std::mt19937 random(1);
  World::Image first;
  (*world)->save(first);
  for (int walk = 0; walk < walks; ++walk) {
    (*world)->restore(first);
    bool wrong = false;
    for (int steps = 0; steps < 5000 && !wrong && !(*world)->canMove().empty(); ++steps) {
      const TaskSet& canMove = (*world)->canMove();
      (*world)->step(canMove.nth(static_cast<std::uint32_t>(random() % canMove.size())));
      wrong = (*world)->takeFinding().has_value();
    }
    if (wrong || !(*world)->canMove().empty()) continue;
    RunSummary summary;
    judgeEnding(stateOf((*world)->kernel()), (*world)->tasks().names(), summary);
    ++ends.all;
    ends.good += !summary.finding;
    if (!plainlyEndsWell(**world)) continue;
    ++ends.plainlyGood;
    EXPECT_FALSE(summary.finding) << scenario.name << ": " << summary.finding->sentence;
  }
  return ends;
}

TEST(GoodEnd, IsNeverTakenForOneThatIsJudgedToBeNone) {
  int bad = 0;
  for (const Scenario& scenario : builtinScenarios()) {
    const auto isCallers = [](const Parameter& parameter) { return parameter.name == "callers"; };
    const bool many = std::ranges::any_of(scenario.parameters, isCallers);
    std::vector<std::string> variants = scenario.variants;
    variants.push_back("");
    for (const std::string& variant : variants)
      for (const std::string& design : scenario.designs) {
        Settings settings{{"design", design}};
        if (!variant.empty()) settings["variant"] = variant;
        if (many) settings["callers"] = "2";
        if (whyNotRunnable(runOf(scenario, settings))) continue;
        const Ends ends = endsOf(scenario, settings, 200);
        bad += ends.all - ends.good;
      }
  }
  EXPECT_GT(bad, 100) << "else nothing could be taken wrongly";
}

TEST(GoodEnd, IsToldOfEachGoodRunOfAStorm) {
  for (const char* design : {"kthreadd", "workqueue"}) {
    const Ends ends =
        endsOf(findScenario("storm").value(), {{"callers", "3"}, {"requests", "1"}, {"design", design}}, 100);
    EXPECT_GT(ends.good, 0) << design;
    EXPECT_EQ(ends.plainlyGood, ends.good) << design;
  }
}

}  // namespace
}  // namespace kts::engine
