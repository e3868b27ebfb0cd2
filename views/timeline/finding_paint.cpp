// SPDX-License-Identifier: GPL-2.0-or-later
// What was found, on the lanes: a full line and a filled diamond at the finding, hollow diamonds at the
// events that made it, each with its word where there is room.
#include <cmath>

#include "views/timeline/timeline_painter.h"

namespace kts::views {

void TimelinePainter::paintFindings(const TimelineGeometry& geometry, const TimelineRows& rows,
                                    const AxisRange& range, const std::vector<TimelineMark>& findings) {
  m_painter.save();
  m_painter.setClipRect(geometry.lanes);
  const double top = geometry.lanes.top(), bottom = geometry.lanes.bottom();
  const auto xOf = [&](const TimelineMark& mark) {
    return std::round(valueToPixel(mark.value, range, geometry.span())) + 0.5;
  };
  const auto shown = [&](const TimelineMark& mark) {
    return mark.value >= range.from - range.width() * 1e-6 && mark.value <= range.to + range.width() * 1e-6;
  };
  const auto inkOf = [&](const TimelineMark& mark) { return mark.notice ? m_theme.accent : m_theme.bad; };
  std::vector<QRectF> taken;  // by words that stand already
  const QFontMetricsF metrics(m_theme.font(TextStyle::MonoSmall));
  for (const TimelineMark& mark : findings) {
    if (!shown(mark)) continue;
    const double x = xOf(mark);
    if (!mark.part) {
      paintLine(x, top, bottom, inkOf(mark), px(1.4), Qt::DotLine);
      paintPill(QPointF(x, bottom - px(9)), mark.text, inkOf(mark), m_theme.onBad, geometry.lanes);
    }
    if (!mark.row || *mark.row >= rows.layout->rows()) continue;
    const double y = top + rows.layout->top(*mark.row) - rows.scroll + rows.layout->parts(*mark.row).barTop;
    const double r = px(mark.part ? 4 : 5);
    m_painter.setPen(QPen(mark.part ? inkOf(mark) : m_theme.panel, px(1.5)));
    m_painter.setBrush(mark.part ? m_theme.panel : inkOf(mark));
    const QPointF at(x, y);
    m_painter.drawPolygon(
        QPolygonF({at - QPointF(0, r + 1), at + QPointF(r, 0), at + QPointF(0, r + 1), at - QPointF(r, 0)}));
    if (!mark.part) continue;
    const double width = metrics.horizontalAdvance(mark.text) + px(12);
    const QRectF pill(x - width / 2, y - px(20), width, px(16));
    bool room = pill.top() >= top;
    for (const QRectF& other : taken) room = room && !other.intersects(pill);
    if (!room) continue;
    taken.push_back(pill);
    paintPill(pill.center(), mark.text, mark.notice ? m_theme.accentSoft : m_theme.badSoft, inkOf(mark),
              geometry.lanes);
  }
  m_painter.restore();
}

}  // namespace kts::views
