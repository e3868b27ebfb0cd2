// SPDX-License-Identifier: GPL-2.0-or-later
// The painter's third part: the legend, of what is to be seen and of nothing else.
#include "views/timeline/timeline_painter.h"

namespace kts::views {

std::vector<TimelinePainter::LegendEntry> TimelinePainter::legendOf(const TimelineShapes& shapes) {
  std::vector<LegendEntry> entries;
  for (std::size_t state = 1; state < shapes.bars.size(); ++state) {
    if (shapes.bars[state].empty()) continue;
    const auto& info = infoOf(static_cast<LaneState>(state));
    entries.push_back({QString(QLatin1Char(info.letter)) + QStringLiteral("  ") + textOf(info.name),
                       [this, state](const QRectF& box) { paintBars({box}, m_theme.lanes[state]); }});
  }
  const auto lock = [&](const QString& text, std::vector<QRectF> TimelineShapes::*group) {
    if (!(shapes.*group).empty())
      entries.push_back({text, [this, group](const QRectF& box) {
                           TimelineShapes one;
                           one.*group = {box};
                           paintLocks(one);
                         }});
  };
  lock(QStringLiteral("held"), &TimelineShapes::held);
  lock(QStringLiteral("held while others spin"), &TimelineShapes::contended);
  lock(QStringLiteral("held while others sleep"), &TimelineShapes::sleptFor);
  std::array<bool, kLinkKinds> kinds{};
  bool hollow = false;
  for (const ArrowShape& arrow : shapes.arrows)
    kinds[static_cast<std::size_t>(arrow.kind)] = true, hollow |= arrow.hollow;
  for (std::size_t at = 0; at < kinds.size(); ++at)
    if (const auto kind = static_cast<recordings::LinkKind>(at); kinds[at])
      entries.push_back(
          {linkText(kind), [this, kind](const QRectF& box) { paintLegendArrow(box, kind, false); }});
  if (hollow)
    entries.push_back({QStringLiteral("a wake that found nobody asleep"), [this](const QRectF& box) {
                         paintLegendArrow(box, recordings::LinkKind::Wake, true);
                       }});
  return entries;
}

int TimelinePainter::placeLegend(std::vector<LegendEntry>& entries, double width) const {
  const QFontMetricsF metrics(m_theme.font(TextStyle::Small));
  double x = 0;
  int line = 0;
  for (LegendEntry& entry : entries) {
    entry.width = kLegendSwatch * m_theme.scale + px(6) + metrics.horizontalAdvance(entry.text);
    if (x + entry.width > width && x > 0) x = 0, ++line;
    entry.line = line, entry.x = x;
    x += entry.width + px(16);
  }
  return entries.empty() ? 0 : line + 1;
}

int TimelinePainter::legendLines(const TimelineShapes& shapes, double width) {
  std::vector<LegendEntry> entries = legendOf(shapes);
  return placeLegend(entries, width);
}

void TimelinePainter::paintLegend(const TimelineGeometry& geometry, const TimelineShapes& shapes) {
  if (geometry.legend.isEmpty()) return;
  std::vector<LegendEntry> entries = legendOf(shapes);
  placeLegend(entries, geometry.legend.width());
  m_painter.save();
  m_painter.setRenderHint(QPainter::Antialiasing);
  const double line = px(18), height = px(12), wide = kLegendSwatch * m_theme.scale;
  for (const LegendEntry& entry : entries) {
    const double x = geometry.legend.left() + entry.x,
                 middle = geometry.legend.top() + px(4) + line * (entry.line + 0.5);
    if (middle + line / 2 > geometry.legend.bottom() + 1) break;
    entry.swatch(QRectF(x, middle - height / 2, wide, height));
    m_painter.setFont(m_theme.font(TextStyle::Small));
    m_painter.setPen(m_theme.inkSoft);
    m_painter.drawText(QRectF(x + wide + px(6), middle - line / 2, entry.width, line),
                       Qt::AlignLeft | Qt::AlignVCenter, entry.text);
  }
  m_painter.restore();
}

void TimelinePainter::paintLeftOut(const TimelineGeometry& geometry, std::size_t lanes) {
  if (lanes == 0) return;
  const QRectF line(geometry.title.left(), geometry.lanes.bottom(),
                    geometry.lanes.right() - geometry.title.left(), px(kLeftOutHeight));
  const QString words = QStringLiteral("+ %1 more lane%2: make the picture taller")
                            .arg(lanes)
                            .arg(lanes == 1 ? QString() : QStringLiteral("s"));
  m_painter.setFont(m_theme.font(TextStyle::SmallStrong));
  m_painter.setPen(m_theme.inkSoft);
  m_painter.drawText(
      line, Qt::AlignLeft | Qt::AlignVCenter,
      QFontMetricsF(m_painter.font()).elidedText(words, Qt::ElideRight, line.width()));
}

void TimelinePainter::paintLegendArrow(const QRectF& box, recordings::LinkKind kind, bool hollow) {
  const QColor color = m_theme.of(roleOf(kind)).strong;
  const QPointF tip(box.right(), box.center().y()), neck = tip - QPointF(px(7), 0);
  m_painter.setPen(QPen(color, px(1.7), hollow ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap));
  m_painter.drawLine(QPointF(box.left(), tip.y()), neck);
  m_painter.setPen(QPen(color, px(1.2)));
  m_painter.setBrush(hollow ? m_theme.panel : color);
  m_painter.drawPolygon(QPolygonF({tip, neck + QPointF(0, px(4)), neck - QPointF(0, px(4))}));
}

}  // namespace kts::views
