// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/link_shapes.h"

#include <cmath>
#include <set>
#include <tuple>
#include <unordered_map>

namespace kts::views {

using recordings::LaneKind;
using recordings::Link;

namespace {

std::unordered_map<std::uint16_t, std::size_t> rowsOfTaskLanes(const std::vector<recordings::Lane>& lanes) {
  std::unordered_map<std::uint16_t, std::size_t> rows;
  for (std::size_t row = 0; row < lanes.size(); ++row)
    if (lanes[row].kind == LaneKind::Task) rows.emplace(lanes[row].lane, row);
  return rows;
}

}  // namespace

void addArrows(const TimelineContent& content, const ShapeFrame& frame, TimelineShapes& shapes) {
  if (content.links.empty()) return;
  const auto rows = rowsOfTaskLanes(*content.lanes);
  std::set<std::tuple<int, int, std::size_t, std::size_t, int>> drawn;
  for (const PlacedLink& placed : content.links) {
    const Link& link = placed.link;
    const auto cause = rows.find(link.causeLane), effect = rows.find(link.effectLane);
    if (cause == rows.end() || effect == rows.end()) continue;
    const double x1 = valueToPixel(placed.cause, frame.range, frame.span);
    const double x2 = valueToPixel(placed.effect, frame.range, frame.span);
    if (std::max(x1, x2) < frame.span.left || std::min(x1, x2) > frame.span.right()) continue;
    if (!drawn.insert({static_cast<int>(x1), static_cast<int>(x2), cause->second, effect->second,
                       static_cast<int>(link.kind) * 2 + link.tookEffect}).second)
      continue;
    const bool down = effect->second > cause->second;
    const auto yOf = [&](std::size_t row, bool bottom) {
      const RowParts& parts = frame.layout->parts(row);
      return frame.top + frame.layout->top(row) - frame.scroll + parts.barTop +
             (bottom ? parts.barHeight : 0);
    };
    ArrowShape arrow;
    const bool sameRow = cause->second == effect->second;
    arrow.from = QPointF(x1, yOf(cause->second, down));
    arrow.to = QPointF(x2, yOf(effect->second, !down && !sameRow));
    if (std::max(arrow.from.y(), arrow.to.y()) < frame.top ||
        std::min(arrow.from.y(), arrow.to.y()) > frame.top + frame.height)
      continue;
    arrow.kind = link.kind;
    arrow.hollow = !link.tookEffect;
    arrow.request = link.request;
    if (arrow.hollow) arrow.label = content.words->hollowLabel((*content.lanes)[effect->second]);
    shapes.arrows.push_back(std::move(arrow));
  }
}

}  // namespace kts::views
