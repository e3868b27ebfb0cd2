// SPDX-License-Identifier: GPL-2.0-or-later
// Which bytes of a world belong together. A state is cut into parts that change by themselves, so that few
// parts make up very many states: each lock, each list, each program, each task with its stack, each request.
//
// A part is a few ranges of memory; its length may differ from state to state. Parts stand in an order that
// putting them back can follow: what a part's length depends on comes before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/exploration/world.h"

namespace kts::engine {

// A part of a state, whatever the number of tasks is in it.
struct Part {
  enum class Kind : std::uint8_t { World, Task, Request };
  Kind kind = Kind::World;
  std::uint16_t index = 0;  // among those of its kind: a task's id, a request's
  bool operator==(const Part&) const = default;
};

class Layout {
 public:
  // Parts of the world that every world has. Counts: what says how many tasks and requests there are.
  static constexpr std::uint16_t kRest = 0, kCounts = 1, kMoves = 2, kPids = 3, kNamed = 4;

  explicit Layout(World& world);

  std::size_t worldParts() const { return m_ranges.size(); }
  // Of the state that the world is in.
  std::size_t parts() const { return partOf(Part::Kind::Request) + m_world.kernel().requestCount(); }
  // Where a part stands in a state of so many tasks, and which stands there.
  std::size_t placeOf(Part part, std::size_t tasks) const {
    switch (part.kind) {
      case Part::Kind::World: return part.index;
      case Part::Kind::Task: return worldParts() + part.index;
      default: return worldParts() + tasks + part.index;
    }
  }
  Part partAt(std::size_t place, std::size_t tasks) const;

  // The part of the world that an object of it, which is not a task's or a request's, lies in; and where in
  // it. Rest where none is known.
  struct Spot {
    std::uint16_t part = kRest;
    std::uint32_t offset = 0;
  };
  Spot spotOf(const void* object) const {
    Spot spot = m_spots[wordOf(object)];
    spot.offset += static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(object) % kWord);
    return spot;
  }
  bool inWorld(const void* object) const {
    const auto* at = static_cast<const std::byte*>(object);
    return at >= m_base && at < m_base + m_spots.size() * kWord;
  }
  // Where in a task's part its open accesses begin; the task_struct stands at its beginning.
  static constexpr std::size_t kOpenAt = sizeof(task_struct);

  // The ranges of a part, in order: call(address, length, isStack).
  template <class F>
  void eachRange(std::size_t place, F&& call) const;

 private:
  static constexpr std::size_t kWord = 8;
  struct Range {
    std::byte* at;
    std::size_t size;
  };
  std::size_t partOf(Part::Kind kind) const {
    return worldParts() + (kind == Part::Kind::Request ? m_world.kernel().taskCount() : 0);
  }
  std::size_t wordOf(const void* at) const {
    return static_cast<std::size_t>(static_cast<const std::byte*>(at) - m_base) / kWord;
  }
  void own(std::uint16_t part, const void* at, std::size_t size);
  void name(const void* at, std::size_t size) { own(m_parts++, at, size); }
  void sortArrays();
  void gather();

  World& m_world;
  std::byte* const m_base;
  std::vector<Spot> m_spots;  // by word of the objects
  std::uint16_t m_parts = kNamed;
  std::vector<std::vector<Range>> m_ranges;         // by part of the world
  std::vector<Arena::Elements> m_pids, m_byTask;  // PIDs; what each task has beside the rest
};

template <class F>
void Layout::eachRange(std::size_t place, F&& call) const {
  if (place < m_ranges.size()) {
    for (const Range& range : m_ranges[place]) call(range.at, range.size, false);
    if (place == kCounts) {  // what was made since
      const std::size_t begin = m_spots.size() * kWord, end = m_world.arena().objects().size();
      if (end > begin) call(m_base + begin, end - begin, false);
    }
    if (place == kPids)
      for (const Arena::Elements& elements : m_pids)
        if (const std::uint32_t alive = elements.alive()) call(elements.base, elements.size * alive, false);
    return;
  }
  const auto at = static_cast<std::uint32_t>(place - m_ranges.size());
  const std::uint32_t tasks = m_world.kernel().taskCount();
  const auto bytes = [](const auto& object) {
    return const_cast<std::byte*>(reinterpret_cast<const std::byte*>(&object));
  };
  if (at >= tasks) {
    const kthread_create_info& request = m_world.kernel().request(at - tasks);
    return call(bytes(request), sizeof(request), false);
  }
  call(bytes(m_world.kernel().task(at)), sizeof(task_struct), false);
  call(bytes(m_world.openAccesses(at)), sizeof(OpenAccesses), false);
  for (const Arena::Elements& elements : m_byTask)
    if (at >= elements.first && at - elements.first < elements.alive())
      call(elements.base + (at - elements.first) * elements.size, elements.size, false);
  if (const auto stack = m_world.stackOf(at); !stack.empty()) call(stack.data(), stack.size(), true);
}

}  // namespace kts::engine
