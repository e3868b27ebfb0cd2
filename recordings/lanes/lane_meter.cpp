// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/lanes/lane_meter.h"

#include <algorithm>
#include <bit>

namespace kts::recordings {

namespace {

// What an event of a kind can change in the picture, so that the others cost nothing.
enum : std::uint8_t {
  kSelf = 1,
  kOutermost = 2,  // the task itself comes into the kernel or leaves it
  kTarget = 4,
  kLock = 8,
  kWaiters = 16,  // who waits for a lock spins or not as the owner comes and goes
  kList = 32,
  kQueue = 64,  // of a completion
  kFrame = 128  // is gone, with the completions in it
};
constexpr std::array<std::uint8_t, 256> kTouches = [] {
  std::array<std::uint8_t, 256> touches{};
  const auto set = [&](EventKind kind, int what) {
    touches[static_cast<std::size_t>(kind)] = static_cast<std::uint8_t>(what);
  };
  for (const EventKind kind :
       {EventKind::FirstRun, EventKind::SetState, EventKind::SetStatePlain, EventKind::Schedule,
        EventKind::Resumed, EventKind::TimerExpired, EventKind::Exit, EventKind::Frozen})
    set(kind, kSelf);
  set(EventKind::Call, kOutermost);
  set(EventKind::Return, kOutermost);
  set(EventKind::WakeTookEffect, kTarget);
  set(EventKind::FreezeTask, kTarget);
  set(EventKind::ThawTask, kTarget);
  set(EventKind::Fork, kTarget);
  set(EventKind::LockWanted, kSelf | kLock);
  set(EventKind::LockTaken, kSelf | kLock | kWaiters);
  set(EventKind::LockReleased, kLock | kWaiters);
  set(EventKind::ListAddTail, kList);
  set(EventKind::ListDelInit, kList);
  set(EventKind::WaitQueued, kQueue);
  set(EventKind::WaitLeft, kQueue);
  set(EventKind::FrameDead, kFrame);
  set(EventKind::Release, kFrame);
  return touches;
}();

// The state that had most, of those whose bits are set.
LaneState most(const std::array<std::uint64_t, kLaneStates>& weights, std::uint32_t shown) {
  std::uint64_t best = 0;
  int state = 0;
  for (; shown; shown &= shown - 1) {
    const int at = std::countr_zero(shown);
    if (weights[static_cast<std::size_t>(at)] > best)
      best = weights[static_cast<std::size_t>(at)], state = at;
  }
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

bool hasLane(ObjectType lock) {
  const ObjectInfo& info = infoOf(lock);
  if (info.scope != ObjectScope::World && info.scope != ObjectScope::Scenario) return false;
  const int type = static_cast<int>(lock);
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

}  // namespace

bool hasLane(ObjectId lock) {
  static const auto kHave = [] {
    std::array<bool, 256> have{};
    for (int type = 0; type < kObjectTypes; ++type)
      have[static_cast<std::size_t>(type)] = hasLane(static_cast<ObjectType>(type));
    return have;
  }();
  return kHave[static_cast<std::size_t>(lock.type())];
}

std::uint16_t laneLeftBy(const ProtocolState& before, const Event& event) {
  if (event.kind != EventKind::Release || event.object.type() != ObjectType::Task) return kNoLane;
  const Task* gone = before.task(event.object.index());
  return gone ? gone->lane : kNoLane;
}

void LaneMeter::Sum::add(LaneState state, std::uint64_t forSteps, std::uint64_t forNs) {
  const auto at = static_cast<std::size_t>(state);
  steps[at] += forSteps;
  ns[at] += forNs;
  shown |= 1u << at;
}

std::size_t LaneMeter::add(const LaneInfo& info) {
  m_infos.push_back(info);
  Live live;
  live.since = m_leafSeq;
  live.sinceNs = m_leafNs;
  m_live.push_back(live);
  // It showed nothing before: in each leaf around it, up to where the finer leaf begins that rolls up.
  auto& sums = m_sums.emplace_back();
  for (std::size_t level = 1; m_begun && level < kLodLevels; ++level)
    sums[level].add(LaneState::None,
                    m_leafSeq % leafEventsOf(static_cast<int>(level)) -
                        m_leafSeq % leafEventsOf(static_cast<int>(level) - 1),
                    m_levels[level - 1].row.times.back() - m_levels[level].row.times.back());
  auto& lane = m_levels[0].row.lanes.emplace_back();
  lane.reserve(kRowLeaves);
  lane.resize(leaves(0));
  return m_live.size() - 1;
}

// Of a crowd most lanes stay as they are for long: they are left alone, and the leaves that one has missed
// are made when something happens in it, or when somebody wants to see them. Those are all alike.
void LaneMeter::catchUp(std::size_t id) {
  Live& live = m_live[id];
  LodRow& row = m_levels[0].row;
  const std::size_t first = row.lanes[id].size(), end = row.leaves();
  if (first == end) return;
  Sum& sum = m_sums[id][0];
  row.lanes[id].resize(end, leafOf(id, sum, true, 0, 0));
  sum.add(live.state, (end - first) * kLeafEvents, row.times[end] - row.times[first]);
  rollUp(id, 0);
  live.since = m_leafSeq;
  live.sinceNs = m_leafNs;
}

const LodRow& LaneMeter::row(int level) {
  for (std::size_t id = 0; level == 0 && id < m_live.size(); ++id) catchUp(id);
  return m_levels[static_cast<std::size_t>(level)].row;
}

void LaneMeter::enter(std::size_t lane) {
  catchUp(lane);
  m_live[lane].inLeaf = true;
  m_inLeaf.push_back(lane);
}

inline LaneMeter::Live& LaneMeter::touch(std::size_t lane) {
  if (!m_live[lane].inLeaf) enter(lane);
  return m_live[lane];
}

inline void LaneMeter::count(std::size_t lane) {
  ++m_infos[lane].events;
  ++touch(lane).events;
}

inline std::size_t LaneMeter::laneOfTask(std::uint16_t number) {
  if (number >= m_ofTask.size()) m_ofTask.resize(number + 1u, ~0u);
  if (m_ofTask[number] == ~0u)
    m_ofTask[number] = static_cast<std::uint32_t>(add({LaneKind::Task, number, {}}));
  return m_ofTask[number];
}

std::size_t LaneMeter::laneOfObject(ObjectId object, LaneKind kind) {
  for (const auto& [known, lane] : m_ofObject)
    if (known == object) return lane;
  return m_ofObject.emplace_back(object, add({kind, 0, object})).second;
}

void LaneMeter::begin(const ProtocolState& initial) {
  *this = LaneMeter();
  m_seq = m_leafSeq = initial.seq;
  for (const Task* task : initial.tasks.sorted()) showTask(*task, initial);
  for (std::size_t type = 0; type < initial.waiting.size(); ++type)
    if (initial.waiting[type] > 0) showWaiting(initial, static_cast<ObjectType>(type));
}

void LaneMeter::show(std::size_t lane, LaneState state) {
  if (m_live[lane].state == state) return;
  Live& live = touch(lane);
  m_sums[lane][0].add(live.state, m_seq - live.since, m_tNs - live.sinceNs);
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
  if (m_live[lane].depth == depth) return;
  Live& live = touch(lane);
  live.depth = depth;
  live.touched = true;
  m_sums[lane][0].depth = std::max(m_sums[lane][0].depth, depth);
}

void LaneMeter::showWaiters(const ProtocolState& state, ObjectId object) {
  const Lock* lock = state.lock(object);
  if (!lock) return;
  for (const TaskId waiter : lock->waiters)
    if (const Task* task = state.task(waiter)) showTask(*task, state);
}

void LaneMeter::showLock(const ProtocolState& state, ObjectId object) {
  const Lock* lock = state.lock(object);
  const std::size_t lane = laneOfObject(object, LaneKind::Lock);
  const bool held = lock && lock->owner != kNoTask;
  const bool contended = held && !lock->waiters.empty();
  show(lane, contended ? kContended : held ? kHeld : LaneState::None);
  deepen(lane, contended ? 2 : held ? 1 : 0);
}

void LaneMeter::showWaiting(const ProtocolState& state, ObjectType completion) {
  deepen(laneOfObject(ObjectId(completion), LaneKind::Completion),
         state.waiting[static_cast<std::size_t>(completion)]);
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
  const bool drained = event.kind == EventKind::StoreDrained;
  const std::uint8_t touches =
      kTouches[static_cast<std::size_t>(drained ? asStored(event).kind : event.kind)];
  if (const Task* self = state.task(event.task)) {
    count(laneOfTask(self->lane));
    if (touches & kSelf || (touches & kOutermost && self->calls <= 1)) showTask(*self, state);
  }
  if (emptied != kNoLane) {
    const std::size_t lane = laneOfTask(emptied);
    if (event.object.index() == event.task) count(lane);  // it has released itself: its last event
    show(lane, LaneState::None);
  }
  if (touches < kTarget) return;
  if (touches & kTarget && event.object.type() == ObjectType::Task)
    if (const Task* target = state.task(event.object.index())) showTask(*target, state);
  if (touches & kWaiters) showWaiters(state, event.object);
  if (touches & kLock && hasLane(event.object)) showLock(state, event.object);
  if (touches & kList)
    deepen(laneOfObject(event.object, LaneKind::ListDepth), saturated(state.list(event.object).size()));
  if (touches & kQueue) showWaiting(state, event.object.type());
  if (touches & kFrame)  // whoever still waited for what was in it
    for (const auto& [object, lane] : m_ofObject)
      if (m_infos[lane].kind == LaneKind::Completion) showWaiting(state, object.type());
}

void LaneMeter::endLeaf(Seq seq, std::uint64_t tNs) {
  closeFinest(seq, tNs);
  m_leafSeq = seq;
  m_leafNs = tNs;
  for (int level = 1; level < kLodLevels && seq % leafEventsOf(level) == 0; ++level) closeLevel(level, tNs);
}

LodLeaf LaneMeter::leafOf(std::size_t id, const Sum& sum, bool whole, Seq steps, std::uint64_t ns) const {
  return m_infos[id].kind == LaneKind::Lock ? lockLeaf(m_live[id], sum, whole, steps, ns)
                                            : taskLeaf(m_live[id], sum, whole);
}

// Gives what a leaf was made of on to the coarser leaf around it, and begins anew.
void LaneMeter::rollUp(std::size_t id, std::size_t level) {
  Sum& sum = m_sums[id][level];
  Sum* above = level + 1 < kLodLevels ? &m_sums[id][level + 1] : nullptr;
  for (std::uint32_t left = sum.shown; left; left &= left - 1) {
    const auto state = static_cast<std::size_t>(std::countr_zero(left));
    if (above) above->add(static_cast<LaneState>(state), sum.steps[state], sum.ns[state]);
    sum.steps[state] = sum.ns[state] = 0;
  }
  if (above) {
    above->events += sum.events;
    above->depth = std::max(above->depth, sum.depth);
  }
  sum.shown = sum.events = 0;
  sum.depth = m_live[id].depth;
}

// `whole`: one state filled it, even if no time went by.
LodLeaf LaneMeter::taskLeaf(const Live& live, const Sum& sum, bool whole) {
  LodLeaf leaf;
  leaf.bySteps = whole ? live.state : most(sum.steps, sum.shown);
  leaf.byTime = whole ? live.state : most(sum.ns, sum.shown);
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

// Leaves are made of the lanes in which something happened; the others catch up later.
void LaneMeter::closeFinest(Seq seq, std::uint64_t tNs) {
  Level& level = m_levels[0];
  const std::uint64_t ns = tNs - m_leafNs;
  for (const std::size_t id : m_inLeaf) {
    Live& live = m_live[id];
    Sum& sum = m_sums[id][0];
    sum.add(live.state, seq - live.since, tNs - live.sinceNs);
    sum.events = live.events;
    level.row.lanes[id].push_back(leafOf(id, sum, !live.touched, kLeafEvents, ns));
    rollUp(id, 0);
    live.since = seq;
    live.sinceNs = tNs;
    live.events = 0;
    live.inLeaf = live.touched = false;
  }
  m_inLeaf.clear();
  level.row.times.push_back(tNs);
  ++level.leaf;
}

void LaneMeter::closeLevel(int at, std::uint64_t tNs) {
  const auto index = static_cast<std::size_t>(at);
  Level& level = m_levels[index];
  const Seq steps = leafEventsOf(at);
  const std::uint64_t ns = tNs - level.row.times.back();
  const std::size_t done = level.row.leaves();
  level.row.lanes.resize(m_live.size());
  for (std::size_t id = 0; id < m_live.size(); ++id) {
    catchUp(id);
    auto& lane = level.row.lanes[id];
    if (lane.size() < done) lane.resize(done);  // a lane that came later showed nothing before
    lane.push_back(leafOf(id, m_sums[id][index], false, steps, ns));
    rollUp(id, index);
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
