// SPDX-License-Identifier: GPL-2.0-or-later
// The world that explorers move about in: that it can be copied away and copied back, that a fingerprint says
// enough of a state, and that what is counted on the graph is what there is.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "engine/exploration/graph.h"
#include "tests/engine/collecting_sink.h"
#include "tests/engine/fingerprints_of_memory.h"

namespace kts::engine {
namespace {

std::unique_ptr<World> worldOf(const std::string& scenario, Settings settings = {},
                               Granularity granularity = Granularity::Sync) {
  return World::make(findScenario(scenario).value(), settings, granularity).value();
}

TaskId anyOf(const World& world, std::mt19937& random) {
  return world.canMove().nth(random() % world.canMove().size());
}

// Moves at random, at most so far, and returns who moved.
std::vector<TaskId> wander(World& world, std::mt19937& random, std::size_t steps) {
  std::vector<TaskId> path;
  while (path.size() < steps && !world.canMove().empty()) {
    path.push_back(anyOf(world, random));
    world.step(path.back());
    if (world.takeFinding()) ADD_FAILURE();
  }
  return path;
}

TEST(ExplorerWorld, GoesOnTheSameWayAfterItWasCopiedBack) {
  for (const char* scenario : {"three-callers", "create-and-stop", "boot", "never-woken"}) {
    std::mt19937 random(1);
    const auto world = worldOf(scenario);
    FingerprintsOfMemory fingerprints(*world, false);
    World::Image begin;
    world->save(begin);
    for (int round = 0; round < 30; ++round) {
      world->restore(begin);
      wander(*world, random, random() % 60);
      World::Image there;
      world->save(there);
      const std::uint64_t here = hashOfBytes(*world);
      const auto path = wander(*world, random, 40);
      [[maybe_unused]] const std::uint64_t end = hashOfBytes(*world);
      const std::uint64_t described = fingerprints.now();
      world->restore(there);
      EXPECT_EQ(hashOfBytes(*world), here);
      for (const TaskId task : path) world->step(task);
      EXPECT_EQ(fingerprints.now(), described) << scenario;
#if !defined(__SANITIZE_ADDRESS__)  // whose code leaves words of its own on a stack
      EXPECT_EQ(hashOfBytes(*world), end) << scenario;
#endif
    }
  }
}

TEST(ExplorerWorld, IsPutBackFromItsPiecesAsItWas) {
  std::mt19937 random(2);
  const auto world = worldOf("three-callers");
  ImageStore store(*world);
  World::Image begin;
  world->save(begin);
  std::vector<std::pair<LargeVector<ImageStore::Piece>, std::uint64_t>> kept;
  for (int round = 0; round < 100; ++round) {
    world->restore(begin);
    wander(*world, random, random() % 90);
    kept.emplace_back();
    const auto pieces = store.keep();
    kept.back().first.assign(pieces.begin(), pieces.end());
    kept.back().second = hashOfBytes(*world);
  }
  std::shuffle(kept.begin(), kept.end(), random);
  for (const auto& [pieces, hash] : kept) {
    store.putBack(pieces);
    EXPECT_EQ(hashOfBytes(*world), hash);
  }
}

// A run of the explorers' world and one that is recorded part at no point: who can move is the same.
TEST(ExplorerWorld, LetsTheSameTasksMoveAsARecordedRun) {
  for (const Granularity granularity : {Granularity::Sync, Granularity::Fine}) {
    std::mt19937 random(3);
    for (int round = 0; round < 20; ++round) {
      const bool freezes = round % 4 == 3;
      const std::string scenario = freezes ? "suspend" : "create-and-stop";
      const Settings settings = freezes ? Settings{} : Settings{{"callers", "2"}};
      const auto world = worldOf(scenario, settings, granularity);
      Schedule schedule;
      for (const TaskId task : wander(*world, random, 1000)) schedule.add(task);
      RunSpec spec;
      spec.scenario = findScenario(scenario).value();
      spec.settings = settings;
      spec.scheduler = "replay";
      spec.schedule = schedule;
      spec.granularity = granularity;
      CollectingSink sink;
      const auto summary = run(spec, sink);
      ASSERT_TRUE(summary) << summary.error().message;
      EXPECT_EQ(summary->verdict, Verdict::Finished);
      EXPECT_EQ(summary->schedule, schedule.text()) << "neither more steps nor fewer";
    }
  }
}

std::vector<std::uint64_t> successors(World& world, FingerprintsOfMemory& fingerprints) {
  World::Image here;
  world.save(here);
  std::vector<std::uint64_t> all;
  const TaskSet canMove = world.canMove();
  canMove.forEach([&](TaskId task) {
    world.step(task);
    all.push_back(world.takeFinding() ? 0 : fingerprints.now());
    world.restore(here);
  });
  std::sort(all.begin(), all.end());
  return all;
}

// The audit of what a fingerprint leaves out: whatever the way to a state was, it goes on alike.
class Fingerprint : public testing::TestWithParam<std::tuple<const char*, const char*, bool>> {};

TEST_P(Fingerprint, TellsAllThatAStateGoesOnBy) {
  const auto& [scenario, design, symmetry] = GetParam();
  std::mt19937 random(4);
  const auto world = worldOf(scenario, {{"design", design}});
  World::Image begin;
  world->save(begin);
  FingerprintsOfMemory fingerprints(*world, symmetry);
  std::map<std::uint64_t, std::vector<std::uint64_t>> known;
  int again = 0;
  for (int round = 0; round < 150; ++round) {
    world->restore(begin);
    while (!world->canMove().empty()) {
      const std::uint64_t now = fingerprints.now();
      auto next = successors(*world, fingerprints);
      const auto [at, isNew] = known.try_emplace(now, next);
      if (!isNew) {
        ++again;
        EXPECT_EQ(at->second, next);
      }
      world->step(anyOf(*world, random));
    }
  }
  EXPECT_GT(again, 100) << "nothing was compared";
}

INSTANTIATE_TEST_SUITE_P(Audit, Fingerprint,
                         testing::Combine(testing::Values("three-callers", "create-and-stop", "never-woken",
                                                          "suspend"),
                                          testing::Values("kthreadd", "workqueue"), testing::Bool()));

// ---- counting

// Every order to the end, one by one.
double orders(World& world) {
  if (world.canMove().empty()) return 1;
  World::Image here;
  world.save(here);
  double count = 0;
  const TaskSet canMove = world.canMove();
  canMove.forEach([&](TaskId task) {
    world.step(task);
    count += world.takeFinding() ? 1 : orders(world);
    world.restore(here);
  });
  return count;
}

ExploreResult counted(World& world, bool symmetry) {
  ExploreControl control;
  ExploreSpec spec;
  spec.symmetry = symmetry;
  spec.secondsAfterFinding = 1000;
  Watch watch(spec, control);
  Graph graph(spec, world, watch);
  EXPECT_TRUE(graph.search());
  EXPECT_TRUE(graph.whole());
  ExploreResult result;
  result.covered = graph.covered();
  graph.count(result);
  return result;
}

TEST(GraphCounts, AsManyOrdersAsThereAreOneByOne) {
  int compared = 0;
  for (const char* scenario : {"three-callers", "create-and-stop"}) {
    std::mt19937 random(5);
    for (int round = 0; round < 60; ++round) {
      const auto world = worldOf(scenario);
      World::Image begin;
      world->save(begin);
      const auto path = wander(*world, random, 1000);
      if (path.size() < 16) continue;
      world->restore(begin);
      for (std::size_t at = 0; at + 14 < path.size(); ++at) world->step(path[at]);
      World::Image near;
      world->save(near);
      const auto symmetric = counted(*world, true);
      world->restore(near);
      const auto plain = counted(*world, false);
      world->restore(near);
      if (*plain.interleavings > 20000) continue;
      EXPECT_EQ(orders(*world), *plain.interleavings);
      EXPECT_EQ(*symmetric.interleavings, *plain.interleavings);
      EXPECT_LE(symmetric.covered.states, plain.covered.states);
      ++compared;
    }
  }
  EXPECT_GT(compared, 20);
}

}  // namespace
}  // namespace kts::engine
