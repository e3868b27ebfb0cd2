// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/lane_layout.h"

#include <algorithm>

namespace kts::views {

namespace {

RowParts partsAtScaleOne(RowDensity density, recordings::LaneKind kind, bool collapsed) {
  RowParts parts;
  parts.words = !collapsed;
  if (collapsed) {
    parts.height = 9, parts.tickTop = 1, parts.tickHeight = 0, parts.barTop = 2, parts.barHeight = 6;
    return parts;
  }
  const bool task = kind == recordings::LaneKind::Task, number = recordings::showsDepth(kind);
  switch (density) {
    case RowDensity::Slim:
      parts.height = 18, parts.tickTop = 1, parts.tickHeight = 3, parts.barTop = 3, parts.barHeight = 14;
      break;
    case RowDensity::Compact:
      parts.height = task ? 34 : number ? 23 : 27, parts.tickTop = 2, parts.tickHeight = 4, parts.barTop = 6,
      parts.barHeight = 18;
      if (task) parts.stripTop = 26, parts.stripHeight = 2, parts.stripPitch = 3, parts.strips = 2;
      if (number) parts.barTop = 4, parts.barHeight = 18;  // a number stands above half of it
      break;
    case RowDensity::Comfortable:
      parts.height = task ? 48 : number ? 28 : 36, parts.tickTop = 4, parts.tickHeight = 5, parts.barTop = 9,
      parts.barHeight = 23;
      if (task) parts.stripTop = 34, parts.stripHeight = 3, parts.stripPitch = 4, parts.strips = 3;
      else parts.barTop = number ? 4 : 7, parts.barHeight = number ? 21 : 23;
      break;
    case RowDensity::Expanded:
      parts.height = task ? 86 : number ? 36 : 44, parts.tickTop = 4, parts.tickHeight = 6, parts.barTop = 10,
      parts.barHeight = 24;
      if (task)
        parts.stripTop = 36, parts.stripHeight = 14, parts.stripPitch = 15, parts.strips = 3,
        parts.stripNames = true;
      break;
  }
  return parts;
}

}  // namespace

RowParts rowPartsOf(RowDensity density, recordings::LaneKind kind, bool collapsed, double scale) {
  RowParts parts = partsAtScaleOne(density, kind, collapsed);
  for (double* length : {&parts.height, &parts.tickTop, &parts.tickHeight, &parts.barTop, &parts.barHeight,
                         &parts.stripTop, &parts.stripHeight, &parts.stripPitch})
    *length *= scale;
  return parts;
}

LaneLayout::LaneLayout(const std::vector<recordings::Lane>& lanes, const std::vector<bool>& collapsed,
                       RowDensity density, double scale, const std::vector<bool>& quiet)
    : m_density(density) {
  m_parts.reserve(lanes.size());
  m_tops.reserve(lanes.size() + 1);
  for (std::size_t at = 0; at < lanes.size(); ++at) {
    const RowDensity rowDensity = at < quiet.size() && quiet[at] ? RowDensity::Slim : density;
    m_parts.push_back(rowPartsOf(rowDensity, lanes[at].kind, at < collapsed.size() && collapsed[at], scale));
    m_tops.push_back(m_tops.back() + m_parts.back().height);
  }
}

std::size_t LaneLayout::rowAt(double y) const {
  if (m_parts.empty()) return 0;
  const auto after = std::upper_bound(m_tops.begin(), m_tops.end(), y);
  const auto row = after == m_tops.begin() ? 0 : static_cast<std::size_t>(after - m_tops.begin()) - 1;
  return std::min(row, m_parts.size() - 1);
}

RowRange LaneLayout::visible(double scroll, double viewportHeight) const {
  if (m_parts.empty() || viewportHeight <= 0 || scroll >= height() || scroll + viewportHeight <= 0) return {};
  const std::size_t first = rowAt(scroll);
  std::size_t last = rowAt(scroll + viewportHeight);
  if (m_tops[last] < scroll + viewportHeight) ++last;
  return {first, last};
}

double LaneLayout::clippedScroll(double wish, double viewportHeight) const {
  return std::clamp(wish, 0.0, std::max(0.0, height() - viewportHeight));
}

RowDensity densityThatFits(const std::vector<recordings::Lane>& lanes, const std::vector<bool>& quiet,
                           double viewportHeight, double scale, std::size_t manyLanes) {
  for (const RowDensity density : {RowDensity::Expanded, RowDensity::Comfortable, RowDensity::Compact})
    if (LaneLayout(lanes, {}, density, scale, quiet).height() <= viewportHeight) return density;
  // In a low pane slim rows show who does what at the same time; two or three compact ones do not.
  constexpr double kFewestRows = 4;
  const double few =
      kFewestRows * rowPartsOf(RowDensity::Compact, recordings::LaneKind::Task, false, scale).height;
  return lanes.size() <= manyLanes && viewportHeight >= few ? RowDensity::Compact : RowDensity::Slim;
}

}  // namespace kts::views
