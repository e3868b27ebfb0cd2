// SPDX-License-Identifier: GPL-2.0-or-later
// The controlled runtime: every task a fiber on one OS thread, and before every shared operation the
// scheduler says who moves. It knows who can move without asking anybody: a task that sleeps, or stands
// before a lock that another holds, is not in the set. Time is virtual: a microsecond a step, and it jumps to
// the next timer when nobody can move. Or a timer expires when it is chosen to, and time jumps there.
//
// Steps may be made in slices, by one thread at a time. A run that is dropped half-way drops its fibers.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/kernel/kernel.h"
#include "engine/runtime/fiber.h"
#include "engine/schedulers/scheduler.h"
#include "engine/vocabulary/event_sink.h"

namespace kts::engine {

class Controlled : public Runtime {
 public:
  static constexpr std::uint64_t kNsPerStep = 1000;
  static constexpr std::uint64_t kNsPerSlice = 100'000'000;  // the kernel's time slice, at nice 0

  Controlled() = default;

  // Before the first step: the world to run, who chooses, and where the events go (nobody, when null).
  void setUp(Kernel& kernel, Scheduler& scheduler, EventSink* sink, std::uint64_t maxEvents = 0);
  // Makes the first world's task able to move.
  void addTask(task_struct* task);
  // Every plain shared access is a step of its own.
  void setFine(bool fine) { m_fine = fine; }
  // Before a kernel is made on it: plain stores wait in store buffers, and each leaves by a step of its own.
  void setBuffersStores(bool buffers) { m_buffersStores = buffers; }
  // Before the first step: pending timers are moves like any other, and nothing else makes them expire.
  void setTimersChosen(bool chosen) { m_timersChosen = chosen; }
  // Called after every event, with the engine's state just so: for the test that the fold equals it.
  void setObserver(std::function<void(const Event&)> observer) { m_observer = std::move(observer); }

  enum class Stop : std::uint8_t { Budget, NobodyCanMove, Scheduler, Finding, Bound };
  // Makes at most so many steps.
  Stop steps(std::uint64_t budget);

  const Schedule& schedule() const { return m_schedule; }
  const std::optional<Finding>& finding() const { return m_finding; }
  std::uint64_t eventCount() const { return m_eventCount; }
  // Moves: the tasks that can move by rising id, then those whose oldest store can, then chosen timers.
  const MoveSet& canMove() const { return m_canMove; }
  // What a task that can move would do next.
  const Operation& nextOperation(TaskId task) const { return m_kernel->task(task).op; }
  void flush();  // hands the sink what is still in the batch

  // ---- Runtime
  void before(const Operation& operation) override;
  void access(ObjectId object, Field field, AccessKind kind, Site at) override;
  void publish(ObjectId object) override;
  bool buffersStores() const override { return m_buffersStores; }
  void storeWaits(task_struct* task) override { enable(drainOf(task->id)); }
  void storeReached(task_struct* task, OpKind, ObjectId) override;
  void emit(const Event& event) override;
  bool start(task_struct* task) override;
  void park() override;
  void unpark(task_struct* task) override;
  void beginAsleep() override;
  void giveWay() override;
  std::uint64_t clockMs() const override { return nowNs() / 1'000'000; }
  void relax(unsigned) override {}
  void lockWanted(lock_base& lock) override;
  void lockTaken(lock_base& lock) override;
  void lockReleased(lock_base& lock) override;
  void startTimer(task_struct* task, std::uint32_t milliseconds) override;
  [[noreturn]] void giveUp(Finding finding) override;

 private:
  struct Timer {
    std::uint64_t atNs;
    task_struct* task;
    std::uint32_t generation;
  };

  static void fiberBody(boost::context::detail::transfer_t from);
  void enable(TaskId move);
  void disable(TaskId move);
  void enable(task_struct* task) { enable(task->id); }
  void disable(task_struct* task) { disable(task->id); }
  void arrive(task_struct* task);
  void resume(task_struct* task);
  void drain(task_struct* task);
  void fireTimers();
  void expire(TaskId task);
  void forgetTimers();
  std::uint64_t nowNs() const { return m_step * kNsPerStep + m_jumpedNs; }
  void lookForInactive();
  void endTurns(TaskId mover);
  bool watchesRaces() const { return m_kernel->taskCount() <= RaceDetector::kMostTasks; }
  void order(const Operation& operation);

  Kernel* m_kernel = nullptr;
  Scheduler* m_scheduler = nullptr;
  EventSink* m_sink = nullptr;
  std::function<void(const Event&)> m_observer;
  std::uint64_t m_maxEvents = ~0ull;
  bool m_beyondBound = false;
  bool m_fine = false, m_buffersStores = false, m_timersChosen = false;
  RaceDetector m_races;

  MoveSet m_canMove;
  std::vector<task_struct*> m_waitInactive; // who waits for whom to leave its CPU
  std::vector<task_struct*> m_gaveWay;      // cannot move until another has made a step
  std::vector<Timer> m_timers;
  StackPool m_stacks;
  FiberSwitch m_switch;
  void* m_endedStack = nullptr;

  Schedule m_schedule;
  TaskId m_last = kNoTask;
  std::uint32_t m_step = 0;
  std::uint64_t m_jumpedNs = 0;
  std::uint64_t m_eventCount = 0;
  std::vector<Event> m_batch;
  std::optional<Finding> m_finding;
};

}  // namespace kts::engine
