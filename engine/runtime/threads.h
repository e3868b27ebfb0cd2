// SPDX-License-Identifier: GPL-2.0-or-later
// The runtime on real threads: every task an OS thread, spinlocks spin, schedule() parks, kernel_thread()
// starts a thread, timers are Asio's. The thread that runs the run only collects. The end is found by
// counting the tasks that are not parked and the timers that are pending; never by a time-out.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "engine/kernel/kernel.h"
#include "engine/runtime/collector.h"
#include "engine/runtime/os_threads.h"
#include "engine/vocabulary/event_sink.h"

namespace kts::engine {

class Threads : public Runtime {
 public:
  // So many tasks begin: the rings of a crowd are smaller.
  Threads(EventSink& sink, std::size_t firstTasks);
  ~Threads() override;

  enum class Stop : std::uint8_t { NobodyCanMove, Finding, Bound, Cancelled, NoMoreThreads };
  // Runs the first world's tasks until nobody can move, and switches the machine off.
  Stop run(Kernel& kernel, const std::vector<task_struct*>& tasks, std::uint64_t maxEvents,
           const std::atomic<bool>* cancel);

  const std::optional<Finding>& finding() const { return m_finding; }
  std::uint64_t eventCount() const { return m_collector.events(); }

  // ---- Runtime
  void before(const Operation&) override;
  void emit(const Event&) override {}  // every task has a ring
  bool start(task_struct* task) override;
  void park() override;
  void unpark(task_struct* task) override;
  void giveWay() override;
  std::uint64_t clockMs() const override;
  void turnInVain() override { giveWay(); }
  void relax(unsigned turns) override;
  void lockTaken(lock_base& lock) override;
  void lockReleased(lock_base& lock) override;
  void startTimer(task_struct* task, std::uint32_t milliseconds) override;
  [[noreturn]] void giveUp(Finding finding) override;

 private:
  static void threadMain(void* task);
  void powerOff();
  void waitForBell();

  // Read at every operation: not beside what changes at every sleep.
  Kernel* m_kernel = nullptr;
  std::atomic<bool> m_off{false};
  alignas(64) Bell m_bell;
  Collector m_collector;
  const std::size_t m_ringCapacity;

  alignas(64) std::atomic<std::int64_t> m_active{0};  // tasks not parked, and timers pending
  std::atomic<std::int64_t> m_threads{0};             // OS threads that have not ended
  std::mutex m_findingGuard;
  std::optional<Finding> m_finding;
  OsThreads m_osThreads;

  boost::asio::io_context m_timers;
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> m_timerWork;
  std::mutex m_timerGuard;  // over the start of m_timerThread
  std::thread m_timerThread;
  task_struct m_timerTask;  // stands in for a task whose timer expires
};

}  // namespace kts::engine
