// SPDX-License-Identifier: GPL-2.0-or-later
// Level of detail: for each lane and each leaf of consecutive events, what filled most of the leaf. A leaf of
// level 0 has 64 events, of the next level 8 times as many. 256 leaves of one level, of all lanes, are a
// row.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/lane_state_table.h"

namespace kts::recordings {

inline constexpr int kLodLevels = 3;
inline constexpr Seq kLeafEvents = 64;
inline constexpr Seq kLevelFactor = 8;
inline constexpr std::size_t kRowLeaves = 256;

constexpr Seq leafEventsOf(int level) {
  Seq events = kLeafEvents;
  for (int at = 0; at < level; ++at) events *= kLevelFactor;
  return events;
}

// A part of a stretch, by its events and by its time: 255 is all of it; 0 none at all, however little.
struct LodShare {
  std::uint8_t bySteps = 0, byTime = 0;
  bool operator==(const LodShare&) const = default;
};

// One leaf of one lane. Of a lock's lane: depth 1 held, 2 contended at some moment, and for how much of the
// leaf; of the list's: the deepest.
struct LodLeaf {
  LaneState bySteps = LaneState::None;  // the state of most of its events
  LaneState byTime = LaneState::None;   // the state of most of its time
  std::uint16_t events = 0;             // of the lane's task, saturating
  std::uint16_t depth = 0;
  LodShare held, contended;  // Lock
  bool operator==(const LodLeaf&) const = default;
};

struct LodRow {
  std::vector<std::uint64_t> times;         // when each leaf begins, and when the last one ends
  std::vector<std::vector<LodLeaf>> lanes;  // by lane id; shorter than the row for a lane that came later

  std::size_t leaves() const { return times.empty() ? 0 : times.size() - 1; }
  bool operator==(const LodRow&) const = default;
};

// `part` of `whole` as a share.
constexpr std::uint8_t shareOf(double part, double whole) {
  if (part <= 0 || whole <= 0) return 0;
  const double share = part / whole * 255 + 0.5;
  return static_cast<std::uint8_t>(share < 1 ? 1 : share > 255 ? 255 : share);
}

// A row as bytes: of each leaf what is not as in the one before. They lie in `room`, which only grows.
std::span<const std::uint8_t> encodeLod(const LodRow& row, std::vector<std::uint8_t>& room);
inline constexpr std::size_t kMostLodBytes = 1u << 24;
// Nothing when the bytes are no row: any bytes are safe to try.
std::optional<LodRow> decodeLod(std::span<const std::uint8_t> bytes);

}  // namespace kts::recordings
