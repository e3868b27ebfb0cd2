// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/lanes/columns.h"

#include <algorithm>

#include "recordings/lanes/lod.h"

namespace kts::recordings {

std::size_t Scale::columnOf(std::uint64_t position) const {
  if (position <= from) return 0;
  const auto column = static_cast<std::size_t>(static_cast<double>(position - from) / width());
  return std::min(column, static_cast<std::size_t>(columns) - 1);
}

void ColumnFill::closeColumn() {
  double known = 0;
  for (const double weight : m_weights) known += weight;
  double best = m_weights[0] + std::max(0.0, m_scale.width() - known);
  for (std::size_t state = 1; state < kLaneStates; ++state)
    if (m_weights[state] > best) {
      best = m_weights[state];
      m_columns[m_at].state = static_cast<LaneState>(state);
    }
  m_columns[m_at].held = shareOf(m_held, m_scale.width());
  m_columns[m_at].contended = shareOf(m_contended, m_scale.width());
  m_weights.fill(0);
  m_held = m_contended = 0;
  ++m_at;
}

void ColumnFill::stretch(std::uint64_t from, std::uint64_t to, LaneState state, std::uint16_t depth,
                         double held, double contended) {
  from = std::max(from, m_scale.from);
  to = std::min(to, m_scale.to);
  if (from >= to) return;
  const double width = m_scale.width();
  const auto begin = static_cast<double>(from - m_scale.from), end = static_cast<double>(to - m_scale.from);
  while (m_at < m_columns.size() && static_cast<double>(m_at + 1) * width <= begin) closeColumn();
  while (m_at < m_columns.size()) {
    const double left = static_cast<double>(m_at) * width, right = left + width;
    const double weight = std::min(end, right) - std::max(begin, left);
    m_weights[static_cast<std::size_t>(state)] += weight;
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
    if (from >= m_scale.from && from <= m_scale.to) add(m_scale.columnOf(from), count);
    return;
  }
  if (count == 0 || to <= m_scale.from || from >= m_scale.to) return;
  // Spread evenly; the running sum is rounded, so that none is lost or made up.
  const double span = static_cast<double>(to - from);
  const auto before = [&](double position) {
    return static_cast<std::uint64_t>(
        std::clamp((position - static_cast<double>(from)) / span, 0.0, 1.0) * count + 0.5);
  };
  const std::size_t first = m_scale.columnOf(from), last = m_scale.columnOf(to - 1);
  std::uint64_t given = before(static_cast<double>(std::max(from, m_scale.from)));
  for (std::size_t column = first; column <= last; ++column) {
    const double right =
        static_cast<double>(m_scale.from) + static_cast<double>(column + 1) * m_scale.width();
    const std::uint64_t sum = column == last && to <= m_scale.to ? count : before(right);
    if (sum > given) add(column, sum - given), given = sum;
  }
}

std::vector<Column> ColumnFill::finish() {
  while (m_at < m_columns.size()) closeColumn();
  return std::move(m_columns);
}

}  // namespace kts::recordings
