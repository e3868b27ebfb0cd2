// SPDX-License-Identifier: GPL-2.0-or-later
// Which events of a path touch what. An event has to be held against those before it that conflict with it
// alone, and they are told many at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/exploration/event_set.h"
#include "engine/exploration/footprint.h"

namespace kts::engine {

class TouchingEvents {
 public:
  explicit TouchingEvents(const Footprints& footprints) : m_footprints(footprints) {}

  void add(std::size_t event, std::uint32_t footprint);
  void remove(std::size_t event, std::uint32_t footprint);
  // Of a block of events (event_set.h), of which there are some, those that conflict with that footprint, or
  // may, where one of the two touches more than it says.
  std::uint64_t meeting(std::uint32_t footprint, std::size_t block) {
    const Footprint& touched = numbered(footprint);
    std::uint64_t events = m_blocks[block][touched.full() ? kAll : kMore];
    for (const std::uint32_t entry : touched.entries()) events |= m_blocks[block][entry ^ 1];
    return events;
  }

 private:
  // Events by entry of a footprint: for a write those that write the resource, for a read all that touch it.
  // Before them all events, and those that touch more than they say.
  using Block = std::vector<std::uint64_t>;
  static constexpr std::size_t kAll = 0, kMore = 1;

  const Footprint& numbered(std::uint32_t footprint) {
    if (footprint >= m_numbered.size()) numberUpTo(footprint);
    return m_numbered[footprint];
  }
  void numberUpTo(std::uint32_t footprint);

  const Footprints& m_footprints;
  std::unordered_map<std::uint32_t, std::uint32_t> m_numbers;  // of resources, from 1, as they are met
  std::vector<Footprint> m_numbered;  // footprints that speak of resources by those numbers
  std::vector<Block> m_blocks;
};

}  // namespace kts::engine
