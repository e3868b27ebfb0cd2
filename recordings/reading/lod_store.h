// SPDX-License-Identifier: GPL-2.0-or-later
// Level of detail as it was recorded, decoded when asked for.
#pragma once

#include <list>
#include <memory>
#include <tuple>
#include <vector>

#include "recordings/lanes/lod.h"
#include "recordings/storage/packed.h"
#include "recordings/reading/connection.h"

namespace kts::recordings {

// Part of a stretch of events: leaves of one row, or, where no row is, nothing but its place.
struct LodPiece {
  Seq from = 0, to = 0;
  Seq leafEvents = 0;
  Seq rowFrom = 0;                      // the first event of the row's first leaf
  std::shared_ptr<const LodRow> row;    // null: fold these events
};

class LodStore {
 public:
  // [from, to) as pieces in order, leaves of `level` where they are, of finer ones elsewhere. Rows that a
  // growing file had not filled yet are read again after forget().
  std::vector<LodPiece> pieces(SQLite::Database& database, int level, Seq from, Seq to);
  void forget() {
    std::erase_if(m_rows,
                  [](const auto& each) { return !each.second || each.second->leaves() < kRowLeaves; });
  }

 private:
  using Row = std::shared_ptr<const LodRow>;
  using Key = std::pair<int, std::uint64_t>;
  Row rowAt(SQLite::Database& database, int level, std::uint64_t leaf0);
  void collect(SQLite::Database& database, int level, Seq from, Seq to, std::vector<LodPiece>& out);

  Unpacker m_unpacker;
  std::list<std::pair<Key, Row>> m_rows;  // the one used last in front
};

}  // namespace kts::recordings
