// SPDX-License-Identifier: GPL-2.0-or-later
// A set of fingerprints, each with the number of its state: open addressing. Who stands before whom in it is
// told by the fingerprints, whatever its size: so it grows by little, from one end to the other, and gives
// back what it has left behind.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "engine/exploration/growing_array.h"

namespace kts::engine {

class FingerprintTable {
 public:
  static constexpr std::uint32_t kNew = ~0u;

  // The number under which `fingerprint` stands; kNew when it stood nowhere, and stands under `number` now.
  std::uint32_t find(std::uint64_t fingerprint, std::uint32_t number) {
    if ((m_count + 1) * 4 > m_size * 3) grow();
    Slot& slot = slotOf(Slot(fingerprint));
    if (!slot.empty()) return slot.number;
    slot = Slot(fingerprint);
    slot.number = number;
    ++m_count;
    return kNew;
  }
  // The same of one that may stand there, and is not put there.
  std::uint32_t numberOf(std::uint64_t fingerprint) const {
    if (m_size == 0) return kNew;
    const Slot& slot = slotOf(Slot(fingerprint));
    return slot.empty() ? kNew : slot.number;
  }
  // Its memory is on its way when it is looked for a little later.
  void willFind(std::uint64_t fingerprint) const {
    if (m_size == 0) return;
    const Slot* const first = &slots()[firstOf(Slot(fingerprint))];
    __builtin_prefetch(first);
    __builtin_prefetch(first + 5);  // in the next line: few searches go further
  }
  std::uint64_t bytes() const { return m_size * sizeof(Slot); }

 private:
  // 12 bytes, in one place: most searches wait for the memory once.
  struct Slot {
    std::uint32_t low = 0, high = 0, number = 0;
    Slot() = default;
    explicit Slot(std::uint64_t fingerprint)
        : low(static_cast<std::uint32_t>(fingerprint)), high(static_cast<std::uint32_t>(fingerprint >> 32)) {
      if (empty()) low = 1;
    }
    bool empty() const { return (low | high) == 0; }
    bool same(const Slot& other) const { return low == other.low && high == other.high; }
  };
  Slot* slots() const { return reinterpret_cast<Slot*>(m_memory.data()); }
  __extension__ using Wide = unsigned __int128;
  // Where it is looked for first: as far along as the fingerprint is among all numbers.
  std::size_t firstOf(const Slot& wanted) const {
    const std::uint64_t fingerprint = std::uint64_t(wanted.high) << 32 | wanted.low;
    return static_cast<std::size_t>(static_cast<Wide>(fingerprint) * m_size >> 64);
  }
  // Where it stands, or would.
  Slot& slotOf(const Slot& wanted) const {
    std::size_t at = firstOf(wanted);
    while (!slots()[at].empty() && !slots()[at].same(wanted))
      if (++at == m_size) at = 0;
    return slots()[at];
  }
  void grow() {
    GrowingMemory old = std::exchange(m_memory, {});
    const std::span<const Slot> left(reinterpret_cast<const Slot*>(old.data()), m_size);
    m_size = std::max<std::size_t>(1024, m_size + m_size / 2);
    m_memory.makeReady(m_size * sizeof(Slot));
    constexpr std::size_t kSome = 1 << 18;
    for (std::size_t at = 0; at < left.size(); ++at) {
      if (!left[at].empty()) slotOf(left[at]) = left[at];
      if (at % kSome == 0) old.giveBack(at * sizeof(Slot));
    }
  }

  GrowingMemory m_memory;
  std::size_t m_size = 0, m_count = 0;
};

}  // namespace kts::engine
