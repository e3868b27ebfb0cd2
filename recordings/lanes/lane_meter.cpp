// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/lanes/lane_meter.h"

#include <algorithm>

namespace kts::recordings {

namespace {

// What an event of a kind can change in the picture, so that the others cost nothing.
enum : std::uint8_t { kSelf = 1, kTarget = 2, kLock = 4, kList = 8 };
constexpr std::array<std::uint8_t, 256> kTouches = [] {
  std::array<std::uint8_t, 256> touches{};
  const auto set = [&](EventKind kind, int what) {
    touches[static_cast<std::size_t>(kind)] = static_cast<std::uint8_t>(what);
  };
  for (const EventKind kind : {EventKind::Call, EventKind::Return, EventKind::FirstRun, EventKind::SetState,
                               EventKind::SetStatePlain, EventKind::Schedule, EventKind::Resumed,
                               EventKind::TimerExpired, EventKind::WaitQueued, EventKind::WaitLeft,
                               EventKind::Exit, EventKind::Frozen})
    set(kind, kSelf);
  set(EventKind::WakeTookEffect, kTarget);
  set(EventKind::FreezeTask, kTarget);
  set(EventKind::ThawTask, kTarget);
  set(EventKind::Fork, kTarget);
  set(EventKind::LockWanted, kSelf | kLock);
  set(EventKind::LockTaken, kSelf | kLock);
  set(EventKind::LockReleased, kSelf | kLock);
  set(EventKind::ListAddTail, kList);
  set(EventKind::ListDelInit, kList);
  return touches;
}();

template <class Sums>
LaneState most(const Sums& weights, std::uint64_t whole) {
  std::uint64_t known = 0;
  for (const std::uint64_t weight : weights) known += weight;
  std::uint64_t best = weights[0] + (whole > known ? whole - known : 0);
  std::size_t state = 0;
  for (std::size_t at = 1; at < weights.size(); ++at)
    if (weights[at] > best) best = weights[at], state = at;
  return static_cast<LaneState>(state);
}

// While it is measured a lock's lane is in one of three states; to the outside a held lock is Running.
constexpr LaneState kHeld = LaneState::Running, kContended = LaneState::Spinning;

template <class Sums>
std::uint8_t contendedShare(const Sums& weights, std::uint64_t whole) {
  return shareOf(static_cast<double>(weights[static_cast<std::size_t>(kContended)]),
                 static_cast<double>(whole));
}
template <class Sums>
std::uint8_t heldShare(const Sums& weights, std::uint64_t whole) {
  return shareOf(static_cast<double>(weights[static_cast<std::size_t>(kHeld)] +
                                     weights[static_cast<std::size_t>(kContended)]),
                 static_cast<double>(whole));
}
LaneState mostOf(std::uint8_t share) { return share >= 128 ? LaneState::Running : LaneState::None; }

std::uint16_t saturated(std::uint64_t value) {
  return static_cast<std::uint16_t>(std::min<std::uint64_t>(value, 0xffff));
}

}  // namespace

bool hasLane(ObjectId lock) {
  const ObjectInfo& info = infoOf(lock.type());
  if (info.scope != ObjectScope::World && info.scope != ObjectScope::Scenario) return false;
  const int type = static_cast<int>(lock.type());
  const bool inCompletion =
      type > 0 && infoOf(static_cast<ObjectType>(type - 1)).objectClass == ObjectClass::Completion;
  switch (info.objectClass) {
    case ObjectClass::SpinLock: return !inCompletion;
    case ObjectClass::RwLock:
    case ObjectClass::Mutex:
    case ObjectClass::BigKernelLock:
    case ObjectClass::Semaphore: return true;
    default: return false;
  }
}

std::uint16_t laneLeftBy(const ProtocolState& before, const Event& event) {
  if (event.kind != EventKind::Release || event.object.type() != ObjectType::Task) return kNoLane;
  const Task* gone = before.task(event.object.index());
  return gone ? gone->lane : kNoLane;
}

std::size_t LaneMeter::add(const LaneInfo& info) {
  m_infos.push_back(info);
  Live live;
  live.since = m_leafSeq;
  live.sinceNs = m_leafNs;
  m_live.push_back(live);
  auto& lane = m_levels[0].row.lanes.emplace_back();
  lane.reserve(kRowLeaves);
  lane.resize(leaves(0));  // it showed nothing before
  return m_live.size() - 1;
}

// Of a crowd most lanes stay as they are for long: they are left alone, and the leaves that one has missed
// are made when something happens in it, or when somebody wants to see them. Those are all alike.
void LaneMeter::catchUp(std::size_t id) {
  Live& live = m_live[id];
  LodRow& row = m_levels[0].row;
  const std::size_t first = row.lanes[id].size(), end = row.leaves();
  if (first == end) return;
  row.lanes[id].resize(end, leafOf(id, live.sums[0], true, 0, 0));
  rollUp(live, 0, (end - first) * kLeafEvents, row.times[end] - row.times[first]);
  live.since = m_leafSeq;
  live.sinceNs = m_leafNs;
}

const LodRow& LaneMeter::row(int level) {
  for (std::size_t id = 0; level == 0 && id < m_live.size(); ++id) catchUp(id);
  return m_levels[static_cast<std::size_t>(level)].row;
}

LaneMeter::Live& LaneMeter::touch(std::size_t lane) {
  Live& live = m_live[lane];
  if (live.inLeaf) return live;
  catchUp(lane);
  live.inLeaf = true;
  m_inLeaf.push_back(lane);
  return live;
}

void LaneMeter::count(std::size_t lane) {
  ++m_infos[lane].events;
  ++touch(lane).sums[0].events;
}

std::size_t LaneMeter::laneOfTask(std::uint16_t number) {
  if (number < m_ofTask.size() && m_ofTask[number] != ~0u) return m_ofTask[number];
  if (m_ofTask.size() <= number) m_ofTask.resize(number + 1u, ~0u);
  const std::size_t lane = add({LaneKind::Task, number, {}});
  m_ofTask[number] = static_cast<std::uint32_t>(lane);
  return lane;
}

std::size_t LaneMeter::laneOfObject(ObjectId object, LaneKind kind) {
  const auto [at, isNew] = m_ofObject.try_emplace(object.value, static_cast<std::uint32_t>(m_infos.size()));
  if (isNew) add({kind, 0, object});
  return at->second;
}

void LaneMeter::begin(const ProtocolState& initial) {
  *this = LaneMeter();
  m_seq = m_leafSeq = initial.seq;
  for (const Task* task : initial.tasks.sorted()) showTask(*task, initial);
}

void LaneMeter::show(std::size_t lane, LaneState state) {
  if (m_live[lane].state == state) return;
  Live& live = touch(lane);
  const auto at = static_cast<std::size_t>(live.state);
  live.sums[0].steps[at] += m_seq - live.since;
  live.sums[0].ns[at] += m_tNs - live.sinceNs;
  live.since = m_seq;
  live.sinceNs = m_tNs;
  live.state = state;
  live.touched = true;
}

void LaneMeter::showTask(const Task& task, const ProtocolState& state) {
  const std::size_t lane = laneOfTask(task.lane);
  LaneInfo& info = m_infos[lane];
  if (info.task != task.key) info.task = task.key, ++info.tasks;
  show(lane, laneStateOf(task, state));
}

void LaneMeter::deepen(std::size_t lane, std::uint16_t depth) {
  Live& live = touch(lane);
  live.depth = depth;
  live.touched = true;
  live.sums[0].depth = std::max(live.sums[0].depth, depth);
}

void LaneMeter::showLock(const ProtocolState& state, ObjectId object) {
  const Lock* lock = state.lock(object);
  if (lock && !lock->waiters.empty())  // who waits spins or not as the owner comes and goes
    for (const TaskId waiter : lock->waiters)
      if (const Task* task = state.task(waiter)) showTask(*task, state);
  if (!hasLane(object)) return;
  const std::size_t lane = laneOfObject(object, LaneKind::Lock);
  const bool held = lock && lock->owner != kNoTask;
  const bool contended = held && !lock->waiters.empty();
  show(lane, contended ? kContended : held ? kHeld : LaneState::None);
  deepen(lane, contended ? 2 : held ? 1 : 0);
}

void LaneMeter::after(const ProtocolState& state, const Event& event, std::uint16_t emptied) {
  m_seq = state.seq - 1;
  m_tNs = event.tNs;
  if (!m_begun) {
    m_begun = true;
    m_leafNs = event.tNs;
    for (Live& live : m_live) live.sinceNs = event.tNs;
    for (Level& level : m_levels) level.row.times.assign(1, event.tNs);
  }
  const std::uint8_t touches = kTouches[static_cast<std::size_t>(asStored(event).kind)];
  if (const Task* self = state.task(event.task)) {
    count(laneOfTask(self->lane));
    if (touches & kSelf) showTask(*self, state);
  }
  if (emptied != kNoLane) {
    const std::size_t lane = laneOfTask(emptied);
    if (event.object.index() == event.task) count(lane);  // it has released itself: its last event
    show(lane, LaneState::None);
  }
  if (touches <= kSelf) return;
  if (touches & kTarget && event.object.type() == ObjectType::Task)
    if (const Task* target = state.task(event.object.index())) showTask(*target, state);
  if (touches & kLock) showLock(state, event.object);
  if (touches & kList)
    deepen(laneOfObject(event.object, LaneKind::ListDepth), saturated(state.list(event.object).size()));
}

void LaneMeter::endLeaf(Seq seq, std::uint64_t tNs) {
  for (const std::size_t id : m_inLeaf) {
    Live& live = m_live[id];
    if (live.touched) {  // the others showed one state all along, see closeLevel()
      const auto at = static_cast<std::size_t>(live.state);
      live.sums[0].steps[at] += seq - live.since;
      live.sums[0].ns[at] += tNs - live.sinceNs;
    }
    live.since = seq;
    live.sinceNs = tNs;
  }
  m_leafSeq = seq;
  m_leafNs = tNs;
  for (int level = 0; level < kLodLevels && seq % leafEventsOf(level) == 0; ++level) closeLevel(level, tNs);
}

LodLeaf LaneMeter::leafOf(std::size_t id, const Sum& sum, bool whole, Seq steps, std::uint64_t ns) const {
  return m_infos[id].kind == LaneKind::Lock ? lockLeaf(m_live[id], sum, whole, steps, ns)
                                            : taskLeaf(m_live[id], sum, whole, steps, ns);
}

// Gives what a leaf was made of on to the coarser leaf around it, and begins anew.
void LaneMeter::rollUp(Live& live, std::size_t level, Seq steps, std::uint64_t ns) {
  Sum& sum = live.sums[level];
  const bool whole = level == 0 && !live.touched;  // one state filled it, and nothing was summed
  if (level + 1 < kLodLevels) {
    Sum& above = live.sums[level + 1];
    if (whole) {
      above.steps[static_cast<std::size_t>(live.state)] += steps;
      above.ns[static_cast<std::size_t>(live.state)] += ns;
    } else {
      for (std::size_t state = 0; state < kLaneStates; ++state) {
        above.steps[state] += sum.steps[state];
        above.ns[state] += sum.ns[state];
      }
    }
    above.events += sum.events;
    above.depth = std::max(above.depth, sum.depth);
  }
  if (!whole) sum.steps.fill(0), sum.ns.fill(0);
  sum.events = 0;
  sum.depth = live.depth;
}

LodLeaf LaneMeter::taskLeaf(const Live& live, const Sum& sum, bool whole, Seq steps, std::uint64_t ns) {
  LodLeaf leaf;
  leaf.bySteps = whole ? live.state : most(sum.steps, steps);
  leaf.byTime = whole ? live.state : most(sum.ns, ns);
  leaf.events = saturated(sum.events);
  leaf.depth = sum.depth;
  return leaf;
}

LodLeaf LaneMeter::lockLeaf(const Live& live, const Sum& sum, bool whole, Seq steps, std::uint64_t ns) {
  const auto all = [](bool is) { return static_cast<std::uint8_t>(is ? 255 : 0); };
  LodLeaf leaf;
  if (whole) {
    leaf.held.bySteps = leaf.held.byTime = all(live.state != LaneState::None);
    leaf.contended.bySteps = leaf.contended.byTime = all(live.state == kContended);
  } else {
    leaf.held = {heldShare(sum.steps, steps), heldShare(sum.ns, ns)};
    leaf.contended = {contendedShare(sum.steps, steps), contendedShare(sum.ns, ns)};
  }
  leaf.bySteps = mostOf(leaf.held.bySteps);
  leaf.byTime = mostOf(leaf.held.byTime);
  leaf.depth = sum.depth;
  return leaf;
}

void LaneMeter::closeLevel(int at, std::uint64_t tNs) {
  const auto index = static_cast<std::size_t>(at);
  Level& level = m_levels[index];
  const Seq steps = leafEventsOf(at);
  const std::uint64_t ns = tNs - level.row.times.back();
  const std::size_t done = level.row.leaves();
  level.row.lanes.resize(m_live.size());
  const auto close = [&](std::size_t id) {
    Live& live = m_live[id];
    auto& lane = level.row.lanes[id];
    if (lane.size() < done) lane.resize(done);  // a lane that came later showed nothing before
    lane.push_back(leafOf(id, live.sums[index], at == 0 && !live.touched, steps, ns));
    rollUp(live, index, steps, ns);
  };
  if (at == 0) {
    for (const std::size_t id : m_inLeaf) {
      close(id);
      m_live[id].inLeaf = m_live[id].touched = false;
    }
    m_inLeaf.clear();
  } else {
    for (std::size_t id = 0; id < m_live.size(); ++id) {
      catchUp(id);
      close(id);
    }
  }
  level.row.times.push_back(tNs);
  ++level.leaf;
}

void LaneMeter::nextRow(int at) {
  Level& level = m_levels[static_cast<std::size_t>(at)];
  level.leaf0 = level.leaf;
  const std::uint64_t end = level.row.times.empty() ? 0 : level.row.times.back();
  level.row.times.assign(1, end);
  for (auto& lane : level.row.lanes) lane.clear();
}

}  // namespace kts::recordings
