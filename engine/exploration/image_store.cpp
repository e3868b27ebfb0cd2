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

ImageStore::Piece ImageStore::find(std::span<const std::byte> wanted) {
  makeRoom();
  const auto hash = static_cast<std::uint32_t>(hashOf(wanted.data(), wanted.size()));
  std::size_t slot = hash & (m_table.size() - 1);
  for (; m_table[slot]; slot = (slot + 1) & (m_table.size() - 1)) {
    const Place& place = m_places[m_table[slot] - 1];
    if (place.hash == hash && place.size == wanted.size() &&
        std::memcmp(&m_content[place.offset], wanted.data(), wanted.size()) == 0)
      return m_table[slot] - 1;
  }
  m_places.push_back({m_content.size(), static_cast<std::uint32_t>(wanted.size()), hash});
  m_content.insert(m_content.end(), wanted.begin(), wanted.end());
  constexpr std::size_t kAligned = 16;  // objects are looked at where they are kept
  m_content.resize((m_content.size() + kAligned - 1) / kAligned * kAligned);
  m_table[slot] = static_cast<Piece>(m_places.size());
  return m_table[slot] - 1;
}

// What stands there now: mostly what stood there last.
ImageStore::Piece ImageStore::pieceAt(std::size_t place, Piece last) {
  bool still = last < kFollows;
  std::size_t size = 0;
  m_layout.eachRange(place, [&](const std::byte* at, std::size_t length, bool stack) {
    size += length;
    if (!still || (stack && !m_world.mayHaveChanged(at, this))) return;
    still = size <= m_places[last].size && std::memcmp(content(last) + size - length, at, length) == 0;
  });
  if (still && size == m_places[last].size) return last;
  m_wanted.clear();
  m_layout.eachRange(place, [&](const std::byte* at, std::size_t length, bool) {
    m_wanted.insert(m_wanted.end(), at, at + length);
  });
  return find(m_wanted);
}

// Of the state of m_last, which has fewer tasks or as many: new ones stand before the requests.
void ImageStore::makePlaces(std::size_t tasks, std::size_t parts) {
  if (m_last.empty() || m_last[0] > tasks) m_last.assign(1 + m_layout.worldParts() + tasks, kNone);
  if (const std::size_t before = m_last[0]; before < tasks) {
    const auto requests = m_last.begin() + static_cast<std::ptrdiff_t>(1 + m_layout.worldParts() + before);
    m_last.insert(requests, tasks - before, kNone);
  }
  m_last[0] = static_cast<Piece>(tasks);
  m_last.resize(1 + parts, kNone);
}

std::span<const ImageStore::Piece> ImageStore::keep() {
  const std::size_t parts = m_layout.parts();
  makePlaces(m_world.kernel().taskCount(), parts);
  for (std::size_t place = 0; place < parts; ++place) {
    Piece& piece = m_last[1 + place];
    const bool follows = place == Layout::kMoves && m_world.movesFollow();
    piece = follows ? kFollows : pieceAt(place, piece);
  }
  m_world.memoryIsKnownTo(this);
  return m_last;
}

void ImageStore::putBack(std::size_t place, Piece piece, bool same) {
  const std::byte* from = content(piece);
  m_layout.eachRange(place, [&](std::byte* at, std::size_t length, bool stack) {
    if (!same || !stack || m_world.mayHaveChanged(at, this)) std::memcpy(at, from, length);
    from += length;
  });
}

void ImageStore::putBack(std::span<const Piece> pieces) {
  const std::size_t tasks = pieces[0];
  makePlaces(std::max<std::size_t>(tasks, m_last.empty() ? 0 : m_last[0]), pieces.size());
  const std::size_t lastTasks = m_last[0];
  for (std::size_t place = 0; place + 1 < pieces.size(); ++place) {
    const Piece piece = pieces[1 + place];
    const std::size_t before = 1 + m_layout.placeOf(m_layout.partAt(place, tasks), lastTasks);
    const bool same = before < m_last.size() && m_last[before] == piece;
    if (piece != kFollows && !(same && m_world.untouched(this))) putBack(place, piece, same);
  }
  m_last.assign(pieces.begin(), pieces.end());
  if (pieces[1 + Layout::kMoves] == kFollows) m_world.deriveMoves();
  m_world.memoryIsKnownTo(this);
}

std::uint64_t ImageStore::bytes() const {
  return m_content.capacity() + m_places.capacity() * sizeof(Place) + m_table.capacity() * sizeof(Piece);
}

}  // namespace kts::engine
