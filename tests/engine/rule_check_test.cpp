// SPDX-License-Identifier: GPL-2.0-or-later
// What only events can show is found while exploring, too; and it is said which lines were come to.
#include "engine/exploration/rule_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/protocol/variants/variant_table.h"
#include "tests/engine/collecting_sink.h"
#include "tests/engine/explored.h"
#include "tests/engine/planted_protocols.h"

namespace kts::engine {
namespace {

ExploreSpec specOf(const std::string& scenario, Settings settings, Method method) {
  ExploreSpec spec;
  spec.scenario = findScenario(scenario).value();
  spec.settings = std::move(settings);
  spec.method = method;
  spec.maxSeconds = 600;
  return spec;
}

void expectUncleanThread(const ExploreSpec& spec) {
  const auto name = methodNames()[static_cast<std::size_t>(spec.method)];
  const auto result = exploredBy(spec);
  ASSERT_EQ(result.verdict, Explored::Counterexample) << name;
  EXPECT_EQ(result.story->finding.kind, "rule-broken") << name;
  EXPECT_EQ(result.story->finding.rule, "clean-environment") << name;
  EXPECT_GT(result.rulesTried, 0u);
}

TEST(RulesWhileExploring, FindWhatOnlyEventsShow) {
  for (const Method method : {Method::Graph, Method::Dpor, Method::Random, Method::Pct}) {
    ExploreSpec spec = specOf("one-create", {}, method);
    spec.protocol = planted::make<planted::TakesSignals>;
    expectUncleanThread(spec);
  }
  for (const char* scenario : {"contaminated-parent", "circular-boot"}) {
    ExploreSpec spec = specOf(scenario, {{"variant", "environment-not-cleaned"}}, Method::Graph);
    spec.maxSeconds = 1;  // the second is far too large to be tried whole
    expectUncleanThread(spec);
  }
}

TEST(RulesWhileExploring, AreTriedOnARunToEachGoodEndOfTheGraph) {
  const auto result = exploredBy(specOf("storm", {{"callers", "2"}, {"requests", "1"}}, Method::Graph));
  EXPECT_EQ(result.verdict, Explored::Proved);
  EXPECT_GE(result.rulesTried, std::min<std::uint64_t>(result.goodEnds, RuleCheck::kFirst));
  EXPECT_GT(result.rulesTried, 0u);
}

TEST(RulesWhileExploring, AreTriedOnTheFirstRunsAndThenOnOneInSoMany) {
  ExploreSpec spec = specOf("storm", {{"callers", "2"}, {"requests", "1"}}, Method::Random);
  ExploreControl control;
  control.progress = [&](const ExploreProgress& at) {
    if (at.executions > 4 * RuleCheck::kFirst) control.cancel = true;
  };
  const auto result = explore(spec, control);
  ASSERT_TRUE(result);
  ASSERT_GT(result->covered.executions, 4 * RuleCheck::kFirst);
  EXPECT_GT(result->rulesTried, RuleCheck::kFirst);
  EXPECT_LE(result->rulesTried, RuleCheck::kFirst + result->covered.executions / RuleCheck::kEvery);
}

// ---- which lines were come to

std::string lineOf(Site site) { return std::string(site.file()) + ":" + std::to_string(site.line()); }

// What recorded runs tell of is what can be reached; a line that they come to and the list does not know
// would be missing from it.
TEST(SitesWhileExploring, AreAllThatARecordedRunComesTo) {
  for (const std::string design : {"kthreadd", "workqueue"}) {
    const Settings settings = {{"design", design}};
    const auto result = exploredBy(specOf("create-and-stop", settings, Method::Graph));
    EXPECT_GT(result.sites.reached, 20u);
    EXPECT_EQ(result.sites.reached + result.sites.missed.size(), result.sites.known);
    const std::set<std::string> missed(result.sites.missed.begin(), result.sites.missed.end());
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      RunSpec run{.scenario = findScenario("create-and-stop").value(), .settings = settings};
      run.scheduler = "random";
      run.seed = seed;
      CollectingSink sink;
      ASSERT_TRUE(kts::engine::run(run, sink));
      for (const Event& event : sink.all) {
        const auto file = event.site.file();
        if (file != "kthread.cpp" && (file != "workqueue.cpp" || design == "kthreadd")) continue;
        seen.insert(lineOf(event.site));
        EXPECT_FALSE(missed.contains(lineOf(event.site))) << lineOf(event.site);
      }
    }
    EXPECT_LE(seen.size(), result.sites.reached);
    EXPECT_GE(seen.size(), result.sites.reached * 9 / 10) << "the list knows nearly all of them";
  }
}

TEST(SitesWhileExploring, CountTheVariantsOwnFile) {
  const auto result = exploredBy(specOf("one-create", {{"variant", "check-before-state"}}, Method::Graph));
  const auto own = [](const std::string& line) { return line.starts_with("check_before_state.cpp"); };
  EXPECT_EQ(std::ranges::count_if(result.sites.missed, own), 0) << "every line of the loop is reached";
  EXPECT_TRUE(std::ranges::any_of(result.sites.missed, [](const std::string& line) {
    return line.starts_with("kthread.cpp");
  })) << "the loop that the variant replaces";
}

}  // namespace
}  // namespace kts::engine
