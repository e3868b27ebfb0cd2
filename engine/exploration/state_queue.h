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
  void clear();
  std::uint64_t bytes() const { return m_bytes.bytes(); }

  // Goes through a queue to which nothing is pushed meanwhile; there can be several.
  class Reader {
   public:
    void toFirst(const StateQueue& queue) { m_queue = &queue, m_at = 0; }
    // Valid until the next is taken. There must be one.
    std::span<const Piece> take();

   private:
    const StateQueue* m_queue = nullptr;
    std::size_t m_at = 0;  // where the next begins
    std::vector<Piece> m_taken;
  };

 private:
  GrowingArray<std::uint8_t> m_bytes;
  std::vector<Piece> m_last;  // the state pushed last
};

}  // namespace kts::engine
