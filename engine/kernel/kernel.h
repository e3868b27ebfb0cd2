// SPDX-License-Identifier: GPL-2.0-or-later
// The primitives of a kernel in user space, with the kernel's names and meanings: what kernel/kthread.c
// stands on. Each shared operation is: arrive (a scheduling point), do it in one atomic access, say so in one
// event. Every function may be called by any task of the run; `at` is the protocol's line that called.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/kernel/runtime.h"
#include "engine/kernel/stable_array.h"
#include "engine/kernel/store_buffer.h"
#include "engine/kernel/task_struct.h"
#include "engine/runtime/event_ring.h"
#include "engine/vocabulary/site.h"

namespace kts::engine {

inline constexpr int ERESTARTNOINTR = 513;  // the kernel's own: no program ever sees it

// The kernel's way to return either a task or a negative errno.
inline task_struct* ERR_PTR(std::int32_t error) {
  return reinterpret_cast<task_struct*>(static_cast<std::intptr_t>(error));
}
inline std::int32_t PTR_ERR(const task_struct* pointer) {
  return static_cast<std::int32_t>(reinterpret_cast<std::intptr_t>(pointer));
}
inline bool IS_ERR(const task_struct* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer) >= static_cast<std::uintptr_t>(-4095);
}

class Kernel {
 public:
  explicit Kernel(Runtime& runtime)
      : m_runtime(runtime),
        m_quiet(runtime.quiet()),
        m_passed(runtime.passedSites()),
        m_stores(runtime.buffersStores() ? std::make_unique<StoreBuffers>() : nullptr) {}
  virtual ~Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  static void* operator new(std::size_t bytes) {
    return t_runMemory ? t_runMemory->take(bytes) : ::operator new(bytes);
  }
  static void operator delete(void* at) {
    if (!t_runMemory || !t_runMemory->owns(at)) ::operator delete(at);
  }

  using At = Site;
  task_struct* current() const { return t_current; }

  // ---- the scheduler
  void set_current_state(TaskState state, At at = std::source_location::current());
  void __set_current_state(TaskState state, At at = std::source_location::current());
  void schedule(At at = std::source_location::current());
  void schedule_timeout(std::uint32_t milliseconds, At at = std::source_location::current());
  int wake_up_process(task_struct* task, At at = std::source_location::current());
  void wait_task_inactive(task_struct* task, At at = std::source_location::current());
  void get_task_struct(task_struct* task, At at = std::source_location::current());
  void put_task_struct(task_struct* task, At at = std::source_location::current());

  // ---- locks
  void spin_lock(spinlock_t& lock, At at = std::source_location::current());
  void spin_unlock(spinlock_t& lock, At at = std::source_location::current());
  void mutex_lock(mutex_t& lock, At at = std::source_location::current());
  void mutex_unlock(mutex_t& lock, At at = std::source_location::current());
  void down(At at = std::source_location::current());
  void up(At at = std::source_location::current());
  void lock_kernel(At at = std::source_location::current());
  void unlock_kernel(At at = std::source_location::current());

  // ---- completions
  void init_completion(completion& x, At at = std::source_location::current());
  void complete(completion& x, At at = std::source_location::current());
  virtual void wait_for_completion(completion& x, At at = std::source_location::current());

  // ---- wait queues: a completion without a count
  void add_wait_queue(completion& queue, At at = std::source_location::current());
  void remove_wait_queue(completion& queue, At at = std::source_location::current());
  void wake_up(completion& queue, At at = std::source_location::current());

  // ---- the freezer (freezer.cpp)
  // Freezes who can be frozen, user space first; how many refused, after so many milliseconds of the clock.
  int freeze_processes(std::uint32_t limit, At at = std::source_location::current());
  void thaw_processes(At at = std::source_location::current());
  // A freezing point: true when it froze there, and has been thawed.
  bool try_to_freeze(At at = std::source_location::current());
  // A process outside the kernel, for good; a signal brings it in, to its freezing point and out again.
  void user_space(At at = std::source_location::current());
  // The same for a process that sleeps interruptibly in the system call `function`, and restarts it.
  void restart_syscall(Function function, At at = std::source_location::current());

