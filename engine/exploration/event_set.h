// SPDX-License-Identifier: GPL-2.0-or-later
// A set of events of one path, by their places in it, a bit each: those that come before another, say.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kts::engine {

class EventSet {
 public:
  static constexpr std::size_t kBlock = 64;

  // Empty, with room for the first so many events.
  void begin(std::size_t events) {
    m_count = (events + kBlock - 1) / kBlock;
    if (m_blocks.size() < m_count) m_blocks.resize(m_count);
    std::fill_n(m_blocks.begin(), m_count, 0);
  }
  void insert(std::size_t event) { m_blocks[event / kBlock] |= std::uint64_t(1) << event % kBlock; }
  bool contains(std::size_t event) const {
    return event / kBlock < m_count && m_blocks[event / kBlock] >> event % kBlock & 1;
  }
  // Of events that there is room for.
  void insert(const EventSet& others) {
    for (std::size_t at = 0; at < others.m_count; ++at) m_blocks[at] |= others.m_blocks[at];
  }
  bool meets(const EventSet& other) const {
    const std::size_t count = std::min(m_count, other.m_count);
    for (std::size_t at = 0; at < count; ++at)
      if (m_blocks[at] & other.m_blocks[at]) return true;
    return false;
  }
  // The events from `block` times kBlock on: the first is the lowest bit.
  std::size_t blocks() const { return m_count; }
  std::uint64_t block(std::size_t block) const { return m_blocks[block]; }
  std::size_t bytes() const { return m_blocks.capacity() * sizeof(m_blocks[0]); }

 private:
  std::vector<std::uint64_t> m_blocks;
  std::size_t m_count = 0;  // of them in use
};

}  // namespace kts::engine
