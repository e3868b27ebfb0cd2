// SPDX-License-Identifier: GPL-2.0-or-later
// That the events which conflict with a footprint are told as if it was held against each of them.
#include "engine/exploration/touching_events.h"

#include <gtest/gtest.h>

#include <random>

namespace kts::engine {
namespace {

class Random {
 public:
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(m_source() % bound); }
  // Now and then one that touches more than it can say.
  Footprint footprint() {
    Footprint footprint;
    for (std::uint32_t left = below(40) == 0 ? 60 : below(5); left > 0; --left)
      footprint.add(below(200), below(2) == 0);
    return footprint;
  }

 private:
  std::mt19937 m_source{1};
};

TEST(TouchingEvents, AreAllThatConflictAndNoOthersUnlessOneTouchesMoreThanItSays) {
  Random random;
  Footprints footprints;
  TouchingEvents touching(footprints);
  std::vector<std::uint32_t> path;
  int conflicts = 0, full = 0;
  for (int step = 0; step < 5000; ++step) {
    if (path.size() > random.below(300)) {
      touching.remove(path.size() - 1, path.back());
      path.pop_back();
      continue;
    }
    const std::uint32_t next = footprints.numberOf(random.footprint());
    for (std::size_t event = 0; event < path.size(); ++event) {
      const Footprint &one = footprints[path[event]], &other = footprints[next];
      const bool met = touching.meeting(next, event / EventSet::kBlock) >> event % EventSet::kBlock & 1;
      ASSERT_EQ(footprints.conflict(next, path[event]), one.conflicts(other));
      const bool mayBeMore = one.full() || other.full();
      ASSERT_TRUE(met == one.conflicts(other) || (met && mayBeMore));
      full += mayBeMore;
      conflicts += one.conflicts(other);
    }
    touching.add(path.size(), next);
    path.push_back(next);
  }
  EXPECT_GT(conflicts, 1000);
  EXPECT_GT(full, 1000);
  EXPECT_GT(footprints.numberOf(random.footprint()), Footprints::kKnown) << "else all conflicts are known";
}

TEST(Footprints, HaveOneNumberEachInWhateverOrderTheirEntriesCame) {
  Footprints footprints;
  Footprint one, same, other;
  one.read(1), one.write(2);
  same.write(2), same.read(1);
  other.read(1), other.read(2);
  EXPECT_EQ(footprints.numberOf(one), footprints.numberOf(same));
  EXPECT_NE(footprints.numberOf(one), footprints.numberOf(other));
}

}  // namespace
}  // namespace kts::engine
