// SPDX-License-Identifier: GPL-2.0-or-later
// Spinlocks, sleeping locks and completions.
#include "engine/kernel/kernel.h"

namespace kts::engine {

void Kernel::acquire(spinlock_t& lock, Site at) {
  checkAlive(lock.id);
  task_struct* self = current();
  self->wantsLock = lock.id;
  m_runtime.lockWanted(lock);
  emit(EventKind::LockWanted, lock.id, at);
  m_runtime.before(Operation{OpKind::Lock, lock.id, &lock}.at(at));
  checkAlive(lock.id);
  SharedWord::Access access;
  for (unsigned turns = 0; !lock.word.takeIfZero(self->id + 1, access); ++turns) m_runtime.relax(turns);
  self->wantsLock = {};
  m_runtime.lockTaken(lock);
  emit(EventKind::LockTaken, lock.id, 0, Effect::None, at, access.ticket);
}

void Kernel::release(spinlock_t& lock, Site at) {
  m_runtime.before(Operation{OpKind::Unlock, lock.id, &lock}.storing().at(at));
  checkAlive(lock.id);
  if (waitsInBuffer(plain_store::kUnlock, lock.id, 0, lock.word, 0, at, &lock)) return;
  const auto access = lock.word.write(0);
  m_runtime.lockReleased(lock);
  emit(EventKind::LockReleased, lock.id, 0, Effect::None, at, access.ticket);
}

void Kernel::spin_lock(spinlock_t& lock, At at) { acquire(lock, at); }
void Kernel::spin_unlock(spinlock_t& lock, At at) { release(lock, at); }

// On real threads the owner hands the lock to the first sleeper, so that who is woken has it. Fibers never
// queue: they stand before the lock until it is free and the scheduler picks them.
void Kernel::acquireSleeping(sleeping_lock& lock, Site at) {
  task_struct* self = current();
  self->wantsLock = lock.id;
  m_runtime.lockWanted(lock);
  emit(EventKind::LockWanted, lock.id, at);
  m_runtime.before(Operation{OpKind::Lock, lock.id, &lock}.at(at));
  SharedWord::Access access;
  bool mine = false;
  {
    const std::lock_guard guard(lock.guard);
    mine = lock.word.takeIfZero(self->id + 1, access);
    if (!mine) {
      self->nextArrived = kNoTask;
      TaskId* last = &lock.firstSleeper;
      while (*last != kNoTask) last = &m_tasks[*last].nextArrived;
      *last = self->id;
    }
  }
  if (!mine) m_runtime.park();
  const std::uint32_t ticket = mine ? access.ticket : self->handedTicket;
  self->wantsLock = {};
  if (&lock == &m_kernelLock) self->holdsKernelLock = true;
  m_runtime.lockTaken(lock);
  emit(EventKind::LockTaken, lock.id, 0, Effect::None, at, ticket);
}

void Kernel::releaseSleeping(sleeping_lock& lock, Site at) {
  m_runtime.before(Operation{OpKind::Unlock, lock.id, &lock}.at(at));
  if (&lock == &m_kernelLock) current()->holdsKernelLock = false;
  task_struct* next = nullptr;
  SharedWord::Access access;
  {
    const std::lock_guard guard(lock.guard);
    access = lock.word.write(0);
    if (lock.firstSleeper != kNoTask) {
      next = &m_tasks[lock.firstSleeper];
      lock.firstSleeper = next->nextArrived;
      next->handedTicket = lock.word.write(next->id + 1).ticket;
    }
  }
  m_runtime.lockReleased(lock);
  emit(EventKind::LockReleased, lock.id, 0, Effect::None, at, access.ticket);
  if (next) m_runtime.unpark(next);
}

void Kernel::mutex_lock(mutex_t& lock, At at) { acquireSleeping(lock, at); }
void Kernel::mutex_unlock(mutex_t& lock, At at) { releaseSleeping(lock, at); }
void Kernel::down(At at) { acquireSleeping(m_semaphore, at); }
void Kernel::up(At at) { releaseSleeping(m_semaphore, at); }
void Kernel::lock_kernel(At at) { acquireSleeping(m_kernelLock, at); }
void Kernel::unlock_kernel(At at) { releaseSleeping(m_kernelLock, at); }

// tasklist_lock is taken and dropped within one step: recorded and drawn, but no choice of a scheduler's, and
// plain accesses under it are no steps of their own. The kernel takes it to read in one place and to write in
// another; a step has no use for the difference.
void Kernel::lockTasklist(Site at) {
  SharedWord::Access access;
  for (unsigned turns = 0; !m_tasklistLock.word.takeIfZero(current()->id + 1, access); ++turns)
    m_runtime.relax(turns);
  emit(EventKind::LockTaken, m_tasklistLock.id, 0, Effect::None, at, access.ticket);
}

void Kernel::unlockTasklist(Site at) {
  const auto access = m_tasklistLock.word.write(0);
  emit(EventKind::LockReleased, m_tasklistLock.id, 0, Effect::None, at, access.ticket);
}

void Kernel::init_completion(completion& x, At at) {
  writes(x.id, Field::Done, at);
  x.done = 0;
  x.firstWaiter = kNoTask;
  x.initialised = true;
  emit(EventKind::InitCompletion, x.id, at);
}

// Wakes one waiter: the first whose wake takes effect. The waiters leave the queue by themselves.
void Kernel::complete(completion& x, At at) {
  spin_lock(x.wait_lock, at);
  writes(x.id, Field::Done, at);
  const std::uint32_t done = x.done.load(std::memory_order_relaxed) + 1;
  x.done.store(done, std::memory_order_relaxed);
  emit(EventKind::Complete, x.id, static_cast<std::int32_t>(done), Effect::None, at);
  for (TaskId waiter = x.firstWaiter; waiter != kNoTask;) {
    task_struct& task = m_tasks[waiter];
    waiter = task.nextWaiter;
    if (wake_up_process(&task, at)) break;
  }
  spin_unlock(x.wait_lock, at);
}

// It takes the lock again before it looks and before it returns: so complete() is done with the completion by
// then, and the completion may live on the waiter's stack.
void Kernel::wait_for_completion(completion& x, At at) {
  enter(Function::WaitForCompletion, at);
  spin_lock(x.wait_lock, at);
  reads(x.id, Field::Done, at);
  if (x.done == 0) {
    queueWaiter(x, at);
    do {
      __set_current_state(TaskState::Uninterruptible, at);
      spin_unlock(x.wait_lock, at);
      schedule(at);
      spin_lock(x.wait_lock, at);
      reads(x.id, Field::Done, at);
    } while (x.done == 0);
    unqueueWaiter(x, at);
  }
  takeCompletion(x, at);
  spin_unlock(x.wait_lock, at);
  leave(Function::WaitForCompletion, at);
}

void Kernel::queueWaiter(completion& x, Site at) {
  task_struct* self = current();
  self->nextWaiter = kNoTask;
  std::atomic<TaskId>* last = &x.firstWaiter;
  while (*last != kNoTask) last = &m_tasks[*last].nextWaiter;
  *last = self->id;
  self->waitsFor = x.id;
  emit(EventKind::WaitQueued, x.id, at);
}

void Kernel::unqueueWaiter(completion& x, Site at) {
  task_struct* self = current();
  std::atomic<TaskId>* place = &x.firstWaiter;
  while (*place != kNoTask && *place != self->id) place = &m_tasks[*place].nextWaiter;
  if (*place == self->id) *place = self->nextWaiter.load();
  self->waitsFor = {};
  emit(EventKind::WaitLeft, x.id, at);
}

void Kernel::add_wait_queue(completion& queue, At at) {
  spin_lock(queue.wait_lock, at);
  queueWaiter(queue, at);
  spin_unlock(queue.wait_lock, at);
}

void Kernel::remove_wait_queue(completion& queue, At at) {
  spin_lock(queue.wait_lock, at);
  unqueueWaiter(queue, at);
  spin_unlock(queue.wait_lock, at);
}

void Kernel::wake_up(completion& queue, At at) {
  spin_lock(queue.wait_lock, at);
  for (TaskId waiter = queue.firstWaiter; waiter != kNoTask;) {
    task_struct& task = m_tasks[waiter];
    waiter = task.nextWaiter;
    wake_up_process(&task, at);
  }
  spin_unlock(queue.wait_lock, at);
}

void Kernel::takeCompletion(completion& x, Site at) {
  current()->owesWake = false;  // who has waited wakes nobody for what was before
  writes(x.id, Field::Done, at);
  const std::uint32_t done = x.done.load(std::memory_order_relaxed) - 1;
  x.done.store(done, std::memory_order_relaxed);
  emit(EventKind::CompletionTaken, x.id, static_cast<std::int32_t>(done), Effect::None, at);
}

}  // namespace kts::engine
