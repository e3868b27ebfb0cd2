// SPDX-License-Identifier: GPL-2.0-or-later
// Which steps of a run come before which, which of them race, and what has to be tried because of that.
#include <algorithm>
#include <bit>
#include <deque>

#include "engine/exploration/dpor.h"

namespace kts::engine {

namespace {

void join(auto& clock, const auto& with) {
  for (std::size_t at = 0; at < clock.size(); ++at) clock[at] = std::max(clock[at], with[at]);
}

template <class F>
void eachBit(std::uint64_t bits, F&& call) {
  for (; bits != 0; bits &= bits - 1) call(static_cast<std::size_t>(std::countr_zero(bits)));
}

}  // namespace

void Dpor::Digest::add(std::size_t event, const Footprint& footprint) {
  if (m_blocks.size() <= event / kBlock) m_blocks.resize(event / kBlock + 1);
  Block& block = m_blocks[event / kBlock];
  const std::uint64_t self = 1ull << event % kBlock;
  eachBit(footprint.touched(), [&](std::size_t bit) { block.touched[bit] |= self; });
  eachBit(footprint.written(), [&](std::size_t bit) { block.written[bit] |= self; });
}

void Dpor::Digest::remove(std::size_t event, const Footprint& footprint) {
  Block& block = m_blocks[event / kBlock];
  const std::uint64_t others = ~(1ull << event % kBlock);
  eachBit(footprint.touched(), [&](std::size_t bit) { block.touched[bit] &= others; });
  eachBit(footprint.written(), [&](std::size_t bit) { block.written[bit] &= others; });
}

std::uint64_t Dpor::Digest::meeting(const Footprint& with, std::size_t block) const {
  std::uint64_t meeting = 0;
  eachBit(with.touched(), [&](std::size_t bit) { meeting |= m_blocks[block].written[bit]; });
  eachBit(with.written(), [&](std::size_t bit) { meeting |= m_blocks[block].touched[bit]; });
  return meeting;
}

std::size_t Dpor::lastToEnable(TaskId task) const {
  for (std::size_t at = m_events.size(); at-- > 0;)
    if (m_events[at].enabled.contains(task)) return at;
  return kNone;
}

// From the latest event back: one that touches the same, and is not known to come before by way of a later
// one, comes before directly. The two race.
void Dpor::order(Event& event) {
  const Event* before = event.before >= 0 ? &m_events[static_cast<std::size_t>(event.before)] : nullptr;
  Clock clock{};
  if (before) clock = before->clock;
  const bool first = !before || before->task != event.task;
  event.number = first ? 1 : static_cast<std::int16_t>(before->number + 1);
  if (m_world.buffersStores())
    if (const Event* waitedFor = whatItWaitsFor(event)) join(clock, waitedFor->clock);
  event.clock = clock;  // of what its own task did before it: what race() asks for
  // What let this task move again is why it can make the step at all: never the other way round.
  const bool waits =
      event.kind == OpKind::Resume || event.kind == OpKind::Schedule || event.kind == OpKind::Inactive;
  const std::size_t enabler = waits ? lastToEnable(event.task) : kNone;
  const Footprint& touched = m_footprints[event.footprint];
  const auto lookAt = [&](std::size_t at) {
    const Event& other = m_events[at];
    if (other.task == event.task || comesBefore(other, clock)) return;
    if (at != enabler && !m_footprints.conflict(event.footprint, other.footprint)) return;
    if (event.kind == OpKind::Lock && other.releases == event.object)
      lookAtLock(event, at, clock);
    else if (at != enabler)
      race(at, event);
    const auto kind = raceKindOf(m_footprints[other.footprint], touched);
    if (!kind.empty()) m_raceKind = kind;
    join(clock, other.clock);
  };
  // Few of all before touch the same: which may, a bit each, is found out for many at once.
  for (std::size_t block = (m_events.size() + Digest::kBlock - 1) / Digest::kBlock; block-- > 0;) {
    std::uint64_t few = m_digest.meeting(touched, block);
    if (enabler / Digest::kBlock == block) few |= 1ull << enabler % Digest::kBlock;
    while (few != 0) {
      const auto highest = static_cast<std::size_t>(63 - std::countl_zero(few));
      few &= ~(1ull << highest);
      lookAt(block * Digest::kBlock + highest);
    }
  }
  event.clock = clock;
  event.clock[slotOf(event.task)] = event.number;
}

// A store leaves its buffer after it came there, and a fence is passed after every store has left: never the
// other way round. Nothing for other events, or when there was no store.
const Dpor::Event* Dpor::whatItWaitsFor(const Event& event) const {
  const auto eventAt = [&](int at) { return at < 0 ? nullptr : &m_events[static_cast<std::size_t>(at)]; };
  const TaskId owner = m_world.ownerOf(event.task), drain = World::kBeside + owner;
  if (!m_world.isStore(event.task)) return event.fence ? eventAt(m_last[slotOf(drain)]) : nullptr;
  std::deque<const Event*> waiting;
  for (const Event& other : m_events) {
    if (other.task != owner && other.task != drain) continue;
    for (int more = 0; more < other.stores; ++more) waiting.push_back(&other);
    for (int fewer = other.stores; fewer < 0; ++fewer) waiting.pop_front();
  }
  return waiting.front();
}

// A lock is taken after it was released: that cannot be turned round. But it could have been taken before its
// last owner took it, if nothing else speaks against it.
void Dpor::lookAtLock(const Event& event, std::size_t release, const Clock& clock) {
  for (std::size_t at = release; at-- > 0;) {
    const Event& taken = m_events[at];
    if (taken.task != m_world.ownerOf(m_events[release].task) || taken.kind != OpKind::Lock ||
        taken.object != event.object)
      continue;
    if (!comesBefore(taken, clock)) race(at, event);
    return;
  }
}

// The order in which `second` is made without the event at `first`: what is between and does not come after
// that one, then `second`. It is tried already if one of the tasks that it can begin with is, or sleeps.
// (That somebody sleeps who touches nothing of it is not enough: what comes next may, and has to be tried
// first.)
void Dpor::race(std::size_t first, const Event& second) {
  if (m_everyTask) return;
  Frame& frame = m_frames[first];
  m_between.clear();
  for (std::size_t at = first + 1; at < m_events.size(); ++at)
    if (!comesBefore(m_events[first], m_events[at].clock)) m_between.push_back(&m_events[at]);
  const TaskSet initials = initialsOf(m_between, second);
  std::optional<TaskId> chosen;
  bool known = false;
  initials.forEach([&](TaskId task) {
    known = known || frame.toTry.contains(task) || frame.sleeping.contains(task);
    if (!chosen || task == second.task) chosen = task;
  });
  if (known) return;
  frame.toTry.insert(*chosen);
}

// The tasks whose first event comes after no other of these.
TaskSet Dpor::initialsOf(const std::vector<const Event*>& events, const Event& last) const {
  TaskSet seen, initials;
  for (std::size_t at = 0; at < events.size(); ++at) {
    const Event& event = *events[at];
    if (seen.contains(event.task)) continue;
    seen.insert(event.task);
    const bool after = std::any_of(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(at),
                                   [&](const Event* other) { return comesBefore(*other, event.clock); });
    if (!after) initials.insert(event.task);
  }
  if (seen.contains(last.task)) return initials;
  const bool after = std::any_of(events.begin(), events.end(), [&](const Event* other) {
    return comesBefore(*other, last.clock) || m_footprints.conflict(last.footprint, other->footprint);
  });
  if (!after) initials.insert(last.task);
  return initials;
}

}  // namespace kts::engine
