// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/touching_events.h"

namespace kts::engine {

void TouchingEvents::add(std::size_t event, std::uint32_t footprint) {
  const Footprint& touched = numbered(footprint);
  const std::size_t block = event / EventSet::kBlock;
  if (block == m_blocks.size()) m_blocks.emplace_back(2 * (m_numbers.size() + 1));
  Block& events = m_blocks[block];
  const std::uint64_t self = 1ull << event % EventSet::kBlock;
  for (const std::uint32_t entry : touched.entries()) {
    events[entry & ~1u] |= self;
    if (entry & 1) events[entry] |= self;
  }
  events[kAll] |= self;
  if (touched.full()) events[kMore] |= self;
}

void TouchingEvents::remove(std::size_t event, std::uint32_t footprint) {
  const Footprint& touched = numbered(footprint);
  Block& events = m_blocks[event / EventSet::kBlock];
  const std::uint64_t others = ~(1ull << event % EventSet::kBlock);
  for (const std::uint32_t entry : touched.entries()) {
    events[entry & ~1u] &= others;
    if (entry & 1) events[entry] &= others;
  }
  events[kAll] &= others;
  events[kMore] &= others;
}

void TouchingEvents::numberUpTo(std::uint32_t footprint) {
  while (m_numbered.size() <= footprint) {
    const Footprint& from = m_footprints[static_cast<std::uint32_t>(m_numbered.size())];
    Footprint& to = m_numbered.emplace_back();
    for (const std::uint32_t entry : from.entries()) {
      const auto next = static_cast<std::uint32_t>(m_numbers.size() + 1);
      to.add(m_numbers.try_emplace(entry >> 1, next).first->second, !(entry & 1));
    }
  }
  for (Block& block : m_blocks) block.resize(2 * (m_numbers.size() + 1));
}

}  // namespace kts::engine
