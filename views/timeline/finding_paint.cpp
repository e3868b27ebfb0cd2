// SPDX-License-Identifier: GPL-2.0-or-later
// What was found, on the lanes: a full line and a filled diamond at the finding, its kind at the foot, hollow
// diamonds at the events that made it, each with its word where there is room.
#include <algorithm>
#include <cmath>

#include "views/timeline/timeline_painter.h"

namespace kts::views {

std::vector<QRectF> stackLabels(std::span<const LabelWish> wishes, const QRectF& within, double height,
                                double gap, int lines) {
  std::vector<QRectF> places;
  for (const LabelWish& wish : wishes) {
    const double most = std::max(within.left(), within.right() - wish.width);
    const double left = std::clamp(wish.centre - wish.width / 2, within.left(), most);
    QRectF place;
    for (int line = 0; line < lines && place.isEmpty(); ++line) {
      const QRectF box(left, within.bottom() - (line + 1) * (height + gap), wish.width, height);
      const bool meets = std::ranges::any_of(
          places, [&](const QRectF& other) { return other.adjusted(-gap, 0, gap, 0).intersects(box); });
      if (!meets && box.top() >= within.top()) place = box;
    }
    places.push_back(place);
  }
  return places;
}

std::optional<QPointF> TimelinePainter::placeOf(const TimelineMark& mark, const TimelineGeometry& geometry,
                                                const TimelineRows& rows, const AxisRange& range) const {
  const double slack = range.width() * 1e-6;
  if (mark.value < range.from - slack || mark.value > range.to + slack) return std::nullopt;
  const double x = std::round(valueToPixel(mark.value, range, geometry.span())) + 0.5;
  if (!mark.row || *mark.row >= rows.layout->rows()) return QPointF(x, geometry.lanes.top() - 1);
  return QPointF(x, geometry.lanes.top() + rows.layout->top(*mark.row) - rows.scroll +
                        rows.layout->parts(*mark.row).barTop);
}

std::vector<FindingLabel> TimelinePainter::findingLabels(const TimelineGeometry& geometry,
                                                         const TimelineRows& rows, const AxisRange& range,
                                                         const std::vector<TimelineMark>& findings) const {
  constexpr int kMostLines = 4;
  const QFontMetricsF metrics(m_theme.font(TextStyle::MonoSmall));
  const auto widthOf = [&](const TimelineMark& mark) {
    return metrics.horizontalAdvance(mark.text) + px(12);
  };
  std::vector<FindingLabel> labels;
  std::vector<LabelWish> wishes;
  for (const TimelineMark& mark : findings)
    if (const auto place = placeOf(mark, geometry, rows, range); place && !mark.part) {
      labels.push_back({&mark, {}});
      wishes.push_back({place->x(), widthOf(mark)});
    }
  const std::vector<QRectF> places = stackLabels(wishes, geometry.lanes, px(16), px(2), kMostLines);
  for (std::size_t at = 0; at < places.size(); ++at) labels[at].box = places[at];
  for (const TimelineMark& mark : findings) {
    const auto place = placeOf(mark, geometry, rows, range);
    if (!place || !mark.part || !mark.row) continue;
    QRectF box(place->x() - widthOf(mark) / 2, place->y() - px(20), widthOf(mark), px(16));
    box.moveRight(std::min(box.right(), geometry.lanes.right()));
    box.moveLeft(std::max(box.left(), geometry.lanes.left()));
    const bool meets =
        std::ranges::any_of(labels, [&](const FindingLabel& other) { return other.box.intersects(box); });
    if (!meets && box.top() >= geometry.lanes.top()) labels.push_back({&mark, box});
  }
  std::erase_if(labels, [](const FindingLabel& label) { return label.box.isEmpty(); });
  return labels;
}

void TimelinePainter::paintFindings(const TimelineGeometry& geometry, const TimelineRows& rows,
                                    const AxisRange& range, const std::vector<TimelineMark>& findings) {
  m_painter.save();
  m_painter.setClipRect(geometry.lanes);
  for (const TimelineMark& mark : findings)
    if (const auto place = placeOf(mark, geometry, rows, range); place && !mark.part)
      paintLine(place->x(), geometry.lanes.top(), geometry.lanes.bottom(), inkOf(mark), px(1.4), Qt::DotLine);
  for (const TimelineMark& mark : findings) {
    const auto place = placeOf(mark, geometry, rows, range);
    if (!place || !mark.row) continue;
    const double r = px(mark.part ? 4 : 5);
    m_painter.setPen(QPen(mark.part ? inkOf(mark) : m_theme.panel, px(1.5)));
    m_painter.setBrush(mark.part ? m_theme.panel : inkOf(mark));
    m_painter.drawPolygon(QPolygonF({*place - QPointF(0, r + 1), *place + QPointF(r, 0),
                                     *place + QPointF(0, r + 1), *place - QPointF(r, 0)}));
  }
  m_painter.restore();
}

void TimelinePainter::paintFindingLabels(const TimelineGeometry& geometry, const TimelineRows& rows,
                                         const AxisRange& range, const std::vector<TimelineMark>& findings) {
  m_painter.save();
  m_painter.setClipRect(geometry.lanes);
  for (const auto& [mark, box] : findingLabels(geometry, rows, range, findings)) {
    const QColor soft = mark->notice ? m_theme.accentSoft : m_theme.badSoft;
    paintPill(box.center(), mark->text, mark->part ? soft : inkOf(*mark),
              mark->part ? inkOf(*mark) : m_theme.onBad, geometry.lanes);
  }
  m_painter.restore();
}

}  // namespace kts::views
