// SPDX-License-Identifier: GPL-2.0-or-later
// What the explorers know of a step without making it again, held against making it.
#include <gtest/gtest.h>

#include <random>

#include "engine/exploration/fingerprint.h"
#include "engine/exploration/steps.h"
#include "engine/protocol/variants/variant_table.h"
#include "tests/engine/every_scenario.h"

namespace kts::engine {
namespace {

// A world whose steps are known, and one in which each is made, side by side.
class SideBySide {
 public:
  explicit SideBySide(ExploreSpec spec) : m_knowing(spec, false), m_making(spec, true) {}

  struct Side {
    Side(ExploreSpec spec, bool everyStep)
        : spec([&] {
            spec.everyStep = everyStep;
            return spec;
          }()),
          world(World::make(spec.scenario, spec.settings, spec.granularity).value()),
          steps(this->spec, *world, false),
          fingerprints(*world, true) {
      steps.begin();
      first.assign(steps.pieces().begin(), steps.pieces().end());
    }
    const ExploreSpec spec;
    std::unique_ptr<World> world;
    Steps steps;
    Fingerprints fingerprints;
    std::vector<ImageStore::Piece> first, at;

    Steps::Made make(TaskId move) {
      Steps::Made made = steps.make(at, move);
      at.assign(steps.pieces().begin(), steps.pieces().end());
      return made;
    }
  };

  // One run, each step made on both sides: to its end, or so far. Who polls until a time is over never ends.
  void run(std::mt19937& random) {
    m_knowing.at = m_knowing.first;
    m_making.at = m_making.first;
    TaskSet canMove = m_firstMoves;
    for (int step = 0; step < 500 && !canMove.empty(); ++step) {
      const TaskId move = canMove.nth(random() % canMove.size());
      const Steps::Made known = m_knowing.make(move), made = m_making.make(move);
      ++m_made;
      ASSERT_EQ(known.outcome.ended, made.outcome.ended);
      ASSERT_EQ(known.outcome.finding.has_value(), made.outcome.finding.has_value());
      if (made.outcome.ended) return;
      ASSERT_EQ(known.outcome.lost, made.outcome.lost);
      ASSERT_EQ(m_knowing.steps.canMove(), m_making.steps.canMove());
      ASSERT_EQ(m_knowing.fingerprints.of(m_knowing.steps.state()),
                m_making.fingerprints.of(m_making.steps.state()));
      canMove = m_making.steps.canMove();
    }
  }
  double knownShare() const {
    return 1 - static_cast<double>(m_knowing.steps.madeInMemory()) / static_cast<double>(m_made);
  }

 private:
  Side m_knowing, m_making;
  const TaskSet m_firstMoves = m_making.world->canMove();
  std::uint64_t m_made = 0;
};

std::vector<std::string> variantsAndNone(const Scenario& scenario, const std::string& design) {
  std::vector<std::string> all = variantsOf(scenario, design);
  all.push_back("");
  return all;
}

class StepCacheOf : public testing::TestWithParam<std::string> {};

TEST_P(StepCacheOf, LeadsWhereTheStepItselfLeads) {
  std::mt19937 random(7);
  const std::string& name = GetParam();
  const auto space = name.find(' ');
  ExploreSpec spec;
  spec.scenario = findScenario(name.substr(0, space)).value();
  const std::string design = space == std::string::npos ? spec.scenario.designs[0] : name.substr(space + 1);
  if (spec.scenario.name == "storm") spec.settings = {{"callers", "3"}, {"requests", "2"}};
  spec.settings["design"] = design;
  for (const std::string& variant : variantsAndNone(spec.scenario, design))
    for (const Granularity granularity : {Granularity::Sync, Granularity::Fine}) {
      SCOPED_TRACE(variant);
      spec.settings["variant"] = variant;
      spec.granularity = granularity;
      SideBySide both(spec);
      for (int run = 0; run < 30 && !HasFatalFailure(); ++run) both.run(random);
    }
}

INSTANTIATE_TEST_SUITE_P(Every, StepCacheOf, testing::ValuesIn(scenarioNames()),
                         [](const auto& info) { return lettersOf(info.param); });

TEST(StepCache, KnowsMostStepsOfRunsThatAreAlike) {
  std::mt19937 random(8);
  ExploreSpec spec;
  spec.scenario = findScenario("create-and-stop").value();
  spec.settings = {{"callers", "2"}};
  SideBySide both(spec);
  for (int run = 0; run < 300; ++run) both.run(random);
  EXPECT_GT(both.knownShare(), 0.8);
}

}  // namespace
}  // namespace kts::engine
