// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/lanes/columns.h"

#include <algorithm>
#include <bit>

#include "recordings/lanes/lod.h"

namespace kts::recordings {

std::size_t Scale::columnOf(std::uint64_t position, double width) const {
  if (position <= from) return 0;
  const auto column = static_cast<std::size_t>(static_cast<double>(position - from) / width);
  return std::min(column, static_cast<std::size_t>(columns) - 1);
}

namespace {
std::size_t lowest(std::uint32_t bits) { return static_cast<std::size_t>(std::countr_zero(bits)); }
}  // namespace

// Most columns of a crowd's lanes show nothing, or one state: they cost next to nothing.
void ColumnFill::closeColumn() {
  Column& column = m_columns[m_at++];
  if (m_shown == 0) return;
  double best = m_width;  // what no stretch covers is None
  for (std::uint32_t left = m_shown & ~1u; left; left &= left - 1) best -= m_weights[lowest(left)];
  for (std::uint32_t left = m_shown & ~1u; left; left &= left - 1) {
    const std::size_t state = lowest(left);
    if (m_weights[state] > best) best = m_weights[state], column.state = static_cast<LaneState>(state);
    m_weights[state] = 0;
  }
  m_shown = 0;
  if (m_held <= 0) return;
  column.held = shareOf(m_held, m_width);
  column.contended = shareOf(m_contended, m_width);
  m_held = m_contended = 0;
}

void ColumnFill::stretch(std::uint64_t from, std::uint64_t to, LaneState state, std::uint16_t depth,
                         double held, double contended) {
  from = std::max(from, m_scale.from);
  to = std::min(to, m_scale.to);
  if (from >= to) return;
  const double width = m_width;
  const auto begin = static_cast<double>(from - m_scale.from), end = static_cast<double>(to - m_scale.from);
  while (m_at < m_columns.size() && static_cast<double>(m_at + 1) * width <= begin) closeColumn();
  while (m_at < m_columns.size()) {
    const double left = static_cast<double>(m_at) * width, right = left + width;
    const double weight = std::min(end, right) - std::max(begin, left);
    m_weights[static_cast<std::size_t>(state)] += weight;
    m_shown |= 1u << static_cast<int>(state);
    m_held += weight * held;
    m_contended += weight * contended;
    m_columns[m_at].depth = std::max(m_columns[m_at].depth, depth);
    if (end < right) return;
    closeColumn();
    if (end <= right) return;
  }
}

void ColumnFill::add(std::size_t column, std::uint64_t count) {
  m_columns[column].events =
      static_cast<std::uint16_t>(std::min<std::uint64_t>(m_columns[column].events + count, 0xffff));
}

void ColumnFill::events(std::uint64_t from, std::uint64_t to, std::uint32_t count) {
  if (from == to) {
    if (from >= m_scale.from && from <= m_scale.to) add(columnOf(from), count);
    return;
  }
  if (count == 0 || to <= m_scale.from || from >= m_scale.to) return;
  // Spread evenly; the running sum is rounded, so that none is lost or made up.
  const double span = static_cast<double>(to - from);
  const auto before = [&](double position) {
    return static_cast<std::uint64_t>(
        std::clamp((position - static_cast<double>(from)) / span, 0.0, 1.0) * count + 0.5);
  };
  const std::size_t first = columnOf(from), last = columnOf(to - 1);
  if (first == last && from >= m_scale.from && to <= m_scale.to) return add(first, count);
  std::uint64_t given = before(static_cast<double>(std::max(from, m_scale.from)));
  for (std::size_t column = first; column <= last; ++column) {
    const double right =
        static_cast<double>(m_scale.from) + static_cast<double>(column + 1) * m_width;
    const std::uint64_t sum = column == last && to <= m_scale.to ? count : before(right);
    if (sum > given) add(column, sum - given), given = sum;
  }
}

std::vector<Column> ColumnFill::finish() {
  while (m_at < m_columns.size()) closeColumn();
  return std::move(m_columns);
}

}  // namespace kts::recordings
