// SPDX-License-Identifier: GPL-2.0-or-later
// Task states, sleeping and waking.
#include "engine/kernel/kernel.h"

namespace kts::engine {

using namespace task_word;

// The two differ where stores are buffered: this one waits until every store of its task has reached memory,
void Kernel::set_current_state(TaskState state, At at) {
  task_struct* self = current();
  m_runtime.before(Operation{OpKind::SetState, objectOf(self)}.to(state).at(at));
  const auto access = self->word.change([&](std::uint32_t word) { return withState(word, state); });
  emit(EventKind::SetState, objectOf(self), static_cast<std::int32_t>(state), Effect::None, at,
       access.ticket);
}

// this one may reach memory itself only after what its task reads next.
void Kernel::__set_current_state(TaskState state, At at) {
  task_struct* self = current();
  m_runtime.before(Operation{OpKind::SetState, objectOf(self)}.to(state).storing().at(at));
  const auto value = static_cast<std::int32_t>(state);
  if (waitsInBuffer(plain_store::kState, objectOf(self), value, self->word, static_cast<std::uint32_t>(state),
                    at))
    return;
  const auto access = self->word.change([&](std::uint32_t word) { return withState(word, state); });
  emit(EventKind::SetStatePlain, objectOf(self), value, Effect::None, at, access.ticket);
}

// Takes the task off its CPU only when its state says so at this very moment: a wake that came between the
// state's store and here has set it back to TASK_RUNNING, and the task goes on. The same atomic access
// decides and goes to sleep, so a waker sees either the one or the other.
void Kernel::schedule(At at) {
  task_struct* self = current();
  const bool dropsKernelLock = self->holdsKernelLock;
  if (dropsKernelLock) releaseSleeping(m_kernelLock, at);
  m_runtime.before(Operation{OpKind::Schedule, objectOf(self)}.at(at));
  Effect effect = Effect::None;
  const auto access = self->word.change([&](std::uint32_t word) {
    effect = isInterrupted(word)  ? Effect::Interrupted
             : isSleepState(word) ? Effect::Slept
                                  : Effect::StayedAwake;
    return effect == Effect::Slept ? word | kAsleep : withState(word, TaskState::Running);
  });
  if (effect != Effect::Slept) self->timerPending = false;
  self->spins = effect == Effect::Interrupted ? self->spins + 1 : 0;
  emit(EventKind::Schedule, objectOf(self), 0, effect, at, access.ticket);
  if (self->spins > 1) m_runtime.turnInVain();
  if (effect == Effect::Slept) {
    m_runtime.park();
    const auto back = self->word.read();
    emit(EventKind::Resumed, objectOf(self), 0, Effect::None, at, back.ticket);
  }
  if (dropsKernelLock) acquireSleeping(m_kernelLock, at);
}

void Kernel::schedule_timeout(std::uint32_t milliseconds, At at) {
  task_struct* self = current();
  ++self->timerGeneration;
  self->timerPending = true;
  emit(EventKind::ScheduleTimeout, objectOf(self), static_cast<std::int32_t>(milliseconds), Effect::None, at);
  m_runtime.startTimer(self, milliseconds);
  schedule(at);
}

namespace {

// What a wake does to a task's word. A task that still has its CPU is only told not to leave it.
std::uint32_t awake(std::uint32_t word) {
  return isSleepState(word) ? withState(word, TaskState::Running) & ~kAsleep : word;
}

Effect effectOfWake(std::uint32_t before) {
  if (stateOf(before) == TaskState::Zombie) return Effect::NobodyThere;
  if (before & kAsleep) return Effect::Woke;
  return isSleepState(before) ? Effect::KeptAwake : Effect::FoundRunning;
}

}  // namespace

int Kernel::wake_up_process(task_struct* task, At at) {
  if (!task) {
    emit(EventKind::WakeIssued, ObjectId(ObjectType::KthreaddTask), at);
    bug(nameOf(ObjectId(ObjectType::Task, current()->id)) +
        " wakes kthreadd_task, which is null: no kthreadd exists yet");
  }
  checkAlive(task, "wakes");
  emit(EventKind::WakeIssued, objectOf(task), at);
  m_runtime.before(Operation{OpKind::Wake, objectOf(task)}.at(at));
  current()->owesWake = false;
  return wakeNow(task, at) == Effect::Woke;
}

// The wake itself, within the step that the current task is in.
Effect Kernel::wakeNow(task_struct* task, Site at) {
  const auto access = task->word.change(awake);
  const Effect effect = effectOfWake(access.before);
  if (effect == Effect::Woke || effect == Effect::KeptAwake) task->timerPending = false;
  if (effect == Effect::Woke) m_runtime.unpark(task);
  emit(EventKind::WakeTookEffect, objectOf(task), effect == Effect::Woke, effect, at, access.ticket);
  return effect;
}

void Kernel::timerExpired(task_struct* task, std::uint32_t generation) {
  if (!task->timerPending || task->timerGeneration != generation) return;  // woken by somebody else
  // A wake like any other: who has not left its CPU yet is told not to.
  const auto access = task->word.change(awake);
  const Effect effect = effectOfWake(access.before);
  task->timerPending = false;
  if (effect == Effect::Woke) m_runtime.unpark(task);
  emit(EventKind::TimerExpired, objectOf(task), 0, effect, Site(), access.ticket);
}

// The kernel looks again and again until the task has left its CPU; here who looks cannot move before.
void Kernel::wait_task_inactive(task_struct* task, At at) {
  m_runtime.before(Operation{OpKind::Inactive, objectOf(task), nullptr, task}.at(at));
  for (unsigned turns = 0; !(task->word.peek() & kAsleep); ++turns) m_runtime.relax(turns);
  const auto access = task->word.read();
  emit(EventKind::WaitInactive, objectOf(task), 0, Effect::None, at, access.ticket);
}

void Kernel::get_task_struct(task_struct* task, At at) {
  ++task->references;
  emit(EventKind::GetTask, objectOf(task), at);
}

void Kernel::put_task_struct(task_struct* task, At at) {
  emit(EventKind::PutTask, objectOf(task), at);
  --task->references;
}

// The timer's tick asks the run queues; who asks here would not be on one, had it not asked. The idle task is
// no load. Who sleeps uninterruptibly needs no CPU either, but the kernel has always counted it.
int Kernel::nr_active(At at) {
  m_runtime.before(Operation{OpKind::CountActive}.at(at));
  lockTasklist(at);
  int active = 0;
  for (std::uint32_t pid = 1; pid < m_taskOfPid.size(); ++pid) {
    const TaskId id = m_taskOfPid[pid];
    if (id == 0) continue;
    const task_struct& task = m_tasks[id - 1];
    if (task.gone || &task == current()) continue;
    const TaskState state = stateOf(task.word.peek());
    active += state == TaskState::Running || state == TaskState::Uninterruptible;
  }
  emit(EventKind::CountActive, {}, active, Effect::None, at);
  unlockTasklist(at);
  return active;
}

}  // namespace kts::engine
