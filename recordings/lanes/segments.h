// SPDX-License-Identifier: GPL-2.0-or-later
// Folds a stretch of events into the unbroken stretches of each lane, exactly.
#pragma once

#include <span>
#include <vector>

#include "recordings/lanes/lane_set.h"

namespace kts::recordings {

class SegmentFold {
 public:
  // `bare` keeps only what columns need: segments are split by state and depth, a lock's by being contended.
  SegmentFold(const LaneSet& lanes, bool bare)
      : m_lanes(lanes), m_bare(bare), m_open(lanes.lanes.size()), m_done(lanes.lanes.size()) {}

  // Applies the events one by one, the first at state.seq; the segments end with the last of them.
  void fold(ProtocolState& state, std::span<const Event> events);
  // By index in LaneSet::lanes; lanes that show nothing have no segments there.
  std::vector<std::vector<Segment>>& segments() { return m_done; }
  // In which lane each event of the stretch happened: the index in LaneSet::lanes, or -1.
  const std::vector<std::int32_t>& laneOfEvent() const { return m_laneOfEvent; }

 private:
  void show(int lane, const Segment& now);
  void showTask(const ProtocolState& state, const Task& task);
  void showLock(const ProtocolState& state, ObjectId object);
  void showList(const ProtocolState& state, ObjectId object);
  void showWaiting(const ProtocolState& state, ObjectType completion);
  void showAll(const ProtocolState& state);
  void after(const ProtocolState& state, const Event& event);

  const LaneSet& m_lanes;
  bool m_bare;
  Seq m_seq = 0;
  std::vector<Segment> m_open;
  std::vector<std::vector<Segment>> m_done;
  std::vector<std::int32_t> m_laneOfEvent;
};

}  // namespace kts::recordings
