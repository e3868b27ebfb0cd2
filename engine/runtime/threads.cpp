// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/runtime/threads.h"

#include <sched.h>

#include <bit>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "engine/runtime/futex.h"

namespace kts::engine {

namespace {

// About 32 MiB of rings for a crowd, and a ring of 128 KiB for few: some milliseconds of events, and no more
// than stays in a cache.
std::size_t ringCapacityFor(std::size_t tasks) {
  return std::clamp<std::size_t>(std::bit_floor((32u << 20) / sizeof(Event) / (tasks + 1)), 256, 4096);
}

// While it lives, its thread pushes nobody off a CPU by waking up: the protocol's threads come first, and
// run where they would without being watched. Those that were started before stay what they were.
class GivesWay {
 public:
  GivesWay() : m_ordinary(sched_getscheduler(0) == SCHED_OTHER) { become(SCHED_BATCH); }
  ~GivesWay() { become(SCHED_OTHER); }
  GivesWay(const GivesWay&) = delete;
  GivesWay& operator=(const GivesWay&) = delete;

 private:
  void become(int policy) const {
    constexpr sched_param kNone{};
    if (m_ordinary) sched_setscheduler(0, policy, &kNone);
  }
  bool m_ordinary;
};

}  // namespace

Threads::Threads(EventSink& sink, std::size_t firstTasks)
    : m_collector(sink, &m_bell), m_ringCapacity(ringCapacityFor(firstTasks)) {}

Threads::~Threads() {
  m_timers.stop();
  if (m_timerThread.joinable()) m_timerThread.join();
}

// ---- threads

bool Threads::start(task_struct* task) {
  task->ring = m_collector.takeRing(m_ringCapacity);
  ++m_active;
  ++m_threads;
  task->runtime = this;
  if (m_osThreads.start(&threadMain, task)) return true;
  m_collector.giveRing(task->ring);
  --m_active;
  --m_threads;
  return false;
}

void Threads::threadMain(void* data) {
  auto* task = static_cast<task_struct*>(data);
  Threads& runtime = *task->runtime;
  bool counted = true;
  try {
    runtime.m_kernel->runTask(task);
  } catch (const PowerOff&) {
    counted = false;  // the count of who moves means nothing any more
  }
  task->finished = true;
  runtime.m_collector.giveRing(task->ring);
  if (counted && --runtime.m_active == 0) runtime.m_bell.ring();
  // The run may be over as soon as its last thread has been counted: nothing of it is touched after.
  runtime.m_threads.fetch_sub(1, std::memory_order_acq_rel);
}

// ---- sleeping and waking

void Threads::before(const Operation&) {
  if (m_off.load(std::memory_order_relaxed)) [[unlikely]]
    throw PowerOff{};
}

namespace {

// What a task's permit word says: it has none; it has one; it has none, and the system has to wake it.
constexpr std::uint32_t kNoPermit = 0, kPermit = 1, kSleeps = 2;

bool permitTaken(task_struct* task) {
  std::uint32_t permit = kPermit;
  return task->permit.compare_exchange_strong(permit, kNoPermit, std::memory_order_acquire);
}

}  // namespace

void Threads::park() {
  task_struct* self = t_current;
  if (--m_active == 0) m_bell.ring();
  for (std::uint32_t none = kNoPermit; !permitTaken(self); none = kNoPermit) {
    if (m_off.load(std::memory_order_acquire)) throw PowerOff{};
    if (self->permit.compare_exchange_strong(none, kSleeps, std::memory_order_acquire) || none == kSleeps)
      futexWait(self->permit, kSleeps);
  }
  if (m_off.load(std::memory_order_acquire)) throw PowerOff{};
}

// The sleeper is counted before it is woken: so the count is never 0 while somebody is on the way.
//
// A spinlock's owner keeps its CPU in the kernel, so whom it wakes does not run there before the unlock. Here
// the system could run the woken thread at once, to spin on the lock of a thread that it pushed aside: so the
// system is told only at the unlock.
void Threads::unpark(task_struct* task) {
  ++m_active;
  if (task->permit.exchange(kPermit, std::memory_order_acq_rel) != kSleeps) return;
  task_struct* self = t_current;
  if (self->spinlocksHeld > 0 && self->heldBackCount < self->heldBack.size())
    self->heldBack[self->heldBackCount++] = task;
  else
    futexWakeOne(task->permit);
}

namespace {
bool isSpinlock(const lock_base& lock) { return infoOf(lock.id.type()).objectClass == ObjectClass::SpinLock; }
}  // namespace

void Threads::lockTaken(lock_base& lock) { t_current->spinlocksHeld += isSpinlock(lock); }

void Threads::lockReleased(lock_base& lock) {
  task_struct* self = t_current;
  self->spinlocksHeld -= isSpinlock(lock);
  if (self->spinlocksHeld > 0) return;
  while (self->heldBackCount > 0) futexWakeOne(self->heldBack[--self->heldBackCount]->permit);
}

void Threads::relax(unsigned turns) {
  if (m_off.load(std::memory_order_relaxed)) [[unlikely]]
    throw PowerOff{};
  if (turns < 64) {
#if defined(__x86_64__)
    _mm_pause();
#endif
  } else {
    sched_yield();  // the owner may have lost its CPU to us
  }
}

// A jiffy: long enough that a busy wait does not fill the disk, short beside whatever it waits for.
void Threads::giveWay() {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  if (m_off.load(std::memory_order_relaxed)) throw PowerOff{};
}

std::uint64_t Threads::clockMs() const {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

void Threads::startTimer(task_struct* task, std::uint32_t milliseconds) {
  ++m_active;
  const std::lock_guard guard(m_timerGuard);
  if (!m_timerThread.joinable()) {
    m_timerTask.ring = m_collector.takeRing(m_ringCapacity);
    m_timerWork.emplace(m_timers.get_executor());
    m_timerThread = std::thread([this] { m_timers.run(); });
  }
  auto timer = std::make_shared<boost::asio::steady_timer>(m_timers, std::chrono::milliseconds(milliseconds));
  timer->async_wait(
      [this, timer, task, generation = task->timerGeneration.load()](const boost::system::error_code& error) {
        if (error) return;
        m_timerTask.id = task->id;
        m_timerTask.request = task->request;
        t_current = &m_timerTask;
        m_kernel->timerExpired(task, generation);
        t_current = nullptr;
        if (--m_active == 0) m_bell.ring();
      });
}

void Threads::giveUp(Finding finding) {
  {
    const std::lock_guard guard(m_findingGuard);
    if (!m_finding) m_finding = std::move(finding);
  }
  m_off = true;
  m_bell.ring();
  throw PowerOff{};
}

// ---- the run

Threads::Stop Threads::run(Kernel& kernel, const std::vector<task_struct*>& tasks, std::uint64_t maxEvents,
                           const std::atomic<bool>* cancel) {
  m_kernel = &kernel;
  if (maxEvents) m_collector.setBound(maxEvents);
  ++m_active;  // until all have been started, somebody moves
  Stop stop = Stop::NobodyCanMove;
  for (task_struct* task : tasks)
    if (!start(task)) {
      stop = Stop::NoMoreThreads;
      break;
    }
  --m_active;
  const GivesWay collecting;
  while (stop == Stop::NobodyCanMove) {
    const bool quiet =
        m_active.load(std::memory_order_acquire) == 0;  // before the look: all they said is in the rings
    m_collector.collect();
    if (m_collector.beyondBound())
      stop = Stop::Bound;
    else if (m_off)
      stop = Stop::Finding;
    else if (quiet)
      break;
    else if (cancel && *cancel)
      stop = Stop::Cancelled;
    else if (maxEvents && m_collector.events() >= maxEvents)
      stop = Stop::Bound;
    else
      waitForBell();
  }
  powerOff();
  if (m_finding) m_finding->seq = eventCount() ? eventCount() - 1 : 0;
  return stop;
}

// Nobody has to be quick, for a ring that fills rings, too: more at a time makes merging worth its while.
void Threads::waitForBell() {
  const std::uint32_t rung = m_bell.rung();
  if (m_active.load(std::memory_order_acquire) == 0) return;
  m_bell.wait(rung, {0, 8'000'000});
}

// Wakes whoever is parked, to leave; nothing of that is recorded. What runs leaves at its next operation. A
// task that is being born while this looks, or never had a thread, gets a permit too, which does no harm: so
// only what is atomic is read of it.
void Threads::powerOff() {
  m_off = true;
  m_timers.stop();
  if (m_timerThread.joinable()) m_timerThread.join();
  while (m_threads.load(std::memory_order_acquire) > 0) {
    for (TaskId id = 0; id < m_kernel->taskCount(); ++id) {
      task_struct& task = m_kernel->task(id);
      if (task.gone) continue;
      task.permit.store(kPermit, std::memory_order_release);
      futexWakeOne(task.permit);
    }
    m_collector.collect();
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  m_collector.collect();
}

}  // namespace kts::engine
