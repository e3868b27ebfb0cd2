// SPDX-License-Identifier: GPL-2.0-or-later
// A set of moves of a small world, a bit each: a task's step stands in the slot of its id, the way of its
// oldest store into memory half of all slots further up.
#pragma once

#include <bit>
#include <cstdint>

namespace kts::engine {

class SlotSet {
 public:
  static constexpr std::uint32_t kSlots = 32;

  void insert(std::uint32_t slot) { m_bits |= bit(slot); }
  void erase(std::uint32_t slot) { m_bits &= ~bit(slot); }
  bool contains(std::uint32_t slot) const { return m_bits & bit(slot); }
  bool empty() const { return m_bits == 0; }
  std::uint32_t lowest() const { return static_cast<std::uint32_t>(std::countr_zero(m_bits)); }
  std::uint32_t highest() const { return kSlots - 1 - static_cast<std::uint32_t>(std::countl_zero(m_bits)); }
  // How many are in it whose slot is lower. Few are; a population count is a call on machines of no
  // particular kind.
  std::uint32_t rankOf(std::uint32_t slot) const {
    std::uint32_t rank = 0;
    for (std::uint32_t lower = m_bits & (bit(slot) - 1); lower != 0; lower &= lower - 1) ++rank;
    return rank;
  }
  template <class F>
  void forEach(F&& call) const {
    for (std::uint32_t left = m_bits; left != 0; left &= left - 1)
      call(static_cast<std::uint32_t>(std::countr_zero(left)));
  }
  // From the highest slot to the lowest.
  template <class F>
  void forEachDown(F&& call) const {
    for (SlotSet left = *this; !left.empty(); left.erase(left.highest())) call(left.highest());
  }
  bool meets(SlotSet other) const { return m_bits & other.m_bits; }
  SlotSet without(SlotSet other) const { return SlotSet(m_bits & ~other.m_bits); }
  bool operator==(const SlotSet&) const = default;

  SlotSet() = default;

 private:
  explicit SlotSet(std::uint32_t bits) : m_bits(bits) {}
  static std::uint32_t bit(std::uint32_t slot) { return std::uint32_t(1) << slot; }
  std::uint32_t m_bits = 0;
};

}  // namespace kts::engine
