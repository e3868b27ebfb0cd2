// SPDX-License-Identifier: GPL-2.0-or-later
// States of a world, each kept as the numbers of its pieces: the same piece of memory (a task as it stands
// there, a stack, a request) is part of very many states, and is kept once. A world has one of them at a
// time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/exploration/world.h"
#include "engine/kernel/large_pages.h"

namespace kts::engine {

class ImageStore {
 public:
  using Piece = std::uint32_t;

  explicit ImageStore(World& world) : m_world(world) {}

  // Appends the pieces of the state that the world is in now.
  void keep(LargeVector<Piece>& pieces);
  // Puts the world back into the state of these pieces.
  void putBack(std::span<const Piece> pieces);

  std::uint64_t bytes() const;

 private:
  static constexpr Piece kNone = ~0u;
  struct Place {
    std::uint64_t offset;
    std::uint32_t size;
    std::uint32_t hash;
  };
  struct Wanted {
    std::size_t index;
    const std::byte* at;
    std::uint32_t size, hash;
  };
  Piece find(const Wanted& wanted);
  void makeRoom();

  World& m_world;
  LargeVector<std::byte> m_content;
  LargeVector<Place> m_places;
  LargeVector<Piece> m_table;  // by hash: the piece plus one, 0 for none
  // Of the state kept or put back last, and where they lie: most pieces of the next are the same.
  std::vector<Piece> m_last;
  std::vector<const std::byte*> m_lastAt;
  std::vector<Wanted> m_wanted;  // of keep()
};

}  // namespace kts::engine
