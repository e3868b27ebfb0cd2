// SPDX-License-Identifier: GPL-2.0-or-later
// The counterpart of kernel/power/process.c: how every task that can be frozen is brought to a freezing point
// before the machine is suspended, and let go afterwards. A task freezes itself: it is only asked to, and
// woken if it sleeps interruptibly. Who never comes to a freezing point never freezes.
//
// The refrigerator is that of 2.6.22, for both designs: 2.6.21 tested PF_FROZEN before it set its state, and
// could sleep through a thaw that came in between.
#include "engine/kernel/kernel.h"

namespace kts::engine {

using namespace task_word;

namespace {

// Which of the two passes it stands before is part of its state, and of nothing else that can be seen.
Operation freezing(bool userSpace, Site at) {
  Operation operation = Operation{OpKind::Freeze}.at(at);
  operation.turn = userSpace ? 2 : 4;
  return operation;
}

}  // namespace

// PID 0 is in no task list, and who freezes the others goes on. Each is looked up by its PID, which a task
// has from its fork to its release.
template <class F>
void Kernel::forEachFreezeable(bool userSpace, F&& each) {
  for (std::uint32_t pid = 1; pid < m_taskOfPid.size(); ++pid) {
    const TaskId id = m_taskOfPid[pid];
    if (id == 0) continue;
    task_struct& task = m_tasks[id - 1];
    if (&task == current() || task.userSpace != userSpace || task.env.flags & kPfNofreeze) continue;
    if (task.gone) continue;  // its parent is still in fork
    if (stateOf(task.word.peek()) != TaskState::Zombie) each(task);
  }
}

int Kernel::freeze_processes(std::uint32_t limit, At at) {
  enter(Function::FreezeProcesses, at);
  // User space first: what its system calls wait for is still awake then, and so they end.
  int refused = try_to_freeze_tasks(true, limit, at);
  if (refused == 0) refused = try_to_freeze_tasks(false, limit, at);
  leave(Function::FreezeProcesses, at);
  return refused;
}

int Kernel::try_to_freeze_tasks(bool userSpace, std::uint32_t limit, Site at) {
  const std::uint64_t end = m_runtime.clockMs() + limit;
  for (;;) {
    const int left = freezePass(userSpace, at);
    if (left == 0) return 0;
    emit(EventKind::Yield, objectOf(current()), at);
    m_runtime.giveWay();
    if (m_runtime.clockMs() > end) return refuse(userSpace, at);
  }
}

// tasklist_lock is held for the whole pass, which is one step: see lockTasklist().
int Kernel::freezePass(bool userSpace, Site at) {
  m_runtime.before(freezing(userSpace, at));
  lockTasklist(at);
  int left = 0;
  forEachFreezeable(userSpace, [&](task_struct& task) {
    std::uint32_t word = task.word.peek();
    if (word & kFrozen) return;
    ++left;
    if (word & kFreezing) return;
    // signal_wake_up(): out of an interruptible sleep, or in from user space. A task that is about to sleep
    // so is set back to TASK_RUNNING; any other has a signal pending, and no interruptible sleep holds it.
    const auto access = task.word.change([](std::uint32_t before) {
      if (stateOf(before) == TaskState::Zombie) return before;
      const std::uint32_t marked = (before | kFreezing | kSignalPending) & ~kInUser;
      if (stateOf(before) != TaskState::Interruptible) return marked;
      return withState(marked, TaskState::Running) & ~kAsleep;
    });
    word = access.before;
    const bool interruptible = stateOf(word) == TaskState::Interruptible;
    const Effect effect = stateOf(word) == TaskState::Zombie ? Effect::NobodyThere
                          : !interruptible                   ? Effect::Signalled
                          : word & kAsleep                   ? Effect::Woke
                                                             : Effect::KeptAwake;
    if (interruptible) task.timerPending = false;
    m_runtime.publish(objectOf(&task));
    if (effect == Effect::Woke || word & kInUser) m_runtime.unpark(&task);
    emit(EventKind::FreezeTask, objectOf(&task), 0, effect, at, access.ticket);
  });
  emit(EventKind::FreezePass, {}, left, userSpace ? Effect::UserSpace : Effect::KernelThreads, at);
  unlockTasklist(at);
  return left;
}

// The limit is over: whoever is not frozen is named, and the marks are taken back. Those that froze stay so
// until somebody thaws them.
int Kernel::refuse(bool userSpace, Site at) {
  m_runtime.before(freezing(userSpace, at));
  lockTasklist(at);
  int count = 0;
  forEachFreezeable(userSpace, [&](task_struct& task) {
    if (task.word.peek() & kFrozen) return;
    ++count;
    emit(EventKind::FreezeRefused, objectOf(&task), at);
    const auto access =
        task.word.change([](std::uint32_t word) { return word & ~(kFreezing | kSignalPending); });
    emit(EventKind::FreezeCancelled, objectOf(&task), 0, Effect::None, at, access.ticket);
  });
  unlockTasklist(at);
  return count;
}

void Kernel::thaw_processes(At at) {
  enter(Function::ThawProcesses, at);
  thaw_tasks(false, at);
  thaw_tasks(true, at);
  leave(Function::ThawProcesses, at);
}

void Kernel::thaw_tasks(bool userSpace, Site at) {
  m_runtime.before(freezing(userSpace, at));
  lockTasklist(at);
  forEachFreezeable(userSpace, [&](task_struct& task) {
    if (!(task.word.peek() & kFrozen)) return;
    const auto access = task.word.change([](std::uint32_t before) {
      const std::uint32_t thawed = before & ~kFrozen;
      return isSleepState(before) ? withState(thawed, TaskState::Running) & ~kAsleep : thawed;
    });
    const Effect effect = access.before & kAsleep       ? Effect::Woke
                          : isSleepState(access.before) ? Effect::KeptAwake
                                                        : Effect::FoundRunning;
    m_runtime.publish(objectOf(&task));
    if (effect == Effect::Woke) m_runtime.unpark(&task);
    emit(EventKind::ThawTask, objectOf(&task), 0, effect, at, access.ticket);
  });
  unlockTasklist(at);
}

// ---- the freezing points

bool Kernel::try_to_freeze(At at) {
  if (!(current()->word.peek() & kFreezing)) return false;
  refrigerator(at);
  return true;
}

// The state is set before PF_FROZEN is tested: a thaw that comes in between finds a task that is about to
// sleep, and sets it back to TASK_RUNNING.
void Kernel::refrigerator(Site at) {
  task_struct* self = current();
  enter(Function::Refrigerator, at);
  m_runtime.before(Operation{OpKind::SetState, objectOf(self)}.at(at));
  const TaskState save = stateOf(self->word.peek());
  // The mark may have been taken back meanwhile.
  bool marked = false;
  const auto access = self->word.change([&](std::uint32_t word) {
    marked = word & kFreezing;
    return marked ? (word & ~(kFreezing | kSignalPending)) | kFrozen : word;
  });
  emit(EventKind::Frozen, objectOf(self), 0, marked ? Effect::Freezes : Effect::CalledOff, at, access.ticket);
  if (marked) {
    for (;;) {
      set_current_state(TaskState::Uninterruptible, at);
      if (!(self->word.peek() & kFrozen)) break;
      schedule(at);
    }
    __set_current_state(save, at);
  }
  leave(Function::Refrigerator, at);
}

// A signal is looked at on the way out to user space; there is none but the freezer's.
void Kernel::do_signal(std::uint32_t ticket, Site at) {
  task_struct* self = current();
  if (self->calls < kMaxCalls) self->callStack[self->calls++] = Function::DoSignal;
  emit(EventKind::Call, objectOf(self), static_cast<std::int32_t>(Function::DoSignal), Effect::None, at,
       ticket);
  try_to_freeze(at);
  leave(Function::DoSignal, at);
}

// The same access decides whether a signal is pending and leaves the kernel: who signals sees either the one
// or the other.
void Kernel::user_space(At at) {
  task_struct* self = current();
  for (;;) {
    m_runtime.before(Operation{OpKind::Schedule, objectOf(self)}.at(at));
    auto access =
        self->word.change([](std::uint32_t word) { return word & kSignalPending ? word : word | kInUser; });
    if (!(access.before & kSignalPending)) {
      emit(EventKind::UserEntered, objectOf(self), 0, Effect::None, at, access.ticket);
      m_runtime.park();
      access = self->word.read();
    }
    do_signal(access.ticket, at);
  }
}

void Kernel::restart_syscall(Function function, At at) {
  for (;;) {
    leave(function, at);
    do_signal(kNoTicket, at);
    enter(function, at);
    set_current_state(TaskState::Interruptible, at);
    schedule(at);
  }
}

}  // namespace kts::engine
