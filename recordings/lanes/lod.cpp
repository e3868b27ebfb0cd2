// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/lanes/lod.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "recordings/storage/byte_stream.h"

namespace kts::recordings {

namespace {

constexpr std::size_t kMostLanes = 1u << 16;

// What of a leaf is not as in the leaf before it, in the order in which it is told.
enum Change : std::uint8_t { kStates = 1, kDepth = 2, kEvents = 4, kHeld = 8, kContended = 16 };
constexpr int kChangeBits = 5;
// The number of leaves and changes, and what changes.
constexpr std::size_t kMostLeafBytes = 3 + 1 + 3 + 3 + 2 + 2;

static_assert(kLaneStates <= 16, "two states share a byte");
static_assert(std::has_unique_object_representations_v<LodLeaf>, "leaves are compared as bytes");
bool same(const LodLeaf& a, const LodLeaf& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

void putShare(ByteWriter& out, LodShare share) { out.byte(share.bySteps), out.byte(share.byTime); }
LodShare getShare(ByteReader& in) {
  const std::uint8_t bySteps = in.byte();
  return {bySteps, in.byte()};
}

// `alike` leaves like the one before them, and then `leaf`, which is not.
void putLeaf(ByteWriter& out, std::size_t alike, const LodLeaf& before, const LodLeaf& leaf) {
  const bool states = leaf.bySteps != before.bySteps || leaf.byTime != before.byTime;
  const unsigned changes = (states ? kStates : 0) | (leaf.depth != before.depth ? kDepth : 0) |
                           (leaf.events != before.events ? kEvents : 0) |
                           (leaf.held != before.held ? kHeld : 0) |
                           (leaf.contended != before.contended ? kContended : 0);
  out.number(alike << kChangeBits | changes);
  if (changes & kStates)
    out.byte(static_cast<std::uint8_t>(static_cast<unsigned>(leaf.bySteps) |
                                       static_cast<unsigned>(leaf.byTime) << 4));
  if (changes & kDepth) out.number(leaf.depth);
  if (changes & kEvents) out.number(leaf.events);
  if (changes & kHeld) putShare(out, leaf.held);
  if (changes & kContended) putShare(out, leaf.contended);
}

bool getLeaf(ByteReader& in, unsigned changes, LodLeaf& leaf) {
  if (changes & kStates) {
    const std::uint8_t states = in.byte();
    if ((states & 15) >= kLaneStates || states >> 4 >= kLaneStates) return false;
    leaf.bySteps = static_cast<LaneState>(states & 15);
    leaf.byTime = static_cast<LaneState>(states >> 4);
  }
  if (changes & kDepth) leaf.depth = static_cast<std::uint16_t>(in.number());
  if (changes & kEvents) leaf.events = static_cast<std::uint16_t>(in.number());
  if (changes & kHeld) leaf.held = getShare(in);
  if (changes & kContended) leaf.contended = getShare(in);
  return in.good();
}

// Nothing for a lane that shows nothing.
void putLane(ByteWriter& out, std::size_t id, const std::vector<LodLeaf>& lane) {
  std::uint8_t* const begin = out.at;
  out.number(id);
  out.number(lane.size());
  LodLeaf before;
  std::size_t alike = 0;
  for (const LodLeaf& leaf : lane) {
    if (same(leaf, before)) {
      ++alike;
      continue;
    }
    putLeaf(out, alike, before, leaf);
    before = leaf;
    alike = 0;
  }
  if (alike == lane.size())
    out.at = begin;
  else if (alike > 0)
    out.number(alike << kChangeBits);
}

bool getLane(ByteReader& in, LodRow& row) {
  const std::uint64_t id = in.number();
  const std::uint64_t count = in.number();
  if (id >= kMostLanes || count > row.leaves()) return false;
  if (row.lanes.size() <= id) row.lanes.resize(id + 1);
  auto& lane = row.lanes[id];
  lane.clear();
  lane.reserve(count);
  LodLeaf leaf;
  while (lane.size() < count) {
    const std::uint64_t number = in.number();
    const std::uint64_t alike = number >> kChangeBits;
    const unsigned changes = number & ((1u << kChangeBits) - 1);
    if (alike + (changes != 0) == 0 || alike + (changes != 0) > count - lane.size()) return false;
    lane.insert(lane.end(), alike, leaf);
    if (changes == 0) continue;
    if (!getLeaf(in, changes, leaf)) return false;
    lane.push_back(leaf);
  }
  return in.good();
}

}  // namespace

std::span<const std::uint8_t> encodeLod(const LodRow& row, std::vector<std::uint8_t>& room) {
  std::size_t most = kMostNumberBytes * (row.times.size() + 1);
  for (const auto& lane : row.lanes) most += kMostNumberBytes * 2 + kMostLeafBytes * (lane.size() + 1);
  if (room.size() < most) room.resize(most);
  ByteWriter out{room.data()};
  out.number(row.leaves());
  std::uint64_t last = 0;
  for (const std::uint64_t time : row.times) out.number(time - last), last = time;
  for (std::size_t id = 0; id < row.lanes.size(); ++id) putLane(out, id, row.lanes[id]);
  return {room.data(), out.at};
}

std::optional<LodRow> decodeLod(std::span<const std::uint8_t> bytes) {
  ByteReader in(bytes);
  LodRow row;
  const std::uint64_t leaves = in.number();
  if (leaves == 0 || leaves > kRowLeaves) return {};
  std::uint64_t time = 0;
  for (std::uint64_t at = 0; at <= leaves; ++at) row.times.push_back(time += in.number());
  while (in.good() && !in.atEnd())
    if (!getLane(in, row)) return {};
  if (!in.good()) return {};
  return row;
}

}  // namespace kts::recordings
