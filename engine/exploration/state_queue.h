// SPDX-License-Identifier: GPL-2.0-or-later
// States in the order in which they will be gone on from. Each is kept as what differs from the one before
// it: few pieces of many, as those that come after each other mostly come from one state.
#pragma once

#include <span>
#include <vector>

#include "engine/exploration/growing_array.h"
#include "engine/exploration/image_store.h"

namespace kts::engine {

class StateQueue {
 public:
  using Piece = ImageStore::Piece;

  void push(std::span<const Piece> state);
  // The first that has not been taken yet; valid until the next is. There must be one.
  std::span<const Piece> take();
  void clear();
  std::uint64_t bytes() const { return m_bytes.bytes(); }

 private:
  GrowingArray<std::uint8_t> m_bytes;
  std::size_t m_at = 0;                // where in them the next begins
  std::vector<Piece> m_last, m_taken;  // the states pushed and taken last
};

}  // namespace kts::engine
