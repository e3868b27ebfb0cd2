// SPDX-License-Identifier: GPL-2.0-or-later
// Watches the fold and measures each lane: what it showed for how many events and how long, leaf by leaf.
// The recorder makes level of detail with it. At position `seq` a lane shows what event `seq` left behind.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/vocabulary/protocol_state.h"
#include "recordings/lanes/lod.h"
#include "recordings/recording.h"

namespace kts::recordings {

// A lock that has a lane of its own: one of the world's or the scenario's, not inside a completion.
bool hasLane(ObjectId lock);

// Which lane of a task the event empties, looked up before the event is applied; kNoLane when none.
inline constexpr std::uint16_t kNoLane = 0xffff;
std::uint16_t laneLeftBy(const ProtocolState& before, const Event& event);

class LaneMeter {
 public:
  struct LaneInfo {
    LaneKind kind = LaneKind::Task;
    std::uint16_t number = 0;  // Task: the lane's number
    ObjectId object;
    TaskId task = kNoTask;     // the last one in it
    std::uint32_t tasks = 0;   // how many have lived in it
    std::uint64_t events = 0;  // of those
  };

  // The world before the first event.
  void begin(const ProtocolState& initial);
  // Around apply(): the lane that the event empties, then the state that it left behind.
  void after(const ProtocolState& state, const Event& event, std::uint16_t emptied);
  // The leaf before `seq` is over when the event at `seq` comes. Call it for each multiple of kLeafEvents.
  void endLeaf(Seq seq, std::uint64_t tNs);

  const std::vector<LaneInfo>& lanes() const { return m_infos; }
  // The rows being built; a row is full at kRowLeaves leaves, and the next begins with nextRow().
  std::size_t leaves(int level) const { return m_levels[static_cast<std::size_t>(level)].row.leaves(); }
  const LodRow& row(int level);
  std::uint64_t firstLeaf(int level) const { return m_levels[static_cast<std::size_t>(level)].leaf0; }
  void nextRow(int level);

 private:
  // What filled a leaf, by its events and by its time; `shown` has a bit for each state that did.
  struct Sum {
    std::array<std::uint64_t, kLaneStates> steps{}, ns{};
    std::uint32_t shown = 0;
    std::uint32_t events = 0;
    std::uint16_t depth = 0;

    void add(LaneState state, std::uint64_t forSteps, std::uint64_t forNs);
  };
  // Small and close together: each event comes by here.
  struct Live {
    LaneState state = LaneState::None;
    bool inLeaf = false;       // something of it is in this leaf: it stands in m_inLeaf
    bool touched = false;      // its state or depth is
    std::uint16_t depth = 0;   // now
    std::uint32_t events = 0;  // in this leaf
    Seq since = 0;
    std::uint64_t sinceNs = 0;
  };
  struct Level {
    LodRow row;
    std::uint64_t leaf0 = 0;
    std::uint64_t leaf = 0;
  };

  std::size_t add(const LaneInfo& info);
  std::size_t laneOfTask(std::uint16_t number);
  std::size_t laneOfObject(ObjectId object, LaneKind kind);
  Live& touch(std::size_t lane);
  void enter(std::size_t lane);
  void catchUp(std::size_t lane);
  void count(std::size_t lane);
  void show(std::size_t lane, LaneState state);
  void showTask(const Task& task, const ProtocolState& state);
  void showWaiters(const ProtocolState& state, ObjectId object);
  void showLock(const ProtocolState& state, ObjectId object);
  void showWaiting(const ProtocolState& state, ObjectType completion);
  void deepen(std::size_t lane, std::uint16_t depth);
  void closeFinest(Seq seq, std::uint64_t tNs);
  void closeLevel(int level, std::uint64_t tNs);
  LodLeaf leafOf(std::size_t lane, const Sum& sum, bool whole, Seq steps, std::uint64_t ns) const;
  static LodLeaf taskLeaf(const Live& live, const Sum& sum, bool whole);
  static LodLeaf lockLeaf(const Live& live, const Sum& sum, bool whole, Seq steps, std::uint64_t ns);
  void rollUp(std::size_t lane, std::size_t level);

  std::vector<LaneInfo> m_infos;
  std::vector<Live> m_live;
  std::vector<std::array<Sum, kLodLevels>> m_sums;
  std::vector<std::size_t> m_inLeaf;                         // lanes that have to be measured, each once
  std::vector<std::uint32_t> m_ofTask;                       // by the lane's number
  std::vector<std::pair<ObjectId, std::size_t>> m_ofObject;  // a handful
  std::array<Level, kLodLevels> m_levels;
  Seq m_seq = 0;
  std::uint64_t m_tNs = 0;
  Seq m_leafSeq = 0;
  std::uint64_t m_leafNs = 0;
  bool m_begun = false;
};

}  // namespace kts::recordings
