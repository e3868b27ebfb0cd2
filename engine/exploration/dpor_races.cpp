// SPDX-License-Identifier: GPL-2.0-or-later
// Which steps of a run come before which, which of them race, and what has to be tried because of that.
#include <algorithm>
#include <bit>
#include <deque>

#include "engine/exploration/dpor.h"

namespace kts::engine {

// From the latest event back: one that touches the same, and is not known to come before by way of a later
// one, comes before directly. The two race.
void Dpor::order(Event& event, const Step& step) {
  const std::size_t place = m_events.size();
  if (m_pasts.size() == place) m_pasts.emplace_back();
  EventSet& past = m_pasts[place];
  past.begin(place);
  const auto comesAfter = [&](std::size_t at) {
    past.insert(m_pasts[at]);
    past.insert(at);
  };
  m_raceKind.reset();
  if (m_world.buffersStores()) event.waitsFor = whatItWaitsFor(event, step.fence);
  for (const int own : {event.before, event.waitsFor})
    if (own >= 0) comesAfter(static_cast<std::size_t>(own));
  // What let this task move again is why it can make the step at all: never the other way round.
  const bool waits =
      step.kind == OpKind::Resume || step.kind == OpKind::Schedule || step.kind == OpKind::Inactive;
  const auto enabler = static_cast<std::size_t>(waits ? m_enabler[event.slot] : -1);
  const auto lookAt = [&](std::size_t at) {
    const Event& other = m_events[at];
    if (at != enabler && !m_footprints.conflict(event.footprint, other.footprint)) return;
    if (step.kind == OpKind::Lock && m_system.step(other.step).releases == step.object)
      lookAtLock(event, step, at, past);
    else if (at != enabler)
      race(at, event);
    const auto kind = raceKindOf(m_footprints[other.footprint], m_footprints[event.footprint]);
    if (!kind.empty()) m_raceKind = kind;
    comesAfter(at);
  };
  for (std::size_t block = past.blocks(); block-- > 0;) {
    if (~past.block(block) == 0) continue;
    std::uint64_t few = m_touching.meeting(event.footprint, block);
    if (enabler / EventSet::kBlock == block) few |= 1ull << enabler % EventSet::kBlock;
    while ((few &= ~past.block(block)) != 0) {
      const auto highest = static_cast<std::size_t>(63 - std::countl_zero(few));
      few &= ~(1ull << highest);
      lookAt(block * EventSet::kBlock + highest);
    }
  }
}

// A store leaves its buffer after it came there, and a fence is passed after every store has left: never the
// other way round. The store's place; -1 for other events, or when there was no store.
int Dpor::whatItWaitsFor(const Event& event, bool fence) const {
  const TaskId owner = m_system.ownerOf(event.slot);
  const Slot drain = m_system.storesOf(owner);
  if (!m_system.isStore(event.slot)) return fence ? m_last[drain] : -1;
  std::deque<std::size_t> waiting;
  for (std::size_t at = 0; at < m_events.size(); ++at) {
    if (m_system.ownerOf(m_events[at].slot) != owner) continue;
    const int stores = m_system.step(m_events[at].step).stores;
    for (int more = 0; more < stores; ++more) waiting.push_back(at);
    for (int fewer = stores; fewer < 0; ++fewer) waiting.pop_front();
  }
  return static_cast<int>(waiting.front());
}

// A lock is taken after it was released: that cannot be turned round. But it could have been taken before its
// last owner took it, if nothing else speaks against it.
void Dpor::lookAtLock(const Event& event, const Step& step, std::size_t release, const EventSet& past) {
  const TaskId owner = m_system.ownerOf(m_events[release].slot);
  for (std::size_t at = release; at-- > 0;) {
    if (m_events[at].slot != owner) continue;
    const Step& taken = m_system.step(m_events[at].step);
    if (taken.kind != OpKind::Lock || taken.object != step.object) continue;
    if (!past.contains(at)) race(at, event);
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
  const SlotSet initials = initialsWithout(first, second);
  if (initials.meets(frame.toTry) || initials.meets(frame.sleeping)) return;
  frame.toTry.insert(initials.contains(second.slot) ? second.slot : initials.lowest());
}

// The tasks with which that order can begin: whose first event comes after no other of it.
SlotSet Dpor::initialsWithout(std::size_t first, const Event& second) {
  SlotSet seen, initials;
  const std::size_t count = m_events.size();
  bool after = false;  // `second` comes after one of these
  m_between.begin(count);
  for (std::size_t at = first + 1; at < count; ++at) {
    const EventSet& past = m_pasts[at];
    if (past.contains(first)) continue;
    const Event& event = m_events[at];
    if (!seen.contains(event.slot) && !past.meets(m_between)) initials.insert(event.slot);
    seen.insert(event.slot);
    m_between.insert(at);
    after = after || m_footprints.conflict(second.footprint, event.footprint);
  }
  for (const int own : {second.before, second.waitsFor}) {
    if (own < 0) continue;
    const auto at = static_cast<std::size_t>(own);
    after = after || m_between.contains(at) || m_between.meets(m_pasts[at]);
  }
  if (!seen.contains(second.slot) && !after) initials.insert(second.slot);
  return initials;
}

}  // namespace kts::engine
