// SPDX-License-Identifier: GPL-2.0-or-later
// Livelocks: circles that a fair run can stay in are found and told, others are not.
#include "engine/exploration/livelock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/exploration/graph.h"
#include "engine/vocabulary/judge.h"
#include "tests/engine/collecting_sink.h"
#include "tests/engine/explored.h"
#include "tests/engine/planted_protocols.h"

namespace kts::engine {
namespace {

// ---- the components of any graph

Edges randomEdges(std::mt19937& random, std::uint32_t states, std::uint32_t most) {
  Edges edges;
  for (std::uint32_t state = 0; state < states; ++state) {
    edges.begin.push_back(static_cast<std::uint32_t>(edges.to.size()));
    for (std::uint32_t count = random() % (most + 1); count > 0; --count)
      edges.to.push_back(random() % states);
  }
  edges.begin.push_back(static_cast<std::uint32_t>(edges.to.size()));
  return edges;
}

std::vector<std::vector<bool>> reachable(const Edges& edges) {
  std::vector<std::vector<bool>> to(edges.states(), std::vector<bool>(edges.states()));
  for (std::uint32_t from = 0; from < edges.states(); ++from) {
    std::vector<std::uint32_t> open{from};
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      for (const std::uint32_t next : edges.of(at))
        if (!to[from][next]) to[from][next] = true, open.push_back(next);
    }
  }
  return to;
}

TEST(Components, AreThoseStatesThatLeadToEachOther) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const Edges edges = randomEdges(random, 1 + random() % 24, 1 + random() % 3);
    const auto to = reachable(edges);
    std::vector<std::vector<std::uint32_t>> expected;
    for (std::uint32_t first = 0; first < edges.states(); ++first) {
      if (!to[first][first]) continue;
      std::vector<std::uint32_t> component;
      for (std::uint32_t other = 0; other < edges.states(); ++other)
        if (to[first][other] && to[other][first]) component.push_back(other);
      if (component.front() == first) expected.push_back(component);
    }
    EXPECT_EQ(circlesIn(edges), expected);
  }
}

// ---- in the protocol

ExploreSpec specOf(const std::string& scenario, Settings settings, MakeProtocol protocol = {}) {
  ExploreSpec spec;
  spec.scenario = findScenario(scenario).value();
  spec.settings = std::move(settings);
  spec.protocol = std::move(protocol);
  return spec;
}

struct Circle {
  std::string name, scenario;
  Settings settings;
  MakeProtocol protocol = {};
  std::vector<std::string> who;
};

class Livelocks : public testing::TestWithParam<Circle> {};

// The story's run comes back to where it was: the same state, but for what is history.
TEST_P(Livelocks, AreToldWithTheWayThereAndOnceAround) {
  const Circle& c = GetParam();
  const ExploreSpec spec = specOf(c.scenario, c.settings, c.protocol);
  const ExploreResult result = exploredBy(spec);
  ASSERT_TRUE(result.story);
  EXPECT_EQ(result.verdict, Explored::Counterexample);
  EXPECT_TRUE(result.circles);
  EXPECT_EQ(result.story->finding.kind, "livelock");
  for (const std::string& who : c.who)
    EXPECT_NE(result.story->finding.sentence.find(who), std::string::npos) << result.story->finding.sentence;
  ASSERT_GT(result.story->around, 0u);

  CollectingSink sink;
  Judge judge(sink);
  ASSERT_TRUE(run(runSpecOf(spec, *result.story), judge));
  EXPECT_EQ(judge.summary().verdict, Verdict::RuleBroken);
  EXPECT_EQ(judge.summary().finding->kind, "livelock");
  EXPECT_EQ(judge.summary().finding->rule, "no-livelock");
  EXPECT_EQ(judge.summary().finding->seq + 1, judge.summary().events);
  EXPECT_EQ(judge.summary().schedule, result.story->schedule.text());
  const std::uint64_t before = result.story->schedule.steps() - result.story->around;
  ProtocolState there = sink.header.initial, after = there;
  for (const Event& event : sink.all) {
    if (event.step < before) apply(there, event);
    apply(after, event);
  }
  EXPECT_TRUE(there == after);
}

INSTANTIATE_TEST_SUITE_P(
    All, Livelocks,
    testing::Values(Circle{"suspend",
                           "suspend",
                           {{"drivers", "0"}, {"variant", "kthreadd-freezeable"}},
                           {},
                           {"kthreadd in kthreadd()", "suspend in freeze_processes()"}},
                    Circle{"polls", "one-create", {}, planted::make<planted::Polls>, {"kthreadd"}},
                    Circle{"pollsForTwo",
                           "storm",
                           {{"callers", "2"}, {"requests", "1"}},
                           planted::make<planted::Polls>,
                           {"kthreadd"}}),
    [](const auto& info) { return info.param.name; });

TEST(UnfairCircles, AreNoLivelocks) {
  for (const auto& [scenario, settings] : std::vector<std::pair<std::string, Settings>>{
           {"one-create", {}}, {"storm", {{"callers", "2"}, {"requests", "1"}}}}) {
    const ExploreResult result = exploredBy(specOf(scenario, settings, planted::make<planted::CallerPolls>));
    EXPECT_TRUE(result.circles) << scenario;
    EXPECT_EQ(result.verdict, Explored::Proved) << scenario;
    EXPECT_NE(result.guarantee.find("as long as whoever can move"), std::string::npos) << result.guarantee;
  }
}

TEST(Suspend, IsProvedForTheTrueProtocolOfEitherDesign) {
  for (const char* design : {"kthreadd", "workqueue"}) {
    const ExploreResult result = exploredBy(specOf("suspend", {{"drivers", "0"}, {"design", design}}));
    EXPECT_EQ(result.verdict, Explored::Proved) << design;
    EXPECT_TRUE(result.whole);
  }
}

}  // namespace
}  // namespace kts::engine
