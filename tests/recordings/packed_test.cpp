// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/storage/packed.h"

#include <gtest/gtest.h>

#include <random>

#include "recordings/lanes/lod.h"

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

TEST(Packed, GivesBackTheRowsOfAFewLanesAndOfACrowd) {
  Packer packer;
  Unpacker unpacker;
  std::vector<std::uint8_t> room;
  for (const std::size_t lanes : {1u, 5u, 100u, 1500u}) {
    const LodRow row = rowOf(lanes);
    const auto packed = packer.pack(encodeLod(row, room));
    const auto bytes = unpacker.unpack(packed, kMostLodBytes);
    ASSERT_TRUE(bytes) << lanes << " lanes";
    EXPECT_EQ(decodeLod(*bytes), row) << lanes << " lanes";
  }
}

TEST(Packed, MakesManyBytesFewer) {
  Packer packer;
  std::vector<std::uint8_t> room;
  const auto bytes = encodeLod(rowOf(1500), room);
  EXPECT_LT(packer.pack(bytes).size(), bytes.size());
}

TEST(Packed, RefusesBytesOfWhichOneWasChangedOrThatAreTooMany) {
  Unpacker unpacker;
  for (const std::size_t lanes : {2u, 300u}) {
    Packer packer;
    std::vector<std::uint8_t> room;
    const auto packed = packer.pack(encodeLod(rowOf(lanes), room));
    std::vector<std::uint8_t> damaged(packed.begin(), packed.end());
    for (std::size_t at = 0; at < damaged.size(); at += 1 + damaged.size() / 200) {
      damaged[at] ^= 0x10;
      EXPECT_FALSE(unpacker.unpack(damaged, kMostLodBytes)) << lanes << " lanes, byte " << at;
      damaged[at] ^= 0x10;
    }
    EXPECT_TRUE(unpacker.unpack(damaged, kMostLodBytes));
    EXPECT_FALSE(unpacker.unpack(damaged, 100));
  }
  EXPECT_FALSE(unpacker.unpack({}, kMostLodBytes));
}

}  // namespace
}  // namespace kts::recordings
