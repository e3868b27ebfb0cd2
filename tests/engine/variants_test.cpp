// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "engine/protocol/variants/variant_table.h"
#include "engine/run.h"
#include "engine/vocabulary/judge.h"
#include "tests/engine/collecting_sink.h"

namespace kts::engine {
namespace {

constexpr std::uint64_t kSeeds = 4000;

// The kinds of finding of many random schedules, and how many runs gave each.
std::map<std::string, int> findingsOf(const std::string& scenario, const std::string& variant,
                                      Settings settings = {}) {
  std::map<std::string, int> found;
  RunSpec spec;
  spec.scenario = findScenario(scenario).value();
  spec.settings = std::move(settings);
  spec.settings["variant"] = variant;
  spec.scheduler = "random";
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    spec.seed = seed;
    CollectingSink sink;
    Judge judged(sink);
    const auto ran = run(spec, judged);
    if (!ran) {
      ADD_FAILURE() << ran.error().message;
      return found;
    }
    const RunSummary& summary = judged.summary();
    EXPECT_EQ(summary.finding.has_value(), summary.verdict != Verdict::Finished);
    if (!summary.finding) continue;
    EXPECT_TRUE(ruleNamed(summary.finding->rule)) << summary.finding->sentence;
    EXPECT_LT(summary.finding->seq, summary.events);
    ++found[summary.finding->kind];
  }
  return found;
}

struct Row {
  std::string variant, scenario, design = "kthreadd";
};

class Variant : public testing::TestWithParam<Row> {};

TEST_P(Variant, IsFoundByRandomSchedulesWithTheKindThatTheTableSays) {
  const auto& [variant, scenario, design] = GetParam();
  const VariantInfo* info = findVariant(design, variant);
  ASSERT_NE(info, nullptr);
  const auto found = findingsOf(scenario, variant, {{"design", design}});
  EXPECT_GT(found.count(std::string(info->findingKind)), 0u);
  for (const auto& [kind, times] : found)
    std::printf("%s: %s %d of %d\n", variant.c_str(), kind.c_str(), times, static_cast<int>(kSeeds));
}

INSTANTIATE_TEST_SUITE_P(
    Defects, Variant,
    testing::Values(Row{"check-before-state", "one-create"}, Row{"wake-before-add", "one-create"},
                    Row{"add-without-lock", "three-callers"}, Row{"one-per-wake", "three-callers"},
                    Row{"done-before-result", "one-create"}, Row{"late-copy", "one-create"},
                    Row{"stop-info-late-init", "create-and-stop"}, Row{"created-before-kthreadd", "boot"},
                    Row{"completion-no-relock", "one-create"},
                    Row{"environment-not-cleaned", "contaminated-parent"},
                    Row{"environment-not-cleaned", "contaminated-parent", "workqueue"}),
    [](const auto& info) {
      std::string name = info.param.variant + info.param.design;
      std::erase(name, '-');
      return name;
    });

// The events of a lost wakeup by their part in it, and where each stands.
std::map<std::string, FindingEvent> partsOf(const Finding& finding) {
  std::map<std::string, FindingEvent> parts;
  for (const FindingEvent& event : finding.events) parts.emplace(event.role, event);
  return parts;
}

TEST(LostWakeup, NamesTheStaleReadTheChangeTheWakeAndTheSleepThatMissedEachOther) {
  RunSpec spec;
  spec.scenario = findScenario("one-create").value();
  spec.settings["variant"] = "check-before-state";
  spec.scheduler = "random";
  int found = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    spec.seed = seed;
    CollectingSink sink;
    Judge judged(sink);
    ASSERT_TRUE(run(spec, judged));
    const RunSummary& summary = judged.summary();
    if (summary.verdict != Verdict::LostWakeup) continue;
    ++found;
    const auto parts = partsOf(*summary.finding);
    for (const char* role : {"read", "change", "wake", "state", "sleep"})
      ASSERT_TRUE(parts.contains(role)) << role << ", seed " << seed;
    const Seq read = parts.at("read").seq, change = parts.at("change").seq, wake = parts.at("wake").seq,
              state = parts.at("state").seq, sleep = parts.at("sleep").seq;
    EXPECT_LT(read, change);  // it looked before there was anything
    EXPECT_LT(change, wake);
    EXPECT_LT(wake, state);   // and was woken before it said that it sleeps
    EXPECT_LT(state, sleep);
    EXPECT_EQ(summary.finding->seq, sleep);
    EXPECT_EQ(sink.all[read].effect, Effect::Empty);
    EXPECT_EQ(sink.all[wake].effect, Effect::FoundRunning);
    EXPECT_EQ(sink.all[sleep].effect, Effect::Slept);
  }
  EXPECT_GT(found, 0);
}

TEST(Controls, NeverBreak) {
  EXPECT_TRUE(findingsOf("three-callers", "drain-one-recheck").empty());
  EXPECT_TRUE(findingsOf("one-create", "add-without-lock").empty()) << "one caller alone breaks nothing";
  EXPECT_TRUE(findingsOf("three-callers", "no-barrier").empty())
      << "nothing is wrong under sequential consistency";
  EXPECT_TRUE(findingsOf("idle-load", "idles-uninterruptibly").empty()) << "it is load, and no fault";
}

}  // namespace
}  // namespace kts::engine
