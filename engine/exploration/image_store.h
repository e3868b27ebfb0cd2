// SPDX-License-Identifier: GPL-2.0-or-later
// States of a world, each kept as the numbers of its pieces: what a part of it (a task with its stack, a
// lock, a request) holds is the same in very many states, and is kept once. A world has one of them at a
// time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/exploration/layout.h"
#include "engine/exploration/world.h"
#include "engine/kernel/large_pages.h"

namespace kts::engine {

class ImageStore {
 public:
  using Piece = std::uint32_t;
  static constexpr Piece kNone = ~0u;
  // Stands for who can move where that follows from the rest.
  static constexpr Piece kFollows = kNone - 1;

  explicit ImageStore(World& world) : m_world(world), m_layout(world) {}

  // The state that the world is in: how many tasks there are, then a piece for each part of the layout. Valid
  // until the next call of either.
  std::span<const Piece> keep();
  // Puts the world back into the state of these pieces.
  void putBack(std::span<const Piece> pieces);

  // A piece's bytes, as its ranges stand in memory one after the other. They stay until the next piece.
  const std::byte* content(Piece piece) const { return &m_content[m_places[piece].offset]; }
  std::size_t pieces() const { return m_places.size(); }
  const Layout& layout() const { return m_layout; }
  std::uint64_t bytes() const;

 private:
  struct Place {
    std::uint64_t offset;
    std::uint32_t size;
    std::uint32_t hash;
  };
  Piece find(std::span<const std::byte> wanted);
  void makeRoom();
  Piece pieceAt(std::size_t place, Piece last);
  void makePlaces(std::size_t tasks, std::size_t parts);
  void putBack(std::size_t place, Piece piece, bool same);

  World& m_world;
  Layout m_layout;
  LargeVector<std::byte> m_content;
  LargeVector<Place> m_places;
  LargeVector<Piece> m_table;  // by hash: the piece plus one, 0 for none
  // The state kept or put back last: most pieces of the next are the same.
  std::vector<Piece> m_last;
  std::vector<std::byte> m_wanted;  // of pieceAt()
};

}  // namespace kts::engine
