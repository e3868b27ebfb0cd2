// SPDX-License-Identifier: GPL-2.0-or-later
// A set of fingerprints, each with the number of its state: open addressing, never more than two thirds full.
#pragma once

#include <cstdint>
#include <utility>

#include "engine/kernel/large_pages.h"

namespace kts::engine {

class FingerprintTable {
 public:
  static constexpr std::uint32_t kNew = ~0u;

  // The number under which `fingerprint` stands; kNew when it stood nowhere, and stands under `number` now.
  std::uint32_t find(std::uint64_t fingerprint, std::uint32_t number) {
    if ((m_count + 1) * 3 > m_slots.size() * 2) grow();
    Slot& slot = m_slots[placeOf(Slot(fingerprint))];
    if (!slot.empty()) return slot.number;
    slot = Slot(fingerprint);
    slot.number = number;
    ++m_count;
    return kNew;
  }
  // The same of one that may stand there, and is not put there.
  std::uint32_t numberOf(std::uint64_t fingerprint) const {
    if (m_slots.empty()) return kNew;
    const Slot& slot = m_slots[placeOf(Slot(fingerprint))];
    return slot.empty() ? kNew : slot.number;
  }
  // Its memory is on its way when it is looked for a little later.
  void willFind(std::uint64_t fingerprint) const {
    if (!m_slots.empty()) __builtin_prefetch(&m_slots[Slot(fingerprint).hash() & (m_slots.size() - 1)]);
  }
  std::uint64_t bytes() const { return m_slots.size() * sizeof(Slot); }

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
    std::size_t hash() const { return low ^ high ^ std::uint64_t(high) << 32; }
  };
  // Where it stands, or would.
  std::size_t placeOf(const Slot& wanted) const {
    std::size_t at = wanted.hash() & (m_slots.size() - 1);
    while (!m_slots[at].empty() && !m_slots[at].same(wanted)) at = (at + 1) & (m_slots.size() - 1);
    return at;
  }
  void grow() {
    LargeVector<Slot> slots(m_slots.empty() ? 1024 : m_slots.size() * 2);
    slots.swap(m_slots);
    for (const Slot& slot : slots)
      if (!slot.empty()) m_slots[placeOf(slot)] = slot;
  }

  LargeVector<Slot> m_slots;
  std::size_t m_count = 0;
};

}  // namespace kts::engine