  // ---- tasks
  // The new task's PID, or a negative errno.
  int kernel_thread(TaskEntry fn, void* data, std::int32_t flags, At at = std::source_location::current());
  task_struct* find_task_by_pid(std::int32_t pid, At at = std::source_location::current());
  // Around a look-up of `pid` and what is made of the task: one step, see lockTasklist().
  void read_lock_tasklist(std::int32_t pid, At at = std::source_location::current());
  void read_unlock_tasklist(At at = std::source_location::current());
  void do_exit(int code, At at = std::source_location::current());
  // The PID of a child that has exited, which is then gone; -ECHILD when there is no child to wait for.
  int wait4(At at = std::source_location::current());
  // What the load average is made of: the tasks that run or sleep uninterruptibly, without who asks.
  int nr_active(At at = std::source_location::current());
  void set_task_comm(task_struct* task, Name comm, At at = std::source_location::current());
  void set_user_nice(task_struct* task, int nice, At at = std::source_location::current());
  void set_cpus_allowed(task_struct* task, std::int32_t mask, At at = std::source_location::current());
  void block_signals(std::int32_t mask, At at = std::source_location::current());
  void flush_signals(At at = std::source_location::current());
  void ignore_sigchld(At at = std::source_location::current());
  // Drops the fs_struct and files_struct it has, and takes those of `from`.
  void share_files(task_struct* from, At at = std::source_location::current());
  void set_flags(std::uint32_t flags, At at = std::source_location::current());

  // ---- for runtimes and worlds
  // The whole life of a task, on its own thread or fiber.
  void runTask(task_struct* task);
  // Wakes a task whose schedule_timeout() is over, if it is still the one that was started.
  void timerExpired(task_struct* task, std::uint32_t generation);
  // A task of the first world, before the run: no event tells of it.
  task_struct* addFirstTask(std::int32_t pid, task_struct* parent, Name comm, TaskEntry entry, void* data);

  // The boot task begins with the big kernel lock held.
  void holdKernelLock(task_struct* task) {
    m_kernelLock.word.reset(task->id + 1);
    task->holdsKernelLock = true;
  }

  // Store buffers (store_buffers.cpp; what waits there, store_buffer.h says). Whether the current task may
  // stand before `operation` now, or has to wait until its buffer is empty.
  bool mayArrive(const Operation& operation);
  // The oldest store of a task that has one reaches memory, as an event of that task, who is current. True
  // when the task has waited for that, and may arrive now.
  bool drainOldest(task_struct* task);
  // Made only once the task's buffer is empty.
  static bool isFence(const Operation& operation) {
    return !operation.looks() && !operation.stores() && operation.kind != OpKind::Access;
  }
  bool buffersStores() const { return m_stores != nullptr; }
  const StoreBuffer& storesOf(TaskId id) const { return m_stores->of[id]; }
  bool awaitsItsStores(TaskId id) const { return m_stores && m_stores->of[id].awaited; }

  task_struct& task(TaskId id) { return m_tasks[id]; }
  const task_struct& task(TaskId id) const { return m_tasks[id]; }
  std::uint32_t taskCount() const { return m_tasks.size(); }
  const std::atomic<std::int32_t>& lastPid() const { return m_lastPid; }
  const sleeping_lock& kernelLock() const { return m_kernelLock; }
  const spinlock_t& tasklistLock() const { return m_tasklistLock; }
  // Every lock but the wait locks of completions that belong to a request.
  virtual std::vector<const lock_base*> worldLocks() const {
    return {&m_kernelLock, &m_tasklistLock, &m_semaphore};
  }

 protected:
  // ---- events
  void emit(EventKind kind, ObjectId object, std::int32_t arg, Effect effect, Site at,
            std::uint32_t ticket = kNoTicket);
  void emit(EventKind kind, ObjectId object, Site at) { emit(kind, object, 0, Effect::None, at); }
  void enter(Function function, At at = std::source_location::current());
  void leave(Function function, At at = std::source_location::current());

  // A finding that ends the run when `object` lives in a frame that is gone.
  void checkAlive(ObjectId object) {
    if (infoOf(object.type()).scope == ObjectScope::Request && !frameAlive(object.index())) [[unlikely]]
      touchedDeadMemory(object);
  }
  // The same for a task_struct that has been released and that nobody holds a reference to.
  void checkAlive(const task_struct* task, const char* does);
  // The parts of wait_for_completion(): into and out of the wait queue, and one count taken.
  void queueWaiter(completion& x, Site at);
  void unqueueWaiter(completion& x, Site at);
  void takeCompletion(completion& x, Site at);

