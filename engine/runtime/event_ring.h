// SPDX-License-Identifier: GPL-2.0-or-later
// One thread's events on their way to the collector: a ring with one writer and one reader. On its way an
// event's `tNs` is the raw TSC and its `step` is the ticket of the object it is about.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <thread>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include "engine/runtime/futex.h"
#include "engine/vocabulary/event.h"

namespace kts::engine {

// The cheapest clock there is: unfenced, for the tickets give the order and it gives only the time.
inline std::uint64_t readTsc() {
#if defined(__x86_64__)
  return __rdtsc();
#else
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

class EventRing {
 public:
  static constexpr std::size_t kCacheLine = 64;

  // `bell`, if there is one, calls the reader while there still is room.
  explicit EventRing(std::size_t capacityPowerOfTwo, Bell* bell = nullptr)
      : m_slots(static_cast<Event*>(std::aligned_alloc(kCacheLine, capacityPowerOfTwo * sizeof(Event)))),
        m_mask(capacityPowerOfTwo - 1),
        m_bell(bell) {
    if (!m_slots) throw std::bad_alloc();
  }

  // Writer: the slot is the writer's until publish(). Waits while the ring is full: nothing is ever lost.
  Event& next() {
    if (m_written == m_lookAt) [[unlikely]]
      lookForRoom();
    return m_slots.get()[m_written & m_mask];
  }
  void publish() { m_head.store(++m_written, std::memory_order_release); }

  // Reader: the events [tail(), head()) may be read, then given back.
  std::uint64_t head() const { return m_head.load(std::memory_order_acquire); }
  std::uint64_t tail() const { return m_tail.load(std::memory_order_relaxed); }
  const Event& at(std::uint64_t position) const { return m_slots.get()[position & m_mask]; }
  void release(std::uint64_t tail) { m_tail.store(tail, std::memory_order_release); }

 private:
  [[gnu::noinline]] void lookForRoom() {
    const std::uint64_t capacity = m_mask + 1;
    std::uint64_t read = m_tail.load(std::memory_order_acquire);
    if (m_written - read < capacity / 2) {
      m_lookAt = read + capacity / 2;
      return;
    }
    if (m_bell) m_bell->ring();
    while (m_written - read >= capacity) {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
      read = m_tail.load(std::memory_order_acquire);
    }
    m_lookAt = read + capacity;
  }

  struct Free {
    void operator()(Event* slots) const { std::free(slots); }
  };
  std::unique_ptr<Event, Free> m_slots;  // its memory is touched only as it is written to
  const std::uint64_t m_mask;
  Bell* const m_bell;
  alignas(64) std::uint64_t m_written = 0;  // the writer's own
  std::uint64_t m_lookAt = 0;               // where the writer has to look at m_tail again
  std::atomic<std::uint64_t> m_head{0};
  alignas(64) std::atomic<std::uint64_t> m_tail{0};
};

}  // namespace kts::engine
