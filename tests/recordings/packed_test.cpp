// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/lanes/lod_codec.h"

#include <gtest/gtest.h>

#include <random>

namespace kts::recordings {
namespace {

// A row of so many lanes, in which something happens now and then.
LodRow rowOf(std::size_t lanes) {
  std::mt19937 random(7);
  LodRow row;
  row.times.push_back(5);
  for (std::size_t leaf = 0; leaf < kRowLeaves; ++leaf)
    row.times.push_back(row.times.back() + random() % 1000);
  row.lanes.resize(lanes);
  for (auto& lane : row.lanes) {
    LodLeaf leaf{LaneState::Running, LaneState::Sleeping, 0, 1, {}, {}};
    for (std::size_t at = 0; at < kRowLeaves; ++at) {
      if (random() % 4 == 0) leaf.events = static_cast<std::uint16_t>(random() % 32);
      lane.push_back(leaf);
    }
  }
  return row;
}

TEST(LodCodec, GivesBackRowsOfFewLanesAndOfACrowd) {
  LodCodec codec;
  for (const std::size_t lanes : {1u, 5u, 100u, 1500u}) {
    const LodRow row = rowOf(lanes);
    const auto bytes = codec.encode(row);
    EXPECT_EQ(codec.decode(bytes), row) << lanes << " lanes";
  }
}

TEST(LodCodec, RefusesARowOfWhichAByteWasChanged) {
  for (const std::size_t lanes : {2u, 300u}) {
    LodCodec codec;
    const auto bytes = codec.encode(rowOf(lanes));
    std::vector<std::uint8_t> damaged(bytes.begin(), bytes.end());
    for (std::size_t at = 0; at < damaged.size(); at += 1 + damaged.size() / 200) {
      damaged[at] ^= 0x10;
      EXPECT_FALSE(codec.decode(damaged)) << lanes << " lanes, byte " << at;
      damaged[at] ^= 0x10;
    }
    EXPECT_FALSE(codec.decode({}));
  }
}

}  // namespace
}  // namespace kts::recordings
