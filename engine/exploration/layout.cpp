// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/layout.h"

namespace kts::engine {

// What is named later is cut out of what was named before: a completion's lock, out of the completion, whose
// last member it is: so the rest lies in a piece as it does in memory.
Layout::Layout(World& world)
    : m_world(world),
      m_base(world.arena().objects().data()),
      m_spots((world.arena().objects().size() + kWord - 1) / kWord) {
  const Kthread& kernel = world.kernel();
  own(kCounts, m_base, sizeof(std::size_t));  // how much memory is taken
  own(kCounts, &kernel.lastPid(), sizeof(kernel.lastPid()));
  own(kMoves, world.moveSets().data(), world.moveSets().size());
  name(&kernel.stop(), sizeof(kernel.stop()));
  for (const completion* queue : world.waitQueues()) name(queue, sizeof(*queue));
  for (const list_head* list : world.lists()) name(list, sizeof(*list));
  for (const lock_base* lock : kernel.worldLocks()) name(lock, sizeof(*lock));
  for (const auto& program : world.tasks().programMemory()) {
    for (const auto& memory : program) own(m_parts, memory.data(), memory.size());
    ++m_parts;
  }
  sortArrays();
  gather();
}

void Layout::own(std::uint16_t part, const void* at, std::size_t size) {
  if (size == 0) return;
  for (std::size_t word = wordOf(at); word <= wordOf(static_cast<const std::byte*>(at) + size - 1); ++word)
    m_spots[word].part = part;
}

// Tasks, their open accesses and requests are known; of other arrays those of words are PIDs, the rest are by
// task.
void Layout::sortArrays() {
  const Kthread& kernel = m_world.kernel();
  for (const Arena::Elements& elements : m_world.arena().elements()) {
    own(kCounts, elements.used, sizeof(*elements.used));
    const void* const first = elements.base;
    if (first == &kernel.task(elements.first) || first == &m_world.openAccesses(elements.first) ||
        first == &kernel.request(elements.first))
      continue;
    (elements.size == sizeof(TaskId) ? m_pids : m_byTask).push_back(elements);
  }
}

void Layout::gather() {
  m_ranges.resize(m_parts);
  std::vector<std::uint32_t> sizes(m_parts);
  for (std::size_t word = 0; word < m_spots.size(); ++word) {
    Spot& spot = m_spots[word];
    std::vector<Range>& ranges = m_ranges[spot.part];
    std::byte* const at = m_base + word * kWord;
    if (!ranges.empty() && ranges.back().at + ranges.back().size == at)
      ranges.back().size += kWord;
    else
      ranges.push_back({at, kWord});
    spot.offset = sizes[spot.part];
    sizes[spot.part] += kWord;
  }
}

Part Layout::partAt(std::size_t place, std::size_t tasks) const {
  if (place < worldParts()) return {Part::Kind::World, static_cast<std::uint16_t>(place)};
  place -= worldParts();
  if (place < tasks) return {Part::Kind::Task, static_cast<std::uint16_t>(place)};
  return {Part::Kind::Request, static_cast<std::uint16_t>(place - tasks)};
}

}  // namespace kts::engine
