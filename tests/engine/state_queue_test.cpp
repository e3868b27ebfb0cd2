// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/state_queue.h"

#include <gtest/gtest.h>

namespace kts::engine {
namespace {

using Pieces = std::vector<ImageStore::Piece>;

Pieces taken(StateQueue::Reader& reader) {
  const auto state = reader.take();
  return {state.begin(), state.end()};
}

TEST(StateQueue, GivesBackStatesInTheirOrder) {
  StateQueue queue;
  const std::vector<Pieces> states = {
      {2, 7, ImageStore::kFollows, 9}, {2, 7, ImageStore::kFollows, 9}, {3, 7, 1, 1 << 30, 200}, {1, 127}};
  for (const Pieces& state : states) queue.push(state);
  StateQueue::Reader reader;
  for (int time = 0; time < 2; ++time) {
    reader.toFirst(queue);
    for (const Pieces& state : states) EXPECT_EQ(taken(reader), state);
  }
}

TEST(StateQueue, IsGoneThroughBySeveralAtTheirOwnPace) {
  StateQueue queue;
  constexpr ImageStore::Piece kMany = 1000;
  for (ImageStore::Piece state = 0; state < kMany; ++state) queue.push(Pieces{state, 1, state % 3});
  StateQueue::Reader quick, slow;
  quick.toFirst(queue), slow.toFirst(queue);
  for (ImageStore::Piece state = 0; state < kMany; ++state) {
    ASSERT_EQ(taken(quick)[0], state);
    if (state % 2 == 0) {
      ASSERT_EQ(taken(slow)[0], state / 2);
    }
  }
}

TEST(StateQueue, KeepsOnlyWhatDiffersFromTheStateBefore) {
  StateQueue queue;
  Pieces state(40, 1'000'000);
  queue.push(state);
  const std::uint64_t first = queue.bytes();
  state[20] = 5;
  queue.push(state);
  EXPECT_LT(queue.bytes() - first, 8u);
}

TEST(StateQueue, BeginsAnewWhenItIsCleared) {
  StateQueue queue;
  queue.push(Pieces{1, 2, 3});
  queue.push(Pieces{1, 2, 4});
  StateQueue::Reader reader;
  reader.toFirst(queue);
  reader.take();
  queue.clear();
  queue.push(Pieces{1, 2, 5});
  reader.toFirst(queue);
  EXPECT_EQ(taken(reader), (Pieces{1, 2, 5}));
}

}  // namespace
}  // namespace kts::engine
