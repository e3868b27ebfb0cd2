// SPDX-License-Identifier: GPL-2.0-or-later
// A walk from number to number leads where the world itself goes.
#include "engine/exploration/transition_system.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/exploration/fingerprint.h"
#include "tests/engine/every_scenario.h"

namespace kts::engine {
namespace {

ExploreSpec specOf(const std::string& name) {
  const auto space = name.find(' ');
  ExploreSpec spec;
  spec.scenario = findScenario(name.substr(0, space)).value();
  spec.settings["design"] = space == std::string::npos ? spec.scenario.designs[0] : name.substr(space + 1);
  if (spec.scenario.name == "storm") spec.settings.insert({{"callers", "2"}, {"requests", "1"}});
  return spec;
}

class Walks {
 public:
  Walks(const ExploreSpec& spec, Memory memory)
      : m_world(World::make(spec.scenario, spec.settings, spec.granularity, memory).value()),
        m_system(*m_world,
                 [this](TaskId move, const Operation& operation, std::uint32_t requests,
                        const OpenAccesses& open) {
                   return m_footprints.numberOf(footprintOf(*m_world, move, operation, requests, open));
                 }),
        m_images(*m_world),
        m_seen(*m_world),
        m_fingerprints(*m_world, false) {
    m_world->save(m_first);
  }

  TransitionSystem& system() { return m_system; }
  std::uint64_t made() const { return m_made; }
  std::uint64_t steps() const { return m_steps; }

  // Draws steps, makes each in the world alone, and compares what the number stands for. False where what
  // comes next cannot be followed.
  bool goOnce(std::mt19937& chance) {
    World::Image here = m_first;
    for (TransitionSystem::State at = 0; !m_system[at].canMove.empty() && m_steps < kEnough; ++m_steps) {
      m_world->restore(here);
      std::vector<TransitionSystem::Slot> slots;
      m_world->canMove().forEach([&](TaskId move) { slots.push_back(m_system.slotOf(move)); });
      for (const auto slot : slots) EXPECT_TRUE(m_system[at].canMove.contains(slot));
      const auto slot = slots[chance() % slots.size()];
      const Outcome outcome = stepOf(*m_world, m_system.moveOf(slot));
      if (outcome.finding) return true;
      m_world->save(here);
      const Seen seen = seenNow();
      if (m_system.step(m_system.indexOf(at, slot)).to == TransitionSystem::kUnknown) {
        ++m_made;
        const auto made = m_system.make(at, slot);
        if (!made) return false;
        EXPECT_EQ(made->lost, outcome.lost);
        EXPECT_EQ(seenNow(), seen);
      }
      at = m_system.step(m_system.indexOf(at, slot)).to;
      m_system.putBack(at);
      EXPECT_EQ(seenNow(), seen);
      if (testing::Test::HasFailure()) return false;
    }
    return true;
  }

 private:
  static constexpr std::uint64_t kEnough = 6000;

  // The state that the world is in, and who has which id there. (Not its bytes: those of a stack that nobody
  // has written to are whatever stood there.)
  using Seen = std::pair<std::uint64_t, std::uint64_t>;
  Seen seenNow() {
    m_seen.look(m_images.keep(), m_images);
    const std::uint64_t print = m_fingerprints.of(m_seen);
    return {print, m_fingerprints.names()};
  }

  std::unique_ptr<World> m_world;
  Footprints m_footprints;
  World::Image m_first;
  TransitionSystem m_system;
  ImageStore m_images;
  SeenState m_seen;
  Fingerprints m_fingerprints;
  std::uint64_t m_made = 0, m_steps = 0;
};

class TransitionSystems : public testing::TestWithParam<std::string> {};

TEST_P(TransitionSystems, LeadWhereTheWorldGoes) {
  for (const Memory memory : {Memory::Sc, Memory::Tso}) {
    Walks walks(specOf(GetParam()), memory);
    ASSERT_TRUE(walks.system().begin());
    std::mt19937 chance(7);
    int run = 0;
    while (run < 40 && walks.goOnce(chance)) ++run;
    if (run == 40) {
      EXPECT_LT(walks.made(), walks.steps()) << "some of its steps are known by now";
    }
  }
}

TEST_P(TransitionSystems, LeadThereOnceTheyHaveForgottenAllTheyKnew) {
  Walks walks(specOf(GetParam()), Memory::Sc);
  ASSERT_TRUE(walks.system().begin());
  for (int time = 0; time < 3; ++time) {
    std::mt19937 chance(11);
    int run = 0;
    while (run < 10 && walks.goOnce(chance)) ++run;
    ASSERT_TRUE(walks.system().forget());
  }
}

INSTANTIATE_TEST_SUITE_P(Every, TransitionSystems, testing::ValuesIn(scenarioNames()),
                         [](const auto& info) { return lettersOf(info.param); });

}  // namespace
}  // namespace kts::engine
