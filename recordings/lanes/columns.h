// SPDX-License-Identifier: GPL-2.0-or-later
// One lane as columns of pixels: fed with stretches in rising order, each column takes what filled most of
// it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "recordings/recording.h"

namespace kts::recordings {

// What the columns of a window divide evenly: [from, to) in events or nanoseconds.
struct Scale {
  std::uint64_t from = 0, to = 1;
  int columns = 1;

  double width() const { return static_cast<double>(to - from) / columns; }
  // The column in which a position lies, kept inside.
  std::size_t columnOf(std::uint64_t position) const { return columnOf(position, width()); }
  std::size_t columnOf(std::uint64_t position, double width) const;
};

class ColumnFill {
 public:
  explicit ColumnFill(const Scale& scale)
      : m_scale(scale), m_width(scale.width()), m_columns(static_cast<std::size_t>(scale.columns)) {}

  // The lane showed `state` in [from, to), after all stretches given before. Of a lock: which part of it the
  // lock was held, and contended, from 0 to 1.
  void stretch(std::uint64_t from, std::uint64_t to, LaneState state, std::uint16_t depth, double held = 0,
               double contended = 0);
  // So many events lay evenly in [from, to).
  void events(std::uint64_t from, std::uint64_t to, std::uint32_t count);
  std::vector<Column> finish();

 private:
  void closeColumn();
  std::size_t columnOf(std::uint64_t position) const { return m_scale.columnOf(position, m_width); }
  void add(std::size_t column, std::uint64_t count);

  Scale m_scale;
  double m_width;  // of a column
  std::vector<Column> m_columns;
  std::size_t m_at = 0;       // the column being filled
  std::uint32_t m_shown = 0;  // a bit for each state that it showed
  std::array<double, kLaneStates> m_weights{};
  double m_held = 0, m_contended = 0;
};

}  // namespace kts::recordings
