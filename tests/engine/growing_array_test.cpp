// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/growing_array.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace kts::engine {
namespace {

TEST(GrowingArray, KeepsWhatItHoldsAsItGrows) {
  GrowingArray<std::uint32_t> array;
  constexpr std::uint32_t kMany = 3'000'000;  // beyond the first large page
  for (std::uint32_t at = 0; at < kMany; ++at) array.push_back(at);
  ASSERT_EQ(array.size(), kMany);
  EXPECT_EQ(std::accumulate(array.begin(), array.end(), std::uint64_t(0)),
            std::uint64_t(kMany) * (kMany - 1) / 2);
}

TEST(GrowingArray, TakesManyAtOnceAndFillsWhatIsNew) {
  GrowingArray<std::uint16_t> array;
  const std::array<std::uint16_t, 3> some{1, 2, 3};
  array.endAt(std::ranges::copy(some, array.roomFor(some.size())).out);
  array.resize(5, 9);
  EXPECT_EQ((std::vector(array.begin(), array.end())), (std::vector<std::uint16_t>{1, 2, 3, 9, 9}));
  array.clear();
  EXPECT_TRUE(array.empty());
  array.resize(2);
  EXPECT_EQ((std::vector(array.begin(), array.end())), (std::vector<std::uint16_t>{0, 0}));
}

TEST(GrowingArray, HandsItsMemoryOn) {
  GrowingArray<int> one, other;
  one.push_back(7);
  other = std::move(one);
  ASSERT_EQ(other.size(), 1u);
  EXPECT_EQ(other[0], 7);
  one.push_back(8);
  EXPECT_EQ(one.back(), 8);
  EXPECT_EQ(other[0], 7);
}

TEST(GrowingArray, WritesBehindItsLastWhereThereIsRoom) {
  GrowingArray<int> array;
  array.push_back(1);
  int* at = array.roomFor(10);
  *at++ = 2, *at++ = 3;
  array.endAt(at);
  EXPECT_EQ((std::vector(array.begin(), array.end())), (std::vector{1, 2, 3}));
}

TEST(GrowingMemory, GivesBackOnlyWhatComesBefore) {
  GrowingMemory memory;
  constexpr std::size_t kBytes = 8u << 20, kBefore = (4u << 20) + 1;
  memory.makeReady(kBytes);
  EXPECT_EQ(memory.data()[kBytes - 1], std::byte{0});
  std::fill_n(memory.data(), kBytes, std::byte{1});
  memory.giveBack(kBefore);
  EXPECT_TRUE(std::all_of(memory.data() + kBefore, memory.data() + kBytes,
                          [](std::byte each) { return each == std::byte{1}; }));
}

}  // namespace
}  // namespace kts::engine
