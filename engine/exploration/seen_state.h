// SPDX-License-Identifier: GPL-2.0-or-later
// A state to be looked at: the one that the world is in, or one that is kept in pieces and need not be put
// back for that. What is looked at are the kernel's own objects, as they stand in memory or are kept. Of
// pointers in them, the id of what they point at is right, and nothing else.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "engine/exploration/image_store.h"
#include "engine/exploration/world.h"

namespace kts::engine {

class SeenState {
 public:
  // Of whatever state the world is in.
  explicit SeenState(const World& world) : m_world(world), m_kernel(world.kernel()) {}

  // From now on, of that state; until the store takes a new piece.
  void look(std::span<const ImageStore::Piece> pieces, const ImageStore& store) {
    m_pieces = pieces;
    m_store = &store;
    m_first = 1 + store.layout().worldParts();
  }

  std::uint32_t taskCount() const { return m_store ? m_pieces[0] : m_kernel.taskCount(); }
  std::uint32_t requestCount() const {
    return m_store ? static_cast<std::uint32_t>(m_pieces.size() - m_first - m_pieces[0])
                   : m_kernel.requestCount();
  }
  ImageStore::Piece pieceOf(TaskId task) const { return m_pieces[m_first + task]; }
  ImageStore::Piece pieceOfRequest(RequestId request) const {
    return m_pieces[m_first + m_pieces[0] + request];
  }
  const task_struct& task(TaskId id) const {
    return m_store ? kept<task_struct>(pieceOf(id), 0) : m_kernel.task(id);
  }
  const OpenAccesses& open(TaskId id) const {
    return m_store ? kept<OpenAccesses>(pieceOf(id), Layout::kOpenAt) : m_world.openAccesses(id);
  }
  const kthread_create_info& request(RequestId id) const {
    return m_store ? kept<kthread_create_info>(pieceOfRequest(id), 0) : m_kernel.request(id);
  }
  // Of an object of the kernel's that is neither a task's nor a request's.
  template <class T>
  const T& of(const T& object) const {
    if (!m_store || !m_store->layout().inWorld(&object)) return object;
    const Layout::Spot spot = m_store->layout().spotOf(&object);
    return kept<T>(m_pieces[1u + spot.part], spot.offset);
  }

  // So many pieces there are, of all states that are kept.
  std::size_t allPieces() const { return m_store->pieces(); }
  // The part of the world that such an object stands in, and the piece that stands there.
  std::uint16_t partWith(const void* object) const { return m_store->layout().spotOf(object).part; }
  ImageStore::Piece pieceOfPart(std::uint16_t part) const { return m_pieces[1u + part]; }

  const World& world() const { return m_world; }
  const Kthread& kernel() const { return m_kernel; }  // what is the same in every state

 private:
  template <class T>
  const T& kept(ImageStore::Piece piece, std::size_t offset) const {
    return *reinterpret_cast<const T*>(m_store->content(piece) + offset);
  }

  const World& m_world;
  const Kthread& m_kernel;
  const ImageStore* m_store = nullptr;
  std::span<const ImageStore::Piece> m_pieces;
  std::size_t m_first = 0;
};

}  // namespace kts::engine
