// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/dpor.h"

#include <algorithm>

#include "engine/exploration/hash.h"

namespace kts::engine {

Dpor::Dpor(const ExploreSpec& spec, World& world, Watch& watch)
    : m_spec(spec),
      m_world(world),
      m_watch(watch),
      m_rules(spec),
      m_system(world, [this](TaskId move, const Operation& operation, std::uint32_t requests,
                             const OpenAccesses& open) {
        return m_footprints.numberOf(footprint(move, operation, requests, open));
      }) {
  constexpr std::uint64_t kEnough = 64 << 20;
  keepStatesIn(std::min(kEnough, watch.maxMemory() / 2));
  m_last.fill(-1);
  m_enabler.fill(-1);
}

Footprint Dpor::footprint(TaskId move, const Operation& operation, std::uint32_t requests,
                          const OpenAccesses& open) const {
  return footprintOf(m_world, move, operation, requests, open);
}

ExploreProgress Dpor::covered() const {
  ExploreProgress progress;
  progress.executions = m_executions;
  progress.transitions = m_transitions;
  progress.depth = m_depth;
  progress.waiting = m_events.size();
  progress.bytes = m_system.bytes() + m_frames.capacity() * sizeof(Frame) +
                   m_events.capacity() * sizeof(Event) + m_forms.capacity() * sizeof(m_forms[0]);
  if (!m_pasts.empty()) progress.bytes += m_pasts.size() * (sizeof(EventSet) + m_pasts.back().bytes());
  progress.found = found();
  return progress;
}

std::expected<void, Problem> Dpor::search() {
  if (auto begun = m_system.begin(); !begun) return begun;
  m_frames.emplace_back();
  openFrame(0);
  for (;;) {
    if (!m_watch.goOn([this] { return covered(); })) return {};
    const Frame& frame = m_frames[m_events.size()];
    if (!frame.toTry.empty()) {
      if (auto done = forward(frame.toTry.lowest()); !done) return done;
      if (found()) return {};
    } else if (m_events.empty()) {
      m_whole = true;
      return {};
    } else {
      back();
    }
  }
}

// A new state: whom to try first. Who is about to sleep, for nothing that others do before or after makes a
// difference to that, and asleep it is seen if its wake never comes; else the one who moved last, so that few
// switches are made.
void Dpor::openFrame(Slot last) {
  Frame& frame = m_frames[m_events.size()];
  const TransitionSystem::About& state = m_system[frame.state];
  frame.toTry = {};
  if (state.canMove.empty()) return complete();
  const SlotSet awake = state.canMove.without(frame.sleeping),
                sleepers = state.sleepers.without(frame.sleeping);
  if (!sleepers.empty())
    frame.toTry.insert(sleepers.highest());
  else if (m_everyTask)
    frame.toTry = awake;
  else if (!awake.empty())
    frame.toTry.insert(awake.contains(last) ? last : awake.lowest());
  if (awake.empty()) ++m_blocked;
}

// That step of that state, if it has not been made yet: what came of it.
std::expected<std::optional<Outcome>, Problem> Dpor::know(const Frame& frame, Slot slot) {
  if (m_system.step(m_system.indexOf(frame.state, slot)).to != TransitionSystem::kUnknown)
    return std::nullopt;
  if (m_system.full())
    if (auto again = makePathAgain(); !again) return std::unexpected(again.error());
  auto outcome = m_system.make(frame.state, slot);
  if (!outcome) return std::unexpected(outcome.error());
  return std::move(*outcome);
}

// Of all states nothing is known any more but of those that lead to the present one.
std::expected<void, Problem> Dpor::makePathAgain() {
  if (auto begun = m_system.forget(); !begun) return begun;
  m_frames[0].state = 0;
  for (std::size_t at = 0; at < m_events.size(); ++at) {
    Event& event = m_events[at];
    event.step = m_system.indexOf(m_frames[at].state, event.slot);
    if (m_system.step(event.step).to == TransitionSystem::kUnknown)
      if (auto made = m_system.make(m_frames[at].state, event.slot); !made)
        return std::unexpected(made.error());
    m_frames[at + 1].state = m_system.step(event.step).to;
  }
  m_system.makeRoom();
  return {};
}

std::expected<void, Problem> Dpor::forward(Slot slot) {
  const std::size_t depth = m_events.size();
  if (depth == kMostSteps)
    return std::unexpected(Problem{"dpor follows at most " + std::to_string(kMostSteps) +
                                   " steps: ask for fewer creations, or explore with graph"});
  const Frame& frame = m_frames[depth];
  if (!m_system[frame.state].canMove.contains(slot))
    return std::unexpected(Problem{"dpor would turn round two steps that cannot be: please report this"});
  const auto made = know(frame, slot);
  if (!made) return std::unexpected(made.error());
  ++m_transitions;
  m_depth = std::max(m_depth, static_cast<std::uint32_t>(depth + 1));
  const std::uint32_t index = m_system.indexOf(frame.state, slot);
  const Step& step = m_system.step(index);
  Event event{slot, step.footprint, index, m_last[slot]};
  event.slept = step.slept;
  const bool wrong = *made && (*made)->finding;  // such a step is known to nobody
  if (!wrong) order(event, step);
  m_events.push_back(event);
  if (wrong) return takeFinding(**made);
  m_touching.add(depth, event.footprint);
  m_last[slot] = static_cast<int>(depth);
  for (Slot child = step.tasksBefore; child < step.tasks; ++child) m_last[child] = static_cast<int>(depth);
  if (m_raceKind || (*made && (*made)->lost != kNoTask)) return takeFinding(*made ? **made : Outcome());
  step.awake.forEach([&](Slot task) {
    m_formerEnablers.push_back(std::exchange(m_enabler[task], static_cast<int>(depth)));
  });
  if (m_frames.size() == depth + 1) m_frames.emplace_back();
  m_frames[depth + 1].state = step.to;
  sleepOn(m_frames[depth], event, m_frames[depth + 1]);
  openFrame(slot);
  return {};
}

// The last event leads to it.
std::expected<void, Problem> Dpor::takeFinding(const Outcome& outcome) {
  ++m_executions;
  if (outcome.finding)
    if (auto why = whyNotExplored(*outcome.finding)) return std::unexpected(*why);
  m_way.emplace();
  m_way->steps = stepsOfPath();
  m_way->tail = outcome.finding ? m_world.racedWith() : kNoTask;
  m_way->kind = outcome.finding ? outcome.finding->kind : m_raceKind ? *m_raceKind : kLostWakeup;
  m_way->goesOn = !outcome.finding && !m_raceKind;
  return {};
}

std::vector<TaskId> Dpor::stepsOfPath() const {
  std::vector<TaskId> steps;
  for (const Event& event : m_events) steps.push_back(m_world.chosen(m_system.moveOf(event.slot)));
  return steps;
}

// After a step who slept before it sleeps on, unless the step touches what its own would.
void Dpor::sleepOn(const Frame& from, const Event& event, Frame& to) const {
  to.sleeping = {};
  from.sleeping.forEach([&](Slot slot) {
    const std::uint32_t footprint = from.wouldTouch[slot];
    if (m_footprints.conflict(event.footprint, footprint)) return;
    to.sleeping.insert(slot);
    to.wouldTouch[slot] = footprint;
  });
}

// All that begins with the last event has been tried: from now on its task sleeps where it was made.
void Dpor::back() {
  const Event& event = m_events.back();
  Frame& frame = m_frames[m_events.size() - 1];
  frame.toTry.erase(event.slot);
  frame.sleeping.insert(event.slot);
  frame.wouldTouch[event.slot] = event.footprint;
  m_last[event.slot] = event.before;
  m_system.step(event.step).awake.forEachDown([&](Slot task) {
    m_enabler[task] = m_formerEnablers.back();
    m_formerEnablers.pop_back();
  });
  m_touching.remove(m_events.size() - 1, event.footprint);
  m_events.pop_back();
}

// Nobody can move. Who stands before a lock that is never released would race with its owner, if it could.
void Dpor::complete() {
  ++m_executions;
  if (m_keepForms) m_forms.push_back(form());
  const TransitionSystem::State end = m_frames[m_events.size()].state;
  if (m_system[end].stuck) {
    m_system.putBack(end);
    for (TaskId task = 0; task < m_world.kernel().taskCount(); ++task) {
      const Operation& operation = m_world.nextOperation(task);
      if (operation.kind != OpKind::Lock && operation.kind != OpKind::Inactive) continue;
      Step step;
      step.kind = operation.kind;
      step.object = operation.object;
      Event event{task, m_footprints.numberOf(footprintOfPending(operation)), 0, m_last[task]};
      order(event, step);
    }
  }
  if (m_rules.wants(m_executions)) m_way = m_rules.tryRun(stepsOfPath());
}

// Of each class the same: who made its how manieth step after which others. A schedule() counts as one step,
// where it returns, whether it slept or not.
std::uint64_t Dpor::form() const {
  std::uint64_t all = 0;
  for (std::size_t at = 0; at < m_events.size(); ++at) {
    if (m_events[at].slept) continue;
    std::array<std::uint32_t, SlotSet::kSlots> steps{};  // by slot: how many of those up to this one count
    ++steps[m_events[at].slot];
    for (std::size_t before = 0; before < at; ++before)
      if (m_pasts[at].contains(before) && !m_events[before].slept) ++steps[m_events[before].slot];
    std::uint64_t hash = m_events[at].slot;
    for (const std::uint32_t count : steps) hash = mixed(hash, count);
    all += finished(hash);
  }
  return all;
}

}  // namespace kts::engine
