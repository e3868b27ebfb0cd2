// SPDX-License-Identifier: GPL-2.0-or-later
// What a fingerprint promises: two states that have the same go on alike. So wherever a run comes to a
// fingerprint again, its moves lead to the same fingerprints, as many times each, and find the same. And what
// is known of a caller, its request and its thread as one tells apart what mixing all with all tells apart.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <unordered_map>

#include "engine/exploration/fingerprint.h"
#include "engine/exploration/hash.h"
#include "engine/exploration/steps.h"
#include "engine/protocol/variants/variant_table.h"
#include "tests/engine/every_scenario.h"

namespace kts::engine {
namespace {

class RandomRuns {
 public:
  RandomRuns(const ExploreSpec& spec, bool symmetry)
      : m_spec(spec),
        m_world(World::make(spec.scenario, spec.settings, spec.granularity, spec.memory).value()),
        m_steps(m_spec, *m_world, false),
        m_fingerprints(*m_world, symmetry),
        m_mixed(*m_world, symmetry) {
    m_mixed.mixAll();
    m_steps.begin();
    m_first = stateNow();
  }

  void run(std::mt19937& random) {
    State at = m_first;
    for (int step = 0; step < 300; ++step) {
      const std::vector<State> next = goOn(at);
      if (next.empty()) return;
      at = next[random() % next.size()];
    }
  }
  int cameAgain() const { return m_cameAgain; }
  int wentOnOtherwise() const { return m_wentOnOtherwise; }
  int toldApartOtherwise() const { return m_toldApartOtherwise; }

 private:
  struct State {
    std::vector<ImageStore::Piece> pieces;
    TaskSet canMove;
    std::uint64_t fingerprint;
  };
  State stateNow() {
    const std::uint64_t fingerprint = m_fingerprints.of(m_steps.state());
    const std::uint64_t mixed = m_mixed.of(m_steps.state());
    const bool same = m_mixedBy.emplace(fingerprint, mixed).first->second == mixed;
    m_toldApartOtherwise += !same || m_byMixed.emplace(mixed, fingerprint).first->second != fingerprint;
    return {{m_steps.pieces().begin(), m_steps.pieces().end()}, m_steps.canMove(), fingerprint};
  }

  // All its moves, whose states are held against those of whoever had the same fingerprint before.
  std::vector<State> goOn(const State& at) {
    std::vector<State> next;
    std::vector<std::uint64_t> outcomes;
    at.canMove.forEach([&](TaskId move) {
      const Outcome outcome = m_steps.make(at.pieces, move).outcome;
      if (outcome.finding) return outcomes.push_back(std::hash<std::string>()(outcome.finding->kind));
      next.push_back(stateNow());
      outcomes.push_back(finished(mixed(next.back().fingerprint, outcome.lost != kNoTask)));
    });
    std::ranges::sort(outcomes);
    const auto [known, isNew] = m_outcomes.emplace(at.fingerprint, outcomes);
    m_cameAgain += !isNew;
    m_wentOnOtherwise += known->second != outcomes;
    return next;
  }

  const ExploreSpec m_spec;
  std::unique_ptr<World> m_world;
  Steps m_steps;
  Fingerprints m_fingerprints, m_mixed;
  std::unordered_map<std::uint64_t, std::uint64_t> m_mixedBy, m_byMixed;
  State m_first;
  std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> m_outcomes;  // by fingerprint
  int m_cameAgain = 0, m_wentOnOtherwise = 0, m_toldApartOtherwise = 0;
};

class FingerprintsOf : public testing::TestWithParam<std::string> {};

TEST_P(FingerprintsOf, AreTheSameOnlyForStatesThatGoOnAlike) {
  const auto space = GetParam().find(' ');
  ExploreSpec spec;
  spec.everyStep = true;
  spec.scenario = findScenario(GetParam().substr(0, space)).value();
  const std::string design =
      space == std::string::npos ? spec.scenario.designs[0] : GetParam().substr(space + 1);
  const bool storm = spec.scenario.name == "storm";
  spec.settings["design"] = design;
  std::vector<std::string> variants = variantsOf(spec.scenario, design);
  variants.push_back("");
  int cameAgain = 0;
  for (const std::string& variant : variants)
    for (const Granularity granularity : {Granularity::Sync, Granularity::Fine})
      for (const Memory memory : {Memory::Sc, Memory::Tso})
        for (const bool symmetry : {false, true}) {
          spec.settings["variant"] = variant;
          // Of a caller with two requests there may be two threads at a time.
          if (storm) spec.settings["callers"] = "3", spec.settings["requests"] = variant.empty() ? "2" : "1";
          spec.granularity = granularity;
          spec.memory = memory;
          RandomRuns runs(spec, symmetry);
          std::mt19937 random(5);
          for (int run = 0; run < 6; ++run) runs.run(random);
          cameAgain += runs.cameAgain();
          const std::string what = variant + (granularity == Granularity::Fine ? ", fine" : "") +
                                   (memory == Memory::Tso ? ", tso" : "") + (symmetry ? ", symmetry" : "");
          EXPECT_EQ(runs.wentOnOtherwise(), 0) << what;
          EXPECT_EQ(runs.toldApartOtherwise(), 0) << what;
        }
  EXPECT_GT(cameAgain, 20);
}

INSTANTIATE_TEST_SUITE_P(Every, FingerprintsOf, testing::ValuesIn(scenarioNames()),
                         [](const auto& info) { return lettersOf(info.param); });

}  // namespace
}  // namespace kts::engine
