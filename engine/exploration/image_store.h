// SPDX-License-Identifier: GPL-2.0-or-later
// States of a world, each kept as the numbers of its pieces: the same piece of memory (a task as it stands
// there, a stack, a request) is part of very many states, and is kept once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/exploration/world.h"

namespace kts::engine {

class ImageStore {
 public:
  using Piece = std::uint32_t;

  explicit ImageStore(World& world) : m_world(world) {}

  // Appends the pieces of the state that the world is in now.
  void keep(std::vector<Piece>& pieces);
  // Puts the world back into the state of these pieces.
  void putBack(std::span<const Piece> pieces);
  // The same when the world was in that state, and only `task` has made a step since.
  void putBackAfter(TaskId task, std::span<const Piece> pieces);

  std::uint64_t bytes() const;

 private:
  struct Place {
    std::uint64_t offset;
    std::uint32_t size;
    std::uint32_t hash;
  };
  Piece find(const std::byte* at, std::size_t size);
  void grow();

  World& m_world;
  std::vector<std::byte> m_content;
  std::vector<Place> m_places;
  std::vector<Piece> m_table;  // by hash: the piece plus one, 0 for none
  std::vector<Piece> m_last;   // of the state kept or put back last: most pieces of the next are the same
};

}  // namespace kts::engine
