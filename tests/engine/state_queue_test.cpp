// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/state_queue.h"

#include <gtest/gtest.h>

namespace kts::engine {
namespace {

using Pieces = std::vector<ImageStore::Piece>;

Pieces taken(StateQueue& queue) {
  const auto state = queue.take();
  return {state.begin(), state.end()};
}

TEST(StateQueue, GivesBackStatesInTheirOrder) {
  StateQueue queue;
  const std::vector<Pieces> states = {
      {2, 7, ImageStore::kFollows, 9}, {2, 7, ImageStore::kFollows, 9}, {3, 7, 1, 1 << 30, 200}, {1, 127}};
  for (const Pieces& state : states) queue.push(state);
  for (const Pieces& state : states) EXPECT_EQ(taken(queue), state);
}

TEST(StateQueue, TakesStatesWhileOthersCome) {
  StateQueue queue;
  constexpr ImageStore::Piece kMany = 100'000;
  queue.push(Pieces{0, 1, 2});
  for (ImageStore::Piece state = 1; state < kMany; ++state) {
    queue.push(Pieces{state, 1, state % 3});
    ASSERT_EQ(taken(queue)[0], state - 1);
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
  queue.take();
  queue.clear();
  queue.push(Pieces{1, 2, 5});
  EXPECT_EQ(taken(queue), (Pieces{1, 2, 5}));
}

}  // namespace
}  // namespace kts::engine
