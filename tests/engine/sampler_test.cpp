// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of states changes how fast a random run is made, and nothing of the run.
#include "engine/exploration/sampler.h"

#include <gtest/gtest.h>

#include "engine/protocol/variants/variant_table.h"
#include "tests/engine/every_scenario.h"

namespace kts::engine {
namespace {

constexpr std::uint64_t kRoom = 256'000'000;

class OneSampler {
 public:
  OneSampler(ExploreSpec spec, bool everyStep, std::uint64_t mostBytes = kRoom)
      : m_spec([&] {
          spec.method = Method::Random;
          spec.everyStep = everyStep;
          return spec;
        }()),
        m_world(World::make(m_spec.scenario, m_spec.settings, m_spec.granularity, m_spec.memory).value()),
        m_sampler(m_spec, *m_world, mostBytes) {}

  // Some go around for ever and are cut off: `asked` so often.
  Sampler::Ran run(std::uint64_t number) {
    int asked = 0;
    return m_sampler.run(number, 0, [&] { return ++asked < 40; });
  }
  std::uint64_t bytes() const { return m_sampler.bytes(); }

 private:
  ExploreSpec m_spec;
  std::unique_ptr<World> m_world;
  Sampler m_sampler;
};

void expectSame(const Sampler::Ran& known, const Sampler::Ran& made) {
  ASSERT_EQ(known.whole, made.whole);
  EXPECT_EQ(known.steps, made.steps);
  EXPECT_EQ(known.tasks, made.tasks);
  EXPECT_EQ(known.problem.has_value(), made.problem.has_value());
  ASSERT_EQ(known.way.has_value(), made.way.has_value());
  if (!made.way) return;
  EXPECT_EQ(known.way->steps, made.way->steps);
  EXPECT_EQ(known.way->tail, made.way->tail);
  EXPECT_EQ(known.way->kind, made.way->kind);
}

ExploreSpec specOf(const std::string& name) {
  const auto space = name.find(' ');
  ExploreSpec spec;
  spec.scenario = findScenario(name.substr(0, space)).value();
  if (spec.scenario.name == "storm") spec.settings = {{"callers", "2"}, {"requests", "2"}};
  spec.settings["design"] = space == std::string::npos ? spec.scenario.designs[0] : name.substr(space + 1);
  return spec;
}

class RandomRunsOf : public testing::TestWithParam<std::string> {};

// The second time each is a walk over states that are known.
TEST_P(RandomRunsOf, AreTheSameWhereStatesAreKnown) {
  ExploreSpec spec = specOf(GetParam());
  std::vector<std::string> variants = variantsOf(spec.scenario, spec.settings["design"]);
  variants.push_back("");
  for (const std::string& variant : variants)
    for (const Granularity granularity : {Granularity::Sync, Granularity::Fine})
      for (const Memory memory : {Memory::Sc, Memory::Tso}) {
        SCOPED_TRACE(variant);
        spec.settings["variant"] = variant;
        spec.granularity = granularity;
        spec.memory = memory;
        OneSampler knowing(spec, false), making(spec, true);
        for (const int time : {1, 2})
          for (std::uint64_t number = 100; number < 112 && !HasFatalFailure(); ++number) {
            SCOPED_TRACE(std::to_string(number) + ", time " + std::to_string(time));
            expectSame(knowing.run(number), making.run(number));
          }
        EXPECT_EQ(making.bytes(), 0u);
      }
}

INSTANTIATE_TEST_SUITE_P(Every, RandomRunsOf, testing::ValuesIn(scenarioNames()),
                         [](const auto& info) { return lettersOf(info.param); });

TEST(RandomRuns, AreTheSameWhereThereIsNoRoomToKnowMore) {
  const ExploreSpec spec = specOf("storm");
  OneSampler begun(spec, false), cramped(spec, false, OneSampler(spec, false).bytes() + 1);
  for (std::uint64_t number = 100; number < 200 && !HasFatalFailure(); ++number)
    expectSame(cramped.run(number), begun.run(number));
  EXPECT_LT(cramped.bytes(), begun.bytes() / 2);
}

TEST(RandomRuns, AddNothingWhenEachIsKnown) {
  OneSampler sampler(specOf("one-create"), false);
  std::uint64_t before = 0;
  for (std::uint64_t number = 0; before != sampler.bytes() || number % 1000 != 0; ++number) {
    if (number % 1000 == 0) before = sampler.bytes();
    ASSERT_TRUE(sampler.run(number + 100).whole);
    ASSERT_LT(number, 100'000u);
  }
}

}  // namespace
}  // namespace kts::engine
