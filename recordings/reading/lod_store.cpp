// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/reading/lod_store.h"

#include <algorithm>

#include "recordings/storage/rows.h"

namespace kts::recordings {

namespace {

constexpr std::size_t kCachedRows = 512;

}  // namespace

LodStore::Row LodStore::rowAt(SQLite::Database& database, int level, std::uint64_t leaf0) {
  const Key key{level, leaf0};
  for (auto at = m_rows.begin(); at != m_rows.end(); ++at)
    if (at->first == key) {
      m_rows.splice(m_rows.begin(), m_rows, at);
      return m_rows.front().second;
    }
  Row found;
  try {
    SQLite::Statement row(database, "SELECT leaves FROM lod WHERE run = 0 AND level = ? AND leaf0 = ?");
    bindOne(row, 1, level), bindOne(row, 2, leaf0);
    if (row.executeStep())
      if (const auto bytes = m_unpacker.unpack(bytesAt(row, 0), kMostLodBytes))
        if (auto decoded = decodeLod(*bytes)) found = std::make_shared<const LodRow>(std::move(*decoded));
  } catch (const SQLite::Exception&) {
    // A damaged row is one that is not there: the finer level or the events stand in for it.
  }
  m_rows.emplace_front(key, found);
  if (m_rows.size() > kCachedRows) m_rows.pop_back();
  return found;
}

void LodStore::collect(SQLite::Database& database, int level, Seq from, Seq to, std::vector<LodPiece>& out) {
  if (from >= to) return;
  if (level < 0) {
    if (!out.empty() && !out.back().row && out.back().to == from)
      out.back().to = to;
    else
      out.push_back({from, to, 0, 0, nullptr});
    return;
  }
  const Seq leaf = leafEventsOf(level);
  const Seq rowEvents = leaf * kRowLeaves;
  while (from < to) {
    const Seq rowFrom = from - from % rowEvents;
    const Row row = rowAt(database, level, rowFrom / leaf);
    const Seq covered = row ? rowFrom + row->leaves() * leaf : from;
    const Seq end = std::min(to, rowFrom + rowEvents);
    const Seq until = std::clamp(covered, from, end);
    if (until > from) out.push_back({from, until, leaf, rowFrom, row});
    collect(database, level - 1, until, end, out);
    from = end;
  }
}

std::vector<LodPiece> LodStore::pieces(SQLite::Database& database, int level, Seq from, Seq to) {
  std::vector<LodPiece> out;
  collect(database, std::min(level, kLodLevels - 1), from, to, out);
  return out;
}

}  // namespace kts::recordings
