// SPDX-License-Identifier: GPL-2.0-or-later
// What the primitives need of the machine below them. There are two: real threads, and fibers under a
// scheduler. The primitives are written once on top of this.
#pragma once

#include "engine/kernel/task_struct.h"
#include "engine/runtime/race_detector.h"
#include "engine/vocabulary/event.h"
#include "engine/vocabulary/verdict.h"

namespace kts::engine {

// Thrown through a task's frames, which own nothing, when the machine is switched off under it.
struct PowerOff {};

class Runtime {
 public:
  virtual ~Runtime() = default;

  // A scheduling point before a shared operation: returns when the current task may do it.
  // A real thread may always; a fiber waits here until the scheduler picks it and the operation can succeed.
  virtual void before(const Operation& operation) = 0;

  // A plain access of the current task's: what a race detector watches. A scheduling point only if the
  // granularity says so.
  virtual void access(ObjectId, Field, AccessKind, Site) {}

  // What the current task has done so far is visible to whoever looks at the object from now on.
  virtual void publish(ObjectId) {}

  // Plain stores wait in store buffers. Told when a task's is no longer empty, and when one store of it, or
  // one that needed no buffer, has reached memory.
  virtual bool buffersStores() const { return false; }
  virtual void storeWaits(task_struct*) {}
  virtual void storeReached(task_struct*, OpKind, ObjectId) {}

  // Nobody listens: no event is made at all.
  virtual bool quiet() const { return false; }
  // Quiet: where it is noted that a site was passed, by its value.
  virtual std::uint8_t* passedSites() { return nullptr; }

  // Takes the current task's event when it has no ring of its own.
  virtual void emit(const Event& event) = 0;

  // Makes a task that can run: false when the machine has no more of them.
  virtual bool start(task_struct* task) = 0;

  // The current task leaves its CPU until somebody unparks it; an unpark that comes first is not lost.
  virtual void park() = 0;
  virtual void unpark(task_struct* task) = 0;

  // What a task does first that begins asleep: waits until somebody unparks it.
  virtual void beginAsleep() { park(); }

  // yield(): the others go first. It takes time, of the run's clock, when nobody who can move gets anywhere.
  virtual void giveWay() = 0;
  // A schedule() that could not sleep, again: its task goes around in vain as long as the signal is pending.
  virtual void turnInVain() {}
  // The run's clock, in milliseconds since some moment before the run.
  virtual std::uint64_t clockMs() const = 0;

  // One turn of a busy wait that could not succeed.
  virtual void relax(unsigned turns) = 0;

  // Told as a lock's owner or its arrivals change, before the event: by these a scheduler knows who can move.
  virtual void lockWanted(lock_base&) {}
  virtual void lockTaken(lock_base&) {}
  virtual void lockReleased(lock_base&) {}

  // Calls Kernel::timerExpired() for the task's present timer after so many milliseconds of the run's clock.
  virtual void startTimer(task_struct* task, std::uint32_t milliseconds) = 0;

  // Ends the run with a finding; the current task goes no further.
  [[noreturn]] virtual void giveUp(Finding finding) = 0;
};

// The task that runs on this OS thread, fiber or not.
inline constinit thread_local task_struct* t_current = nullptr;

}  // namespace kts::engine
