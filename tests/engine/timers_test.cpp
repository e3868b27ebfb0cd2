// SPDX-License-Identifier: GPL-2.0-or-later
// While exploring, a timer may expire at any moment: its expiry is a step like any other, and a schedule says
// when it was.
#include <gtest/gtest.h>

#include <random>

#include "engine/controlled_run.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/world.h"
#include "engine/runtime/snapshot.h"
#include "tests/engine/explored.h"

namespace kts::engine {
namespace {

struct Small {
  const char* scenario;
  Settings settings;
};
// Somebody sleeps for a time in each.
const Small kTimed[] = {{"idle-load", {{"parked", "1"}}},
                        {"whose-child", {{"threads", "1"}}},
                        {"reaped", {{"children", "1"}, {"exits", "1"}}},
                        {"wait-family", {{"direct", "1"}, {"threads", "1"}, {"jobs", "1"}}}};

ExploreSpec specOf(const Small& small) {
  ExploreSpec spec;
  spec.scenario = findScenario(small.scenario).value();
  spec.settings = small.settings;
  return spec;
}

// Two who sleep, and nobody else to wake.
Scenario sleepers() {
  return parseScenario(R"({"name": "sleepers", "title": "t", "about": "a", "designs": ["kthreadd"],
    "callers": [{"name": "a", "does": [{"sleep": 1}]},
                {"name": "b", "does": [{"sleep": 50}]}]})",
                       "sleepers")
      .value();
}

double ordersFrom(World& world) {
  World::Image here;
  world.save(here);
  const TaskSet canMove = world.canMove();
  double orders = canMove.empty() ? 1 : 0;
  canMove.forEach([&](TaskId move) {
    world.step(move);
    orders += ordersFrom(world);
    world.restore(here);
  });
  return orders;
}

TEST(Timers, ExpireInEveryOrderThatThereIs) {
  ExploreSpec spec;
  spec.scenario = sleepers();
  const ExploreResult graph = exploredBy(spec);
  EXPECT_TRUE(graph.whole);
  EXPECT_EQ(graph.verdict, Explored::Proved);
  const auto world = World::make(spec.scenario, {}, Granularity::Sync).value();
  EXPECT_EQ(graph.interleavings, ordersFrom(*world));
}

TEST(Timers, LeadToTheSameGraphWithSymmetryAndDiamondsAndWithout) {
  const Small kSmallest[] = {{"idle-load", {{"parked", "0"}}},
                             {"wait-family", {{"direct", "1"}, {"threads", "0"}, {"jobs", "1"}}}};
  for (const Small& small : kSmallest) {
    ExploreSpec spec = specOf(small);
    const ExploreResult some = exploredBy(spec);
    spec.everyStep = true;
    const ExploreResult all = exploredBy(spec);
    spec.symmetry = false;
    const ExploreResult plain = exploredBy(spec);
    EXPECT_TRUE(some.whole && all.whole && plain.whole) << small.scenario;
    EXPECT_EQ(some.verdict, Explored::Proved) << small.scenario;
    EXPECT_EQ(some.covered.states, all.covered.states) << small.scenario;
    EXPECT_EQ(some.interleavings, all.interleavings) << small.scenario;
    EXPECT_EQ(some.interleavings, plain.interleavings) << small.scenario;
    EXPECT_EQ(some.badInterleavings, plain.badInterleavings) << small.scenario;
  }
}

// An order that an explorer has found is recorded as it was.
TEST(Timers, ExpireInARunWhereItsScheduleSays) {
  for (const Small& small : kTimed) {
    const ExploreSpec spec = specOf(small);
    const auto world = World::make(spec.scenario, spec.settings, Granularity::Sync).value();
    World::Image begin;
    world->save(begin);
    std::mt19937 random(3);
    for (int round = 0; round < 50; ++round) {
      world->restore(begin);
      std::vector<TaskId> steps;
      std::size_t expired = 0;
      while (!world->canMove().empty()) {
        const TaskId move = world->canMove().nth(random() % world->canMove().size());
        expired += world->isTimer(move);
        steps.push_back(world->chosen(move));
        world->step(move);
      }
      EXPECT_GT(expired, 0u);
      NoSink nobody;
      const auto run = ControlledRun::make(runSpecOf(spec, scheduleOf(steps)), nobody).value();
      ASSERT_TRUE(run->steps(steps.size() + 1)) << small.scenario;
      ASSERT_TRUE(run->summary()) << run->summary().error().message;
      EXPECT_EQ(run->summary()->steps, steps.size()) << small.scenario;
      EXPECT_EQ(stateOf(run->kernel()), stateOf(world->kernel())) << small.scenario;
    }
  }
}

TEST(Timers, AreRefusedWhereNothingIsSaidOfThem) {
  const std::pair<Method, Memory> kRefused[] = {{Method::Dpor, Memory::Sc}, {Method::Graph, Memory::Tso}};
  for (const auto& [method, memory] : kRefused) {
    ExploreSpec spec;
    spec.scenario = sleepers();
    spec.method = method;
    spec.memory = memory;
    ExploreControl control;
    const auto result = explore(spec, control);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("sleeps for a time"), std::string::npos) << result.error().message;
  }
}

}  // namespace
}  // namespace kts::engine
