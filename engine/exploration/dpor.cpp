// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/dpor.h"

#include <algorithm>

#include "engine/exploration/hash.h"

namespace kts::engine {

Dpor::Dpor(const ExploreSpec& spec, World& world, Watch& watch)
    : m_spec(spec), m_world(world), m_watch(watch), m_rules(spec) {
  m_last.fill(-1);
  m_enabler.fill(kNone);
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
  for (const Kept& kept : m_kept) progress.bytes += kept.image.capacity();
  progress.bytes += m_frames.capacity() * sizeof(Frame) + m_events.capacity() * sizeof(Event) +
                    m_forms.capacity() * sizeof(m_forms[0]);
  if (!m_pasts.empty()) progress.bytes += m_pasts.size() * (sizeof(EventSet) + m_pasts.back().bytes());
  progress.found = found();
  return progress;
}

std::expected<void, Problem> Dpor::search() {
  m_frames.emplace_back();
  openFrame(kNoTask);
  for (;;) {
    if (!m_watch.goOn([this] { return covered(); })) return {};
    const Frame& frame = m_frames[m_events.size()];
    if (!frame.toTry.empty()) {
      const TaskId move = frame.toTry.nth(0);
      if (auto ready = prepare(move); !ready) return ready;
      const Outcome outcome = stepOf(m_world, move);
      if (auto done = forward(outcome); !done) return done;
      if (found()) return {};
    } else if (m_events.empty()) {
      m_whole = true;
      return {};
    } else {
      back();
    }
  }
}

// The world has come to a new state: whom to try first. Who is about to sleep, for nothing that others do
// before or after makes a difference to that, and asleep it is seen if its wake never comes; else the one who
// moved last, so that few switches are made.
void Dpor::openFrame(TaskId last) {
  const std::size_t depth = m_events.size();
  if (m_keptCount == 0 || depth - m_kept[m_keptCount - 1].depth >= kNewSteps) keepState();
  Frame& frame = m_frames[depth];
  frame.fresh = true;
  frame.toTry = {}, frame.announced = {};
  if (m_world.canMove().empty()) return complete();
  const TaskSet announced = depth > 0 ? m_frames[depth - 1].announced : TaskSet();
  const TaskId owner = m_world.ownerOf(last);
  TaskId first = kNoTask, sleeper = kNoTask;
  m_world.canMove().forEach([&](TaskId move) {
    bool sleeps = false;  // it will, before somebody wakes it
    const bool could = m_before.canMove.contains(move);
    // Nobody but a task itself says that it will sleep.
    if (!m_world.isStore(move) && (move == owner || announced.contains(move) || !could)) {
      const task_struct& task = m_world.kernel().task(move);
      const std::uint32_t word = task.word.peek();
      const bool says = task_word::isSleepState(word);
      if (says) frame.announced.insert(move);
      if (!could || (!says && move != owner)) enable(move);
      sleeps = says && task.op.kind == OpKind::Schedule && !task_word::isInterrupted(word);
    }
    if (frame.sleeping.contains(move)) return;
    if (m_everyTask) frame.toTry.insert(move);
    if (first == kNoTask || move == last) first = move;
    if (sleeps) sleeper = move;
  });
  if (sleeper != kNoTask) frame.toTry = {}, first = sleeper;
  if (first != kNoTask)
    frame.toTry.insert(first);
  else
    ++m_blocked;
}

void Dpor::enable(TaskId task) {
  if (m_events.empty()) return;  // it could move from the beginning
  m_enablings.push_back({task, std::exchange(m_enabler[task], m_events.size() - 1)});
  ++m_events.back().enables;
}

void Dpor::keepState() {
  if (m_kept.size() == m_keptCount) m_kept.emplace_back();
  Kept& kept = m_kept[m_keptCount++];
  kept.depth = m_events.size();
  m_world.save(kept.image);
}

void Dpor::goBackTo(std::size_t depth) {
  while (m_kept[m_keptCount - 1].depth > depth) --m_keptCount;
  const Kept& kept = m_kept[m_keptCount - 1];
  m_world.restore(kept.image);
  for (std::size_t at = kept.depth; at < depth; ++at) m_world.step(m_events[at].task);
  if (depth - kept.depth >= kStepsAgain) keepState();
}

namespace {
std::optional<Problem> whyNotFollowed(OpKind kind) {
  if (kind == OpKind::Freeze || kind == OpKind::Yield)
    return Problem{"dpor does not follow the freezer: explore with graph"};
  if (kind == OpKind::Children || kind == OpKind::CountActive)
    return Problem{"dpor does not follow who walks all tasks: explore with graph"};
  return {};
}
}  // namespace

// The world stands where that move is to be made.
std::expected<void, Problem> Dpor::prepare(TaskId move) {
  const std::size_t depth = m_events.size();
  if (depth == kMostSteps)
    return std::unexpected(Problem{"dpor follows at most " + std::to_string(kMostSteps) +
                                   " steps: ask for fewer creations, or explore with graph"});
  if (!std::exchange(m_frames[depth].fresh, false)) goBackTo(depth);
  if (!m_world.canMove().contains(move))
    return std::unexpected(Problem{"dpor would turn round two steps that cannot be: please report this"});
  m_before.move = move;
  m_before.operation = m_world.isStore(move) ? Operation() : m_world.nextOperation(move);
  if (auto why = whyNotFollowed(m_before.operation.kind)) return std::unexpected(*why);
  const TaskId owner = m_world.ownerOf(move);
  m_before.requests = m_world.kernel().requestCount();
  m_before.tasks = m_world.kernel().taskCount();
  m_before.stores = m_world.storesWaiting(owner);
  m_before.canMove = m_world.canMove();
  if (m_before.operation.kind == OpKind::Access) m_before.open = m_world.openAccesses(owner);
  return {};
}

// The step that was made just now.
Dpor::Event Dpor::lastEvent() {
  const auto& [move, operation, requests, tasks, stores, canMove, open] = m_before;
  const std::uint32_t number = m_footprints.numberOf(footprint(move, operation, requests, open));
  Event event{move, operation.kind, operation.object, m_last[slotOf(move)], number};
  if (m_world.buffersStores()) {
    event.stores =
        static_cast<int>(m_world.storesWaiting(m_world.ownerOf(move))) - static_cast<int>(stores);
    event.fence = !m_world.isStore(move) && Kernel::isFence(operation);
    if (m_world.reached().kind == OpKind::Unlock) event.releases = m_world.reached().object;
  } else if (operation.kind == OpKind::Unlock) {
    event.releases = operation.object;
  }
  event.slept = operation.kind == OpKind::Schedule && m_world.nextOperation(move).kind == OpKind::Resume;
  return event;
}

std::expected<void, Problem> Dpor::forward(const Outcome& outcome) {
  ++m_transitions;
  const std::size_t depth = m_events.size();
  const std::uint32_t most = m_world.buffersStores() ? kMostTasks / 2 : kMostTasks;
  const std::uint32_t tasks = m_world.kernel().taskCount();
  if (tasks > most)
    return std::unexpected(Problem{"dpor follows at most " + std::to_string(most) +
                                   " tasks: ask for fewer, or explore with graph"});
  Event made = lastEvent();
  m_raceKind.reset();
  order(made);
  m_events.push_back(made);
  const Event& event = m_events.back();
  m_touching.add(depth, event.footprint);
  m_depth = std::max(m_depth, static_cast<std::uint32_t>(m_events.size()));
  m_last[slotOf(event.task)] = static_cast<int>(depth);
  for (TaskId child = m_before.tasks; child < tasks; ++child) m_last[child] = static_cast<int>(depth);
  if (outcome.finding || m_raceKind || outcome.lost != kNoTask) return takeFinding(outcome);
  if (m_world.hasTimers())
    return std::unexpected(Problem{"dpor does not follow who sleeps for a time: explore with graph"});
  if (m_frames.size() == depth + 1) m_frames.emplace_back();
  sleepOn(m_frames[depth], event, m_frames[depth + 1]);
  openFrame(event.task);
  return {};
}

std::expected<void, Problem> Dpor::takeFinding(const Outcome& outcome) {
  ++m_executions;
  if (outcome.finding)
    if (auto why = whyNotExplored(*outcome.finding)) return std::unexpected(*why);
  m_way.emplace();
  for (const Event& event : m_events) m_way->steps.push_back(m_world.chosen(event.task));
  m_way->tail = outcome.finding ? m_world.racedWith() : kNoTask;
  m_way->kind = outcome.finding ? outcome.finding->kind : m_raceKind ? *m_raceKind : kLostWakeup;
  m_way->goesOn = !outcome.finding && !m_raceKind;
  return {};
}

// After a step who slept before it sleeps on, unless the step touches what its own would.
void Dpor::sleepOn(const Frame& from, const Event& event, Frame& to) const {
  to.sleeping = {};
  from.sleeping.forEach([&](TaskId task) {
    const std::uint32_t footprint = from.wouldTouch[slotOf(task)];
    if (m_footprints.conflict(event.footprint, footprint)) return;
    to.sleeping.insert(task);
    to.wouldTouch[slotOf(task)] = footprint;
  });
}

// All that begins with the last event has been tried: from now on its task sleeps where it was made.
void Dpor::back() {
  const Event& event = m_events.back();
  Frame& frame = m_frames[m_events.size() - 1];
  frame.toTry.erase(event.task);
  frame.sleeping.insert(event.task);
  frame.wouldTouch[slotOf(event.task)] = event.footprint;
  m_last[slotOf(event.task)] = event.before;
  for (std::uint32_t left = event.enables; left > 0; --left) {
    m_enabler[m_enablings.back().task] = m_enablings.back().former;
    m_enablings.pop_back();
  }
  m_touching.remove(m_events.size() - 1, event.footprint);
  m_events.pop_back();
}

// Nobody can move. Who stands before a lock that is never released would race with its owner, if it could.
void Dpor::complete() {
  ++m_executions;
  if (m_keepForms) m_forms.push_back(form());
  for (TaskId task = 0; task < m_world.kernel().taskCount(); ++task) {
    const Operation& operation = m_world.nextOperation(task);
    if (operation.kind != OpKind::Lock && operation.kind != OpKind::Inactive) continue;
    const std::uint32_t number = m_footprints.numberOf(footprintOfPending(operation));
    Event event{task, operation.kind, operation.object, m_last[task], number};
    order(event);
  }
  if (!m_rules.wants(m_executions)) return;
  std::vector<TaskId> steps;
  for (const Event& event : m_events) steps.push_back(m_world.chosen(event.task));
  m_way = m_rules.tryRun(steps);
}

// Of each class the same: who made its how manieth step after which others. A schedule() counts as one step,
// where it returns, whether it slept or not.
std::uint64_t Dpor::form() const {
  std::uint64_t all = 0;
  for (std::size_t at = 0; at < m_events.size(); ++at) {
    if (m_events[at].slept) continue;
    std::array<std::uint32_t, kMostTasks> steps{};  // by slot: how many of those up to this one count
    ++steps[slotOf(m_events[at].task)];
    for (std::size_t before = 0; before < at; ++before)
      if (m_pasts[at].contains(before) && !m_events[before].slept) ++steps[slotOf(m_events[before].task)];
    std::uint64_t hash = m_events[at].task;
    for (const std::uint32_t count : steps) hash = mixed(hash, count);
    all += finished(hash);
  }
  return all;
}

}  // namespace kts::engine
