// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/lanes/segments.h"

#include <algorithm>

#include "recordings/lanes/lane_meter.h"

namespace kts::recordings {

namespace {

bool same(const Segment& a, const Segment& b) {
  return a.state == b.state && a.task == b.task && a.request == b.request && a.function == b.function &&
         a.waitsFor == b.waitsFor && a.depth == b.depth;
}

bool empty(const Segment& segment) { return segment.state == LaneState::None && segment.depth == 0; }

}  // namespace

void SegmentFold::show(int at, const Segment& now) {
  if (at < 0) return;
  const auto lane = static_cast<std::size_t>(at);
  Segment& open = m_open[lane];
  if (same(open, now) && (!m_bare || open.contended == now.contended)) {
    open.contended = open.contended || now.contended;
    return;
  }
  if (open.from < m_seq && !empty(open)) {
    m_done[lane].push_back(open);
    m_done[lane].back().to = m_seq;
  }
  open = now;
  open.from = m_seq;
}

void SegmentFold::showTask(const ProtocolState& state, const Task& task) {
  Segment now;
  now.state = laneStateOf(task, state);
  if (!m_bare) {
    now.task = task.key;
    now.request = task.request;
    now.function = task.function();
    now.waitsFor = task.wantsLock ? task.wantsLock : task.waitsFor;
  }
  show(m_lanes.taskLane(task.lane), now);
}

void SegmentFold::showLock(const ProtocolState& state, ObjectId object) {
  const int lane = m_lanes.objectLane(object);
  if (lane < 0) return;
  const Lock* lock = state.lock(object);
  Segment now;
  if (lock && lock->owner != kNoTask) {
    now.state = LaneState::Running;
    now.contended = !lock->waiters.empty();
    if (!m_bare) {
      now.task = lock->owner;
      if (const Task* owner = state.task(lock->owner)) now.request = owner->request;
    }
    // A hold is one segment, whatever its owner works on meanwhile.
    const Segment& open = m_open[static_cast<std::size_t>(lane)];
    if (!m_bare && open.state == LaneState::Running && open.task == now.task) now.request = open.request;
  }
  show(lane, now);
}

void SegmentFold::showList(const ProtocolState& state, ObjectId object) {
  Segment now;
  now.depth = static_cast<std::uint16_t>(std::min<std::size_t>(state.list(object).size(), 0xffff));
  show(m_lanes.objectLane(object), now);
}

void SegmentFold::showWaiting(const ProtocolState& state, ObjectType completion) {
  Segment now;
  now.depth = state.waiting[static_cast<std::size_t>(completion)];
  show(m_lanes.objectLane(ObjectId(completion)), now);
}

void SegmentFold::showAll(const ProtocolState& state) {
  state.tasks.forEach([&](const Task& task) { showTask(state, task); });
  for (const Lane& lane : m_lanes.lanes) {
    if (lane.kind == LaneKind::Lock) showLock(state, lane.object);
    if (lane.kind == LaneKind::ListDepth) showList(state, lane.object);
    if (lane.kind == LaneKind::Completion) showWaiting(state, lane.object.type());
  }
}

void SegmentFold::after(const ProtocolState& state, const Event& event) {
  if (const Task* self = state.task(event.task)) showTask(state, *self);
  if (event.object.type() == ObjectType::Task)
    if (const Task* target = state.task(event.object.index())) showTask(state, *target);
  switch (asStored(event).kind) {
    case EventKind::LockWanted:
    case EventKind::LockTaken:
    case EventKind::LockReleased:
      if (const Lock* lock = state.lock(event.object))
        for (const TaskId waiter : lock->waiters)
          if (const Task* task = state.task(waiter)) showTask(state, *task);
      return showLock(state, event.object);
    case EventKind::ListAddTail:
    case EventKind::ListDelInit: return showList(state, event.object);
    case EventKind::WaitQueued:
    case EventKind::WaitLeft: return showWaiting(state, event.object.type());
    case EventKind::Release:
    case EventKind::FrameDead:  // whoever still waited for what was in it
      for (const Lane& lane : m_lanes.lanes)
        if (lane.kind == LaneKind::Completion) showWaiting(state, lane.object.type());
      return;
    default: return;
  }
}

void SegmentFold::fold(ProtocolState& state, std::span<const Event> events) {
  for (std::size_t at = 0; at < events.size(); ++at) {
    const Event& event = events[at];
    m_seq = state.seq;
    const Task* self = state.task(event.task);
    m_laneOfEvent.push_back(self ? m_lanes.taskLane(self->lane) : -1);
    const std::uint16_t emptied = laneLeftBy(state, event);
    apply(state, event);
    if (emptied != kNoLane) show(m_lanes.taskLane(emptied), {});
    if (at == 0)
      showAll(state);
    else
      after(state, event);
  }
  m_seq = state.seq;
  for (std::size_t lane = 0; lane < m_open.size(); ++lane) show(static_cast<int>(lane), {});
}

}  // namespace kts::recordings
