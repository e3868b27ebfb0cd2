// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/runtime/collector.h"

#include <algorithm>
#include <functional>

namespace kts::engine {

namespace {
constexpr std::size_t kBatch = 4096;

std::uint64_t keyOf(ObjectId object, std::uint32_t ticket) {
  return std::uint64_t(object.value) << 32 | ticket;
}
}  // namespace

TscClock::TscClock() : m_tsc0(readTsc()), m_steady0(std::chrono::steady_clock::now()) {}

void TscClock::calibrate() {
  const std::chrono::duration<double, std::nano> passed = std::chrono::steady_clock::now() - m_steady0;
  const std::uint64_t ticks = readTsc() - m_tsc0;
  if (ticks > 0) m_nsPerTick = passed.count() / static_cast<double>(ticks);
}

inline std::uint64_t TscClock::nsOf(std::uint64_t tsc) const {
  // Signed: the conversions of what is signed are one instruction each.
  const auto ticks = static_cast<std::int64_t>(tsc - m_tsc0);
  return ticks <= 0 ? 0
                    : static_cast<std::uint64_t>(
                          static_cast<std::int64_t>(static_cast<double>(ticks) * m_nsPerTick));
}

Collector::Collector(EventSink& sink, Bell* bell) : m_sink(sink), m_bell(bell), m_batch(kBatch) {}

EventRing* Collector::takeRing(std::size_t capacity) {
  const std::lock_guard guard(m_guard);
  if (m_free.empty()) return m_rings.emplace_back(std::make_unique<EventRing>(capacity, m_bell)).get();
  EventRing* ring = m_free.back();
  m_free.pop_back();
  return ring;
}

void Collector::giveRing(EventRing* ring) {
  const std::lock_guard guard(m_guard);
  m_free.push_back(ring);
}

inline std::uint32_t& Collector::expected(ObjectId object) {
  auto& tickets = m_expected[static_cast<std::size_t>(object.type())];
  if (tickets.size() <= object.index()) [[unlikely]]
    tickets.resize(std::max<std::size_t>(object.index() + 1, tickets.size() * 2));
  return tickets[object.index()];
}

void Collector::lookAtRings() {
  const std::lock_guard guard(m_guard);
  for (std::size_t at = m_sources.size(); at < m_rings.size(); ++at) m_sources.push_back({m_rings[at].get()});
}

void Collector::push(std::uint32_t source) {
  m_heap.emplace_back(m_sources[source].front().tNs, source);
  std::push_heap(m_heap.begin(), m_heap.end(), std::greater<>());
}

bool Collector::collect() {
  m_clock.calibrate();
  lookAtRings();
  m_heap.clear();
  m_blocked.clear();
  const std::uint64_t before = m_events;
  for (std::uint32_t at = 0; at < m_sources.size(); ++at) {
    Source& source = m_sources[at];
    source.end = source.ring->head();
    if (source.at < source.end) push(at);
  }
  while (!m_heap.empty()) {
    const std::uint32_t source = m_heap.front().second;
    std::pop_heap(m_heap.begin(), m_heap.end(), std::greater<>());
    m_heap.pop_back();
    drain(source);
  }
  for (Source& source : m_sources) source.ring->release(source.at);
  if (m_filled > 0) handOver();
  return m_events != before;
}

inline void Collector::put(const Event& event) {
  if (m_events == m_bound) [[unlikely]] {
    m_beyondBound = true;
    return;
  }
  Event& out = m_batch[m_filled];
  out = event;
  out.step = static_cast<std::uint32_t>(m_events++);
  out.tNs = m_lastNs = std::max(m_lastNs, m_clock.nsOf(event.tNs));
  if (++m_filled == m_batch.size()) handOver();
}

void Collector::handOver() {
  m_sink.events({m_batch.data(), m_filled});
  m_filled = 0;
}

// Takes events of one ring until another's is earlier, or it has none left, or one has to wait for its turn.
void Collector::drain(std::uint32_t at) {
  Source& source = m_sources[at];
  const std::uint64_t until = m_heap.empty() ? ~0ull : m_heap.front().first;
  while (source.at < source.end) {
    const Event& event = source.front();
    if (event.tNs > until) return push(at);
    if (event.step != kNoTicket) {
      std::uint32_t& ticket = expected(event.object);
      if (ticket != event.step) {
        m_blocked.emplace(keyOf(event.object, event.step), at);
        return;
      }
      ++ticket;
      put(event);
      ++source.at;
      if (m_blocked.empty()) continue;
      if (const auto next = m_blocked.find(keyOf(event.object, ticket)); next != m_blocked.end()) {
        const std::uint32_t freed = next->second;
        m_blocked.erase(next);
        push(freed);
        if (source.at < source.end) push(at);
        return;
      }
      continue;
    }
    put(event);
    ++source.at;
  }
}

}  // namespace kts::engine
