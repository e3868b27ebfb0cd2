// SPDX-License-Identifier: GPL-2.0-or-later
// Which lanes there are, in the order in which people look at them.
#include <algorithm>

#include "engine/vocabulary/sentence.h"
#include "recordings/lanes/lane_meter.h"
#include "recordings/last_names.h"
#include "recordings/reading/recording_impl.h"
#include "recordings/storage/rows.h"

namespace kts::recordings {

namespace {

constexpr std::int32_t kFirstUserPid = 100;

struct Found {
  LaneMeter::LaneInfo info;
  std::size_t id = 0;
  Lane lane;
  int rank = 0;
};

// Callers, kthreadd, other kernel threads, init and swapper, new threads, locks, completions' waiters, the
// list's depth.
int rankOf(const Found& found, const ProtocolState& initial) {
  if (found.info.kind == LaneKind::Lock) return 6;
  if (found.info.kind == LaneKind::ListDepth) return 8;
  if (found.info.kind == LaneKind::Completion) return 7;
  if (found.info.number >= initial.fixedLanes) return 5;
  const Task* task = initial.task(initial.lanes[found.info.number]);
  if (!task) return 5;
  if (task->key == initial.kthreaddTask || task->pid == 2) return 1;
  if (task->pid >= kFirstUserPid) return 0;
  return task->pid > 1 ? 2 : task->pid == 1 ? 3 : 4;
}

}  // namespace

const LaneSet& Recording::Impl::laneSet(const Recording& recording) {
  if (laneCache) return *laneCache;
  std::vector<Found> all;
  const ProtocolState& initial = info.header.initial;
  try {
    SQLite::Statement row(
        database(),
        "SELECT id, kind, number, object, task, tasks, events FROM lane WHERE run = 0 ORDER BY id");
    while (row.executeStep()) {
      const auto number = [&](int column) { return static_cast<std::uint32_t>(integerAt(row, column)); };
      Found found;
      found.id = number(0) & 0xffff;
      if (number(1) > static_cast<std::uint32_t>(LaneKind::Completion)) continue;
      found.info = {static_cast<LaneKind>(number(1)),
                    static_cast<std::uint16_t>(number(2)),
                    ObjectId::fromValue(number(3)),
                    nullAt(row, 4) ? kNoTask : number(4),
                    number(5),
                    numberAt(row, 6)};
      found.rank = rankOf(found, initial);
      const bool idle =
          found.info.kind == LaneKind::Task && (found.rank == 3 || found.rank == 4) && found.info.events == 0;
      if (!idle) all.push_back(std::move(found));
    }
  } catch (const SQLite::Exception&) {
    // A damaged table of lanes leaves those that were read.
  }
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.info.number < b.info.number;
  });
  LaneSet set;
  for (Found& found : all) {
    const int index = static_cast<int>(set.lanes.size());
    Lane& lane = found.lane;
    lane.kind = found.info.kind;
    lane.lane = found.info.number;
    lane.object = found.info.object;
    if (lane.kind != LaneKind::Task) {
      lane.label = lane.kind == LaneKind::Completion
                       ? "waiters of " + std::string(infoOf(lane.object.type()).name)
                       : nameOf(lane.object);
      set.ofObject[lane.object.value] = index;
    } else {
      if (set.ofTask.size() <= lane.lane) set.ofTask.resize(lane.lane + 1u, -1);
      set.ofTask[lane.lane] = index;
      lane.label = "thread lane " + std::to_string(lane.lane - initial.fixedLanes + 1);
      if (found.info.tasks == 1)
        if (const auto task = recording.task(found.info.task); task && *task)
          // Its PID stands beside it: that tells it from others of the same comm.
          lane.label = (*task)->bornOf == kNoRequest ? (*task)->comm : lastNameOf(recording, **task),
          lane.pid = (*task)->pid;
    }
    if (set.ofId.size() <= found.id) set.ofId.resize(found.id + 1, -1);
    set.ofId[found.id] = index;
    set.lanes.push_back(std::move(lane));
  }
  laneCache = std::move(set);
  return *laneCache;
}

std::vector<Lane> Recording::lanes() const { return m_impl->laneSet(*this).lanes; }

}  // namespace kts::recordings
