// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/lanes/lod.h"

#include <algorithm>

#include "recordings/storage/byte_stream.h"

namespace kts::recordings {

namespace {

constexpr std::size_t kMostLanes = 1u << 16;

void putNumber(std::vector<std::uint8_t>& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
  out.push_back(static_cast<std::uint8_t>(value));
}

// A column as (value, how often in a row).
template <class Get>
void putRuns(std::vector<std::uint8_t>& out, std::size_t count, Get&& get) {
  for (std::size_t at = 0; at < count;) {
    std::size_t end = at + 1;
    while (end < count && get(end) == get(at)) ++end;
    putNumber(out, get(at));
    putNumber(out, end - at);
    at = end;
  }
}

template <class Set>
bool getRuns(ByteReader& in, std::size_t count, Set&& set) {
  for (std::size_t at = 0; at < count;) {
    const std::uint64_t value = in.number();
    const std::uint64_t run = in.number();
    if (!in.good() || run == 0 || run > count - at) return false;
    for (std::uint64_t left = run; left > 0; --left) set(at++, value);
  }
  return true;
}

std::uint64_t numberOf(const LodShare& share) {
  return static_cast<std::uint64_t>(share.bySteps) | static_cast<std::uint64_t>(share.byTime) << 8;
}
LodShare shareFrom(std::uint64_t number) {
  return {static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(number >> 8)};
}

bool putLane(std::vector<std::uint8_t>& out, std::size_t id, const std::vector<LodLeaf>& lane) {
  if (std::ranges::all_of(lane, [](const LodLeaf& leaf) { return leaf == LodLeaf{}; })) return false;
  putNumber(out, id);
  putNumber(out, lane.size());
  putRuns(out, lane.size(), [&](std::size_t at) {
    return static_cast<std::uint64_t>(lane[at].bySteps) | static_cast<std::uint64_t>(lane[at].byTime) << 4;
  });
  putRuns(out, lane.size(), [&](std::size_t at) { return lane[at].depth; });
  const bool events = std::ranges::any_of(lane, [](const LodLeaf& leaf) { return leaf.events != 0; });
  out.push_back(events);
  if (events)
    for (const LodLeaf& leaf : lane) putNumber(out, leaf.events);
  const bool lock = std::ranges::any_of(lane, [](const LodLeaf& leaf) { return leaf.held != LodShare{}; });
  out.push_back(lock);
  if (lock) {
    putRuns(out, lane.size(), [&](std::size_t at) { return numberOf(lane[at].held); });
    putRuns(out, lane.size(), [&](std::size_t at) { return numberOf(lane[at].contended); });
  }
  return true;
}

bool getLane(ByteReader& in, LodRow& row) {
  const std::uint64_t id = in.number();
  const std::uint64_t count = in.number();
  if (id >= kMostLanes || count > row.leaves()) return false;
  if (row.lanes.size() <= id) row.lanes.resize(id + 1);
  auto& lane = row.lanes[id];
  lane.resize(count);
  bool known = true;
  const auto setState = [&](std::size_t at, std::uint64_t value) {
    known = known && (value & 15) < kLaneStates && value >> 4 < kLaneStates;
    lane[at].bySteps = static_cast<LaneState>(value & 15);
    lane[at].byTime = static_cast<LaneState>(value >> 4);
  };
  const auto setDepth = [&](std::size_t at, std::uint64_t value) {
    lane[at].depth = static_cast<std::uint16_t>(value);
  };
  if (!getRuns(in, count, setState) || !known || !getRuns(in, count, setDepth)) return false;
  if (in.byte())
    for (LodLeaf& leaf : lane) leaf.events = static_cast<std::uint16_t>(in.number());
  const auto setHeld = [&](std::size_t at, std::uint64_t value) { lane[at].held = shareFrom(value); };
  const auto setContended = [&](std::size_t at, std::uint64_t value) {
    lane[at].contended = shareFrom(value);
  };
  if (in.byte() && (!getRuns(in, count, setHeld) || !getRuns(in, count, setContended))) return false;
  return in.good();
}

}  // namespace

static_assert(kLaneStates <= 16, "two states share a byte");

void encodeLod(const LodRow& row, std::vector<std::uint8_t>& out) {
  out.clear();
  putNumber(out, row.leaves());
  std::uint64_t last = 0;
  for (const std::uint64_t time : row.times) putNumber(out, time - last), last = time;
  for (std::size_t id = 0; id < row.lanes.size(); ++id) putLane(out, id, row.lanes[id]);
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