  // Plain shared accesses: no scheduling points but at the granularity `fine`.
  void reads(ObjectId object, Field field, Site at) { m_runtime.access(object, field, AccessKind::Read, at); }
  void writes(ObjectId object, Field field, Site at) {
    m_runtime.access(object, field, AccessKind::Write, at);
  }
  // A plain store: true when it waits in the current task's store buffer now, false when the caller makes it.
  bool waitsInBuffer(const StoreKind& kind, ObjectId object, std::int32_t arg, SharedWord& word,
                     std::uint32_t value, Site at, void* place = nullptr);
  // What the current task sees in a word, its own stores first: recorded, or not.
  SharedWord::Access look(SharedWord& word);
  std::uint32_t peek(const SharedWord& word);
  virtual void reachMemory(const BufferedStore& store);
  virtual bool frameAlive(RequestId) const { return true; }
  virtual bool forkFails(RequestId) const { return false; }

  // BUG_ON(): ends the run with a finding. The caller's stack is not unwound, so what it passes is moved
  // away.
  [[noreturn]] void bug(std::string sentence, std::string kind = "rule-broken");

  Runtime& m_runtime;
  const bool m_quiet;  // nobody listens
  std::uint8_t* const m_passed;

 private:
  std::uint32_t withOwnStores(const SharedWord& word, std::uint32_t found);
  static ObjectId objectOf(const task_struct* task) { return ObjectId(ObjectType::Task, task->id); }
  void acquire(spinlock_t& lock, Site at);
  void acquireSleeping(sleeping_lock& lock, Site at);
  void release(spinlock_t& lock, Site at);
  void releaseSleeping(sleeping_lock& lock, Site at);
  int try_to_freeze_tasks(bool userSpace, std::uint32_t limit, Site at);
  int freezePass(bool userSpace, Site at);
  int refuse(bool userSpace, Site at);
  void thaw_tasks(bool userSpace, Site at);
  void do_signal(std::uint32_t ticket, Site at);
  void refrigerator(Site at);
  // Those that the pass is for, in the order of their PIDs. Under tasklist_lock.
  template <class F>
  void forEachFreezeable(bool userSpace, F&& each);
  task_struct* taskOfPid(std::int32_t pid);
  void beforeFinding(std::int32_t pid, Site at);
  void lockTasklist(Site at);
  void unlockTasklist(Site at);
  Effect wakeNow(task_struct* task, Site at);
  task_struct* newTask(task_struct* parent, std::int32_t flags, TaskEntry entry, void* data);
  void linkChild(task_struct* parent, task_struct* child);
  void unlinkChild(task_struct* child);
  void wakeParent(task_struct* parent, Site at);
  void forgetOriginalParent(task_struct* father, Site at);
  task_struct* walkChildren(bool& mayWait, Site at);
  void releaseTask(task_struct* dead, Site at);
  [[noreturn]] void touchedDeadMemory(ObjectId object);

  const std::unique_ptr<StoreBuffers> m_stores;  // null: every store is in memory at once
  StableArray<task_struct> m_tasks;
  StableArray<std::atomic<TaskId>> m_taskOfPid;  // 0: none; else the id plus one
  std::atomic<std::int32_t> m_lastPid{0};
  spinlock_t m_tasklistLock{ObjectId(ObjectType::TasklistLock)};
  sleeping_lock m_kernelLock{ObjectId(ObjectType::KernelLock)};
  sleeping_lock m_semaphore{ObjectId(ObjectType::Semaphore)};
};

inline void Kernel::emit(EventKind kind, ObjectId object, std::int32_t arg, Effect effect, Site at,
                         std::uint32_t ticket) {
  task_struct* self = t_current;
  EventRing* ring = self->ring;
  if (!ring) {
    if (m_quiet) {
      m_passed[at.value] = 1;
      return;
    }
    m_runtime.emit(Event{0, 0, self->id, object, self->request, arg, kind, effect, at});
    return;
  }
  ring->next() = Event{readTsc(), ticket, self->id, object, self->request, arg, kind, effect, at};
  ring->publish();
}

}  // namespace kts::engine
