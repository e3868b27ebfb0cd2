// SPDX-License-Identifier: GPL-2.0-or-later
// Makes one record of many rings: merges them by TSC, but never against a ticket. An event about a shared
// object waits until the event with the ticket before it has gone; so the recorded order is a legal order
// even where two CPUs' clocks, or a thread that lost its CPU between the access and the clock, say otherwise.
//
// One thread. Rings may be added by any.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "engine/kernel/shared_word.h"
#include "engine/runtime/event_ring.h"
#include "engine/vocabulary/event_sink.h"

namespace kts::engine {

// TSC to nanoseconds since it was made, calibrated against the steady clock over the run so far.
class TscClock {
 public:
  TscClock();
  void calibrate();
  std::uint64_t nsOf(std::uint64_t tsc) const;

 private:
  std::uint64_t m_tsc0;
  std::chrono::steady_clock::time_point m_steady0;
  double m_nsPerTick = 1;
};

class Collector {
 public:
  // `bell` is rung when a ring fills.
  explicit Collector(EventSink& sink, Bell* bell = nullptr);

  // A ring for a thread to write to, used again once it is given back; any thread.
  EventRing* takeRing(std::size_t capacity);
  void giveRing(EventRing* ring);

  // Hands the sink all that can go now; true when there was something.
  bool collect();
  std::uint64_t events() const { return m_events; }

  // The sink is told so many events, the first of the order; what follows is taken from the rings, and left
  // out.
  void setBound(std::uint64_t events) { m_bound = events; }
  bool beyondBound() const { return m_beyondBound; }

 private:
  struct Source {
    EventRing* ring = nullptr;
    std::uint64_t at = 0, end = 0;
    const Event& front() const { return ring->at(at); }
  };
  using HeapEntry = std::pair<std::uint64_t, std::uint32_t>;  // TSC of the front event, index of the source

  void lookAtRings();
  void drain(std::uint32_t source);
  void push(std::uint32_t source);
  std::uint32_t& expected(ObjectId object);
  void put(const Event& event);
  void handOver();

  EventSink& m_sink;
  Bell* const m_bell;
  TscClock m_clock;
  std::mutex m_guard;  // over the next two
  std::vector<std::unique_ptr<EventRing>> m_rings;
  std::vector<EventRing*> m_free;

  std::vector<Source> m_sources;
  std::vector<HeapEntry> m_heap;  // the earliest on top
  std::unordered_map<std::uint64_t, std::uint32_t>
      m_blocked;  // object and ticket it waits to see first -> source
  std::array<std::vector<std::uint32_t>, kObjectTypes> m_expected;
  std::vector<Event> m_batch;  // the first m_filled wait to be handed to the sink
  std::size_t m_filled = 0;
  std::uint64_t m_events = 0, m_lastNs = 0;
  std::uint64_t m_bound = ~0ull;
  bool m_beyondBound = false;
};

}  // namespace kts::engine
