// SPDX-License-Identifier: GPL-2.0-or-later
// What the explorers know of a step without making it again, held against making it.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
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

  using Place = std::array<std::vector<ImageStore::Piece>, 2>;
  void begin() { goTo({m_knowing.first, m_making.first}), m_canMove = m_firstMoves; }
  Place place() const { return {m_knowing.at, m_making.at}; }
  void goTo(const Place& place) { m_knowing.at = place[0], m_making.at = place[1]; }

  // One step, made on both sides.
  void make(TaskId move) {
    const Steps::Made known = m_knowing.make(move), made = m_making.make(move);
    ++m_made;
    m_canMove = {};
    ASSERT_EQ(known.outcome.ended, made.outcome.ended);
    ASSERT_EQ(known.outcome.finding.has_value(), made.outcome.finding.has_value());
    if (made.outcome.ended) return;
    ASSERT_EQ(known.outcome.lost, made.outcome.lost);
    ASSERT_EQ(m_knowing.steps.canMove(), m_making.steps.canMove());
    ASSERT_EQ(m_knowing.fingerprints.of(m_knowing.steps.state()),
              m_making.fingerprints.of(m_making.steps.state()));
    m_canMove = m_making.steps.canMove();
  }
  // One run: to its end, or so far. Who polls until a time is over never ends.
  void run(std::mt19937& random) {
    begin();
    for (int step = 0; step < 500 && !m_canMove.empty() && !testing::Test::HasFatalFailure(); ++step)
      make(m_canMove.nth(random() % m_canMove.size()));
  }

  // The callers that are about to take kthread_stop_lock.
  std::vector<TaskId> beforeStop() const {
    std::vector<TaskId> all;
    const Kthread& kernel = m_making.world->kernel();
    for (TaskId id = 0; id < kernel.taskCount(); ++id)
      if (const Operation& next = kernel.task(id).op;
          next.kind == OpKind::Lock && next.object.type() == ObjectType::StopLock)
        all.push_back(id);
    return all;
  }
  // As long as anybody else can move.
  void goOnWithout(std::vector<TaskId> waiting) {
    while (!testing::Test::HasFatalFailure()) {
      TaskSet others = m_canMove;
      for (const TaskId task : waiting) others.erase(task);
      if (others.empty()) return;
      make(others.nth(0));
      waiting = beforeStop();
    }
  }

  double knownShare() const {
    return 1 - static_cast<double>(m_knowing.steps.madeInMemory()) / static_cast<double>(m_made);
  }

 private:
  Side m_knowing, m_making;
  const TaskSet m_firstMoves = m_making.world->canMove();
  TaskSet m_canMove;
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

// Callers one after the other stop their threads, in each order and again: the first of them initialises a
// completion that nobody has initialised, the others write what is there already.
TEST(StepCache, TakesWhatIsWrittenAsItWasForLookedAt) {
  ExploreSpec spec;
  spec.scenario = findScenario("create-and-stop").value();
  spec.settings = {{"callers", "3"}};
  SideBySide both(spec);
  both.begin();
  both.goOnWithout(both.beforeStop());
  const SideBySide::Place there = both.place();
  std::vector<TaskId> callers = both.beforeStop();
  ASSERT_EQ(callers.size(), 3u);
  for (int again = 0; again < 2; ++again)
    do {
      both.goTo(there);
      for (const TaskId caller : callers) {
        both.make(caller);
        both.goOnWithout(both.beforeStop());
        if (HasFatalFailure()) return;
      }
    } while (std::ranges::next_permutation(callers).found);
}

TEST(StepCache, KnowsMostStepsOfRunsThatAreAlike) {
  std::mt19937 random(8);
  ExploreSpec spec;
  spec.scenario = findScenario("create-and-stop").value();
  spec.settings = {{"callers", "2"}};
  SideBySide both(spec);
  for (int run = 0; run < 300; ++run) both.run(random);
  // Four of five, or a few less: what a compiler leaves on the stacks tells some states apart.
  EXPECT_GT(both.knownShare(), 0.6);
}

}  // namespace
}  // namespace kts::engine
