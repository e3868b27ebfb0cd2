// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's objects: a task, its locks and its completions. Plain memory: the primitives in kernel.h
// give it its meaning, the runtimes use the fields at its end.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

#include "engine/kernel/run_memory.h"
#include "engine/kernel/shared_word.h"
#include "engine/vocabulary/protocol_state.h"

namespace kts::engine {

class EventRing;
class Kernel;
class Threads;
struct lock_base;
struct task_struct;

// What a task runs, from its first line: returns its exit code.
using TaskEntry = int (*)(Kernel& kernel, void* data);

// The low half of a task's word: its state, and what the scheduler knows of it.
namespace task_word {
inline constexpr std::uint32_t kStateMask = 0xff, kAsleep = 0x100, kSignalPending = 0x200, kStarted = 0x400;
// TIF_FREEZE and PF_FROZEN; and whether it is outside the kernel, where only a signal reaches it.
inline constexpr std::uint32_t kFreezing = 0x800, kFrozen = 0x1000, kInUser = 0x2000;
constexpr TaskState stateOf(std::uint32_t word) { return static_cast<TaskState>(word & kStateMask); }
constexpr std::uint32_t withState(std::uint32_t word, TaskState state) {
  return (word & ~kStateMask) | static_cast<std::uint32_t>(state);
}
constexpr bool isSleepState(std::uint32_t word) {
  return stateOf(word) == TaskState::Interruptible || stateOf(word) == TaskState::Uninterruptible;
}
// A schedule() that does not sleep, for a signal is pending.
constexpr bool isInterrupted(std::uint32_t word) {
  return stateOf(word) == TaskState::Interruptible && (word & kSignalPending);
}
}  // namespace task_word

// What a task that stands at a scheduling point would do next. As wide as what follows it in an Operation: no
// byte of one is left unset, for states are compared byte by byte.
enum class OpKind : std::uint32_t {
  None,
  Start,
  Run,
  Lock,
  Unlock,
  SetState,
  Wake,
  Schedule,
  Resume,
  ListHead,
  ListChange,
  StopInfo,
  Pointer,
  Fork,
  Exit,
  FindPid,
  Inactive,
  Timer,
  Access,
  Freeze,
  Yield,
  Children,
  CountActive
};

struct Operation {
  OpKind kind = OpKind::None;
  ObjectId object;
  lock_base* lock = nullptr;    // Lock, Unlock
  task_struct* task = nullptr;  // Inactive
  Site site;                    // the protocol's line that it stands on
  // Access: the how manieth in a row on that line. SetState: the state. Freeze: 2 in the pass for user space,
  // 4 in the other; Yield keeps that, and adds 1 while it has to let others go first.
  std::uint8_t turn = 0;
  enum class Access : std::uint8_t {
    Other,
    Look,  // ListHead, StopInfo, Pointer: changes nothing
    Store  // a plain one, which may wait in a store buffer
  } access = Access::Other;

  bool looks() const { return access == Access::Look; }
  bool stores() const { return access == Access::Store; }

  Operation at(Site line) const {
    Operation operation = *this;
    operation.site = line;
    return operation;
  }
  Operation to(TaskState state) const {
    Operation operation = *this;
    operation.turn = static_cast<std::uint8_t>(state);
    return operation;
  }
  Operation looking() const {
    Operation operation = *this;
    operation.access = Access::Look;
    return operation;
  }
  Operation storing() const {
    Operation operation = *this;
    operation.access = Access::Store;
    return operation;
  }
};

// What a process of the scenario keeps from one statement to the next, where no event tells of it.
struct Locals {
  std::uint32_t group = 0;  // those of one group do the same
  std::uint32_t place = 0;  // of its program: statement and turns
  RunVector<task_struct*> variables;
};

struct task_struct {
  TaskId id = kNoTask;
  std::int32_t pid = 0;
  std::atomic<TaskId> parent{kNoTask};
  SharedWord word{static_cast<std::uint32_t>(TaskState::Running)};
  Name comm;
  Environment env;
  std::atomic<std::uint16_t> children{0};
  std::int32_t exit_code = 0;
  std::int32_t clone_flags = 0;
  RequestId bornOf = kNoRequest;
  RequestId request = kNoRequest;  // which creation it works on now
  std::atomic<bool> timerPending{false};
  std::atomic<std::uint32_t> timerGeneration{0};  // counts its schedule_timeout() calls
  bool holdsKernelLock = false;
  bool ranThreadfn = false;        // so what kthread() will hand back is what the function returned
  ObjectId wantsLock, waitsFor;
  std::uint8_t calls = 0;
  std::array<Function, kMaxCalls> callStack{};
  std::atomic<TaskId> nextWaiter{kNoTask};  // in a completion's wait queue, under its lock

  bool userSpace = false;                    // it has an mm of its own: the freezer's first pass is for it
  std::atomic<std::int32_t> references{0};   // by get_task_struct()
  // its children in the order in which they came to it, under tasklist_lock
  TaskId firstChild = kNoTask, lastChild = kNoTask, nextSibling = kNoTask, prevSibling = kNoTask;
  std::atomic<bool> waitsForChildren{false};  // it is in its own wait_chldexit queue
  bool foundChild = false;                    // so its wait4() will not return -ECHILD

  TaskEntry entry = nullptr;
  void* entryData = nullptr;
  const Locals* locals = nullptr;        // of a process of the scenario
  bool owesWake = false;                 // it has changed what another sleeps on, and has woken nobody since

  // the runtimes'
  Operation op;                          // controlled: what it stands before
  TaskId nextArrived = kNoTask;          // the next task before the same lock
  void* fiber = nullptr;                 // controlled: where it goes on
  void* stack = nullptr;                 // controlled
  Threads* runtime = nullptr;            // threads
  EventRing* ring = nullptr;             // threads: where its events go
  std::atomic<std::uint32_t> permit{0};  // threads: what it is parked on
  std::uint8_t spinlocksHeld = 0;        // threads
  std::uint8_t heldBackCount = 0;        // threads: whom it has woken and not yet told
  std::array<task_struct*, 4> heldBack{};
  std::uint32_t handedTicket = 0;        // threads: of the mutex that was handed to it
  std::uint32_t spins = 0;               // controlled: its last schedules that could not sleep for a signal
  bool beginsAsleep = false;             // of the first world, and its entry is what it does once woken
  bool finished = false;                 // it has left the kernel, and never comes back
  std::atomic<bool> gone{false};         // released, or never born
};

// Every lock: 0 when free, else its owner's id plus one.
struct lock_base {
  SharedWord word;
  ObjectId id;
  TaskId firstArrived = kNoTask;  // controlled: who stands before it, in order of arrival

  explicit lock_base(ObjectId id = {}) : id(id) {}
};

struct spinlock_t : lock_base {
  using lock_base::lock_base;
};

// A mutex or the big kernel lock: who waits for it sleeps, and gets it from the hands of its owner.
struct sleeping_lock : lock_base {
  using lock_base::lock_base;
  std::mutex guard;                // threads: over firstSleeper
  TaskId firstSleeper = kNoTask;   // threads: chained by nextArrived
};
using mutex_t = sleeping_lock;

// The wait queue is a chain of tasks, under `wait_lock`.
struct completion {
  ObjectId id;
  std::atomic<std::uint32_t> done{0};
  std::atomic<TaskId> firstWaiter{kNoTask};
  std::atomic<bool> initialised{false};
  spinlock_t wait_lock;
};

}  // namespace kts::engine
