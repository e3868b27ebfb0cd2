// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/image_store.h"

#include <cstring>

#include "engine/exploration/hash.h"

namespace kts::engine {

// The table stays at most half full.
void ImageStore::makeRoom() {
  if ((m_places.size() + 1) * 2 < m_table.size()) return;
  m_table.assign(std::max<std::size_t>(1024, m_table.size() * 2), 0);
  for (Piece piece = 0; piece < m_places.size(); ++piece) {
    std::size_t at = m_places[piece].hash & (m_table.size() - 1);
    while (m_table[at]) at = (at + 1) & (m_table.size() - 1);
    m_table[at] = piece + 1;
  }
}

ImageStore::Piece ImageStore::find(const Wanted& wanted) {
  std::size_t slot = wanted.hash & (m_table.size() - 1);
  for (; m_table[slot]; slot = (slot + 1) & (m_table.size() - 1)) {
    const Place& place = m_places[m_table[slot] - 1];
    if (place.hash == wanted.hash && place.size == wanted.size &&
        std::memcmp(&m_content[place.offset], wanted.at, wanted.size) == 0)
      return m_table[slot] - 1;
  }
  m_places.push_back({m_content.size(), wanted.size, wanted.hash});
  m_content.insert(m_content.end(), wanted.at, wanted.at + wanted.size);
  m_table[slot] = static_cast<Piece>(m_places.size());
  return m_table[slot] - 1;
}

// What is looked for is on its way from far memory before it is: a piece's slot, then its place.
void ImageStore::keep(LargeVector<Piece>& pieces) {
  makeRoom();  // a table, at the least
  std::size_t index = 0;
  m_wanted.clear();
  m_world.eachPiece([&](const std::byte* at, std::size_t size) {
    if (index == m_last.size()) m_last.push_back(kNone), m_lastAt.push_back(nullptr);
    const Place* place = m_lastAt[index] == at ? &m_places[m_last[index]] : nullptr;
    const bool still = place && !m_world.mayHaveChanged(at);
    if (!still && (!place || place->size != size || std::memcmp(&m_content[place->offset], at, size) != 0)) {
      const auto hash = static_cast<std::uint32_t>(hashOf(at, size));
      m_wanted.push_back({index, at, static_cast<std::uint32_t>(size), hash});
      __builtin_prefetch(&m_table[hash & (m_table.size() - 1)]);
    }
    m_lastAt[index++] = at;
  });
  m_last.resize(index);
  m_lastAt.resize(index);
  m_world.memoryIsKnown();
  for (const Wanted& wanted : m_wanted)
    if (const Piece piece = m_table[wanted.hash & (m_table.size() - 1)])
      __builtin_prefetch(&m_places[piece - 1]);
  for (const Wanted& wanted : m_wanted) {
    makeRoom();
    m_last[wanted.index] = find(wanted);
  }
  pieces.insert(pieces.end(), m_last.begin(), m_last.end());
}

// A piece is as long as it was then: the lengths that the world has now are right only from there on.
void ImageStore::putBack(std::span<const Piece> pieces) {
  m_last.resize(pieces.size(), kNone);
  m_lastAt.resize(pieces.size());
  std::size_t index = 0;
  m_world.eachPiece([&](std::byte* at, std::size_t) {
    const Piece piece = pieces[index];
    const bool there = m_last[index] == piece && m_lastAt[index] == at;
    if (!there || m_world.mayHaveChanged(at))
      std::memcpy(at, &m_content[m_places[piece].offset], m_places[piece].size);
    m_last[index] = piece;
    m_lastAt[index++] = at;
  });
  m_world.memoryIsKnown();
}

std::uint64_t ImageStore::bytes() const {
  return m_content.capacity() + m_places.capacity() * sizeof(Place) + m_table.capacity() * sizeof(Piece);
}

}  // namespace kts::engine
