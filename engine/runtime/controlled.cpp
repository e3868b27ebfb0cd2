// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/runtime/controlled.h"

#include <algorithm>

namespace kts::engine {

namespace {
constexpr std::size_t kBatch = 1024;
}  // namespace

void Controlled::setUp(Kernel& kernel, Scheduler& scheduler, EventSink* sink, std::uint64_t maxEvents) {
  m_kernel = &kernel;
  m_scheduler = &scheduler;
  m_sink = sink;
  m_maxEvents = maxEvents ? maxEvents : ~0ull;
  m_batch.reserve(kBatch);
}

// ---- who can move

void Controlled::enable(TaskId move) { m_canMove.insert(move); }
void Controlled::disable(TaskId move) { m_canMove.erase(move); }

void Controlled::lockWanted(lock_base& lock) {
  task_struct* self = t_current;
  self->nextArrived = kNoTask;
  TaskId* last = &lock.firstArrived;
  while (*last != kNoTask) last = &m_kernel->task(*last).nextArrived;
  *last = self->id;
}

// Who stands before a lock that is taken cannot move; it can again as soon as the lock is released.
void Controlled::lockTaken(lock_base& lock) {
  task_struct* self = t_current;
  TaskId* at = &lock.firstArrived;
  while (*at != kNoTask && *at != self->id) at = &m_kernel->task(*at).nextArrived;
  if (*at == self->id) *at = self->nextArrived;
  for (TaskId id = lock.firstArrived; id != kNoTask; id = m_kernel->task(id).nextArrived)
    disable(&m_kernel->task(id));
}

void Controlled::lockReleased(lock_base& lock) {
  for (TaskId id = lock.firstArrived; id != kNoTask; id = m_kernel->task(id).nextArrived)
    if (!m_kernel->awaitsItsStores(id)) enable(id);
}

void Controlled::lookForInactive() {
  for (task_struct* waiter : m_waitInactive) {
    if (waiter->op.task->word.peek() & task_word::kAsleep) enable(waiter);
    else disable(waiter);
  }
}

// ---- switching

namespace {
bool getsSomewhere(OpKind kind) {
  return kind == OpKind::Wake || kind == OpKind::Fork || kind == OpKind::ListChange || kind == OpKind::Exit;
}
}  // namespace

void Controlled::before(const Operation& operation) {
  task_struct* self = t_current;
  self->op = operation;
  if (getsSomewhere(operation.kind)) self->spins = 0;
  if (!m_buffersStores || m_kernel->mayArrive(operation))
    arrive(self);
  else
    disable(self);
  m_switch.leave();
  if (operation.kind == OpKind::Inactive) std::erase(m_waitInactive, self);
  if (watchesRaces()) order(self->op);
  self->op.kind = OpKind::Run;
}

// It stands before its operation, and can move if that can be made.
void Controlled::arrive(task_struct* task) {
  if (task->op.kind == OpKind::Lock && task->op.lock->word.peek() != 0) disable(task);
  if (task->op.kind != OpKind::Inactive) return;
  m_waitInactive.push_back(task);
  lookForInactive();
}

void Controlled::storeReached(task_struct* task, OpKind, ObjectId) {
  if (m_kernel->storesOf(task->id).count == 0) disable(drainOf(task->id));
}

void Controlled::drain(task_struct* task) {
  t_current = task;
  if (m_kernel->drainOldest(task)) {
    enable(task);
    arrive(task);
  }
  t_current = nullptr;
}

// What the operation that is made now comes after, and comes before.
void Controlled::order(const Operation& operation) {
  const TaskId self = t_current->id;
  switch (operation.kind) {
    case OpKind::Lock:
    case OpKind::Schedule:
    case OpKind::Resume:
    case OpKind::ListHead:
    case OpKind::Inactive: m_races.acquire(self, operation.object); break;
    case OpKind::Unlock: m_races.release(self, operation.object); break;
    case OpKind::Wake:
    case OpKind::StopInfo:
    case OpKind::Pointer:
      m_races.acquire(self, operation.object);
      m_races.release(self, operation.object);
      break;
    default: break;
  }
}

void Controlled::publish(ObjectId object) {
  if (watchesRaces()) m_races.release(t_current->id, object);
}

void Controlled::access(ObjectId object, Field field, AccessKind kind, Site at) {
  if (m_fine && m_kernel->tasklistLock().word.peek() == 0) before({OpKind::Access, object});
  if (!watchesRaces()) return;
  if (const auto race = m_races.access(t_current->id, object, field, kind, at)) giveUp(findingOf(*race));
}

void Controlled::park() {
  task_struct* self = t_current;
  self->op = {OpKind::Resume, ObjectId(ObjectType::Task, self->id)};
  disable(self);
  if (!m_waitInactive.empty()) lookForInactive();
  m_switch.leave();
  if (watchesRaces()) order(self->op);
  self->op.kind = OpKind::Run;
}

void Controlled::unpark(task_struct* task) {
  enable(task);
  if (!m_waitInactive.empty()) lookForInactive();
}

bool Controlled::start(task_struct* task) {
  if (watchesRaces()) m_races.fork(t_current->id, task->id);
  addTask(task);
  return true;
}

void Controlled::addTask(task_struct* task) {
  task->op = {OpKind::Start, ObjectId(ObjectType::Task, task->id)};
  if (task->beginsAsleep) task->op.kind = OpKind::Resume;
  else enable(task);
}

// Its fiber is made when it is woken: it has been parked all along.
void Controlled::beginAsleep() {
  if (watchesRaces()) order(t_current->op);
  t_current->op.kind = OpKind::Run;
}

// A task that only comes around to a schedule() that cannot sleep uses its time slice up, and gets nowhere.
void Controlled::giveWay() {
  if (m_canMove.size() > 1) {
    disable(t_current);
    m_gaveWay.push_back(t_current);
  }
  before({OpKind::Yield, ObjectId(ObjectType::Task, t_current->id)});
  for (TaskId id = m_canMove.from(0); id != kNoTask; id = m_canMove.from(id + 1))
    if (!isStep(id) || (id != t_current->id && m_kernel->task(id).spins == 0)) return;
  m_jumpedNs += kNsPerSlice;
}

void Controlled::endTurns(TaskId mover) {
  std::erase_if(m_gaveWay, [&](task_struct* task) {
    if (task->id == mover && !m_canMove.empty()) return false;
    enable(task);
    return true;
  });
}

void Controlled::fiberBody(boost::context::detail::transfer_t from) {
  auto& self = *static_cast<Controlled*>(from.data);
  self.m_switch.begun(from);
  task_struct* task = t_current;
  self.m_kernel->runTask(task);
  task->finished = true;
  self.disable(task);
  self.m_endedStack = task->stack;
  task->fiber = task->stack = nullptr;
  self.m_switch.leaveForEver();
}

void Controlled::resume(task_struct* task) {
  if (!task->fiber) {
    task->stack = m_stacks.take();
    task->fiber = FiberSwitch::make(task->stack, &fiberBody);
  }
  t_current = task;
  void* next = m_switch.enter(task->fiber, task->stack, this);
  t_current = nullptr;
  if (m_endedStack) {
    m_stacks.give(m_endedStack);
    m_endedStack = nullptr;
  } else {
    task->fiber = next;
  }
}

// The stack of who gives up is never unwound: what it found is moved off it.
void Controlled::giveUp(Finding finding) {
  m_finding = std::move(finding);
  m_finding->seq = m_eventCount ? m_eventCount - 1 : 0;
  for (;;) m_switch.leave();
}

// ---- time

void Controlled::startTimer(task_struct* task, std::uint32_t milliseconds) {
  m_timers.push_back(
      {nowNs() + milliseconds * 1'000'000ull, task, task->timerGeneration});
  if (m_timersChosen) enable(timerOf(task->id));
}

// By choice: earlier than the clock says only by as much as nobody has moved meanwhile.
void Controlled::expire(TaskId id) {
  const auto timer = std::ranges::find(m_timers, &m_kernel->task(id), &Timer::task);
  if (timer->atNs > nowNs()) m_jumpedNs += timer->atNs - nowNs();
  t_current = timer->task;
  m_kernel->timerExpired(timer->task, timer->generation);
  t_current = nullptr;
}

// Who was woken by somebody else has none any more.
void Controlled::forgetTimers() {
  std::erase_if(m_timers, [&](const Timer& timer) {
    if (timer.task->timerPending && timer.generation == timer.task->timerGeneration) return false;
    if (!timer.task->timerPending) disable(timerOf(timer.task->id));
    return true;
  });
}

// Those that are due; the next of all when nobody can move.
void Controlled::fireTimers() {
  while (!m_timers.empty()) {
    const auto next = std::min_element(m_timers.begin(), m_timers.end(),
                                       [](const Timer& a, const Timer& b) { return a.atNs < b.atNs; });
    const std::uint64_t now = nowNs();
    if (next->atNs > now) {
      if (!m_canMove.empty()) return;
      m_jumpedNs += next->atNs - now;
    }
    const Timer timer = *next;
    m_timers.erase(next);
    t_current = timer.task;
    m_kernel->timerExpired(timer.task, timer.generation);
    t_current = nullptr;
  }
}

// ---- the run

Controlled::Stop Controlled::steps(std::uint64_t budget) {
  for (; budget > 0; --budget) {
    if (m_beyondBound) return Stop::Bound;
    if (m_finding) return Stop::Finding;
    if (!m_timers.empty() && !m_timersChosen) fireTimers();
    if (m_canMove.empty()) return m_beyondBound ? Stop::Bound : Stop::NobodyCanMove;
    if (m_eventCount >= m_maxEvents) return Stop::Bound;
    const std::optional<TaskId> next = m_scheduler->next(m_canMove, m_last);
    if (!next) return Stop::Scheduler;
    m_schedule.add(m_last = *next);
    task_struct* task = &m_kernel->task(taskOf(*next));
    isTimer(*next) ? expire(task->id) : isDrain(*next) ? drain(task) : resume(task);
    if (m_timersChosen && !m_timers.empty()) forgetTimers();
    ++m_step;
    if (!m_gaveWay.empty()) endTurns(*next);
  }
  return m_beyondBound ? Stop::Bound : m_finding ? Stop::Finding : Stop::Budget;
}

// A step can make several events. Those beyond the bound are not told, and their step is the last.
void Controlled::emit(const Event& event) {
  if (m_eventCount == m_maxEvents) {
    m_beyondBound = true;
    return;
  }
  ++m_eventCount;
  if (m_sink) {
    m_batch.push_back(event);
    Event& last = m_batch.back();
    last.step = m_step;
    last.tNs = nowNs();
    if (m_batch.size() == kBatch) flush();
  }
  if (m_observer) m_observer(event);
}

void Controlled::flush() {
  if (m_batch.empty()) return;
  m_sink->events(m_batch);
  m_batch.clear();
}

}  // namespace kts::engine
