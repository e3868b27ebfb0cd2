// SPDX-License-Identifier: GPL-2.0-or-later
// The painter's other half: labels, overview, legend, arrows, and the marks that move.
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "views/theme/hatch.h"
#include "views/timeline/timeline_painter.h"

namespace kts::views {

using recordings::Lane;
using recordings::LaneKind;

void TimelinePainter::paintArrow(const ArrowShape& arrow) {
  const QColor color = m_theme.of(roleOf(arrow.kind)).strong;
  const bool sameRow = std::abs(arrow.from.y() - arrow.to.y()) < px(4);
  const double sign = arrow.to.y() >= arrow.from.y() ? 1 : -1, head = px(7);
  const QPointF tip = arrow.to, neck(tip.x(), tip.y() - sign * (head - 1));
  // Leaves downwards (or upwards) and arrives so: the eye follows it even when cause and effect are
  // neighbours.
  const double bend =
      sameRow ? px(18) : std::clamp(std::abs(neck.y() - arrow.from.y()) * 0.45, px(6), px(60));
  QPainterPath curve(arrow.from);
  if (sameRow) curve.cubicTo(arrow.from - QPointF(0, bend), neck - QPointF(0, bend), neck);
  else curve.cubicTo(arrow.from + QPointF(0, sign * bend), neck - QPointF(0, sign * bend), neck);
  m_painter.setBrush(Qt::NoBrush);
  m_painter.setPen(
      QPen(m_theme.panel, px(4), Qt::SolidLine, Qt::FlatCap));  // keeps it apart from what it crosses
  m_painter.drawPath(curve);
  m_painter.setPen(QPen(color, px(1.7), arrow.hollow ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap));
  m_painter.drawPath(curve);
  const QPolygonF point(
      {tip, tip + QPointF(-head * 0.62, -sign * head), tip + QPointF(head * 0.62, -sign * head)});
  m_painter.setPen(QPen(color, px(1.4), Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
  m_painter.setBrush(arrow.hollow ? m_theme.panel : color);
  m_painter.drawPolygon(point);
  m_painter.drawEllipse(arrow.from, px(3), px(3));
}

void TimelinePainter::paintArrowLabel(const ArrowShape& arrow, const TimelineShapes& shapes,
                                      std::vector<QRectF>& labels) {
  const QColor color = m_theme.of(roleOf(arrow.kind)).strong;
  const QPointF tip = arrow.to;
  m_painter.setFont(m_theme.font(TextStyle::Small));
  const QFontMetricsF metrics(m_painter.font());
  const QRectF clip = m_painter.clipBoundingRect();
  const QSizeF size(metrics.horizontalAdvance(arrow.label) + px(12), px(18));
  const auto boxAt = [&](double share, bool before) {
    QRectF box(QPointF(tip.x() + px(8), arrow.from.y() + (tip.y() - arrow.from.y()) * share - px(9)), size);
    if (before || box.right() > clip.right()) box.moveRight(std::min(tip.x(), arrow.from.x()) - px(8));
    return box;
  };
  const auto hidesWords = [&](const QRectF& box) {
    return std::ranges::any_of(shapes.words,
                               [&](const WordShape& word) { return word.box.intersects(box); }) ||
           std::ranges::any_of(shapes.calls, [&](const CallShape& call) {
             const QSizeF words(px(8) + metrics.horizontalAdvance(call.label), call.rect.height());
             return !call.label.isEmpty() && QRectF(call.rect.topLeft(), words).intersects(box);
           });
  };
  const auto fits = [&](const QRectF& box) {
    return clip.contains(box) && !hidesWords(box) &&
           std::ranges::none_of(labels, [&](const QRectF& other) { return other.intersects(box); });
  };
  QRectF box;
  for (const bool before : {false, true})
    for (const double share : {0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9})
      if (const QRectF at = boxAt(share, before); box.isEmpty() && fits(at)) box = at;
  if (box.isEmpty()) return;  // the words of lanes come first; the legend and the tooltip tell the rest
  labels.push_back(box);
  m_painter.setPen(QPen(color, px(1)));
  m_painter.setBrush(m_theme.panel);
  m_painter.drawRoundedRect(box, px(4), px(4));
  m_painter.setPen(m_theme.of(roleOf(arrow.kind)).text);
  m_painter.drawText(box, Qt::AlignCenter, arrow.label);
}

void TimelinePainter::paintLabels(const TimelineGeometry& geometry, const TimelineRows& rows) {
  m_painter.save();
  m_painter.setClipRect(geometry.labels);
  m_painter.setRenderHint(QPainter::Antialiasing);
  const bool slim = rows.layout->density() == RowDensity::Slim;
  const QFont name = m_theme.font(slim ? TextStyle::SmallStrong : TextStyle::BodyStrong);
  const QFont number = m_theme.font(TextStyle::MonoSmall);
  const QFontMetricsF nameMetrics(name), numberMetrics(number);
  const RowRange visible = rows.layout->visible(rows.scroll, geometry.labels.height());
  for (std::size_t row = visible.first; row < visible.last; ++row) {
    const RowParts& parts = rows.layout->parts(row);
    if (!parts.words) continue;
    const Lane& lane = (*rows.lanes)[row];
    const double top = geometry.labels.top() + rows.layout->top(row) - rows.scroll;
    const double barTop = top + parts.barTop;
    double right = geometry.labels.right() - px(8);
    if (row < rows.present.size() && rows.present[row] != LaneState::None) {
      const LaneStyle& state = m_theme.of(rows.present[row]);
      const double side = std::min(parts.barHeight, px(16));
      const QRectF badge(right - side, barTop + (parts.barHeight - side) / 2, side, side);
      m_painter.setPen(Qt::NoPen);
      m_painter.setBrush(state.badge);
      m_painter.drawRoundedRect(badge, px(3), px(3));
      m_painter.setFont(m_theme.font(TextStyle::SmallStrong));
      m_painter.setPen(state.badgeText);
      const bool spins = rows.present[row] == LaneState::Spinning;
      m_painter.drawText(
          badge, Qt::AlignCenter,
          spins ? spinningSign() : QString(QLatin1Char(infoOf(rows.present[row]).letter)));
    }
    if (lane.kind == LaneKind::Task) right -= px(22);
    if (lane.pid > 0) {
      const QString pid = QString::number(lane.pid);
      m_painter.setFont(number);
      m_painter.setPen(m_theme.inkFaint);
      m_painter.drawText(QRectF(right - px(60), barTop, px(60), parts.barHeight),
                         Qt::AlignRight | Qt::AlignVCenter, pid);
      right -= numberMetrics.horizontalAdvance(pid) + px(6);
    }
    const double left = geometry.title.left();
    const bool task = lane.kind == LaneKind::Task;
    m_painter.setFont(task ? name : m_theme.font(slim ? TextStyle::Small : TextStyle::Body));
    m_painter.setPen(task ? m_theme.ink : m_theme.inkSoft);
    const QString text = QFontMetricsF(m_painter.font())
                             .elidedText(QString::fromStdString(lane.label), Qt::ElideMiddle, right - left);
    m_painter.drawText(QRectF(left, barTop, right - left, parts.barHeight), Qt::AlignLeft | Qt::AlignVCenter,
                       text);
  }
  m_painter.restore();
}

void TimelinePainter::paintOverview(const TimelineGeometry& geometry, const OverviewContent& overview) {
  m_painter.setFont(m_theme.font(TextStyle::BodyStrong));
  m_painter.setPen(m_theme.ink);
  m_painter.drawText(geometry.title, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("Timeline"));
  m_painter.save();
  m_painter.setRenderHint(QPainter::Antialiasing);
  m_painter.setPen(Qt::NoPen);
  m_painter.setBrush(m_theme.lineSoft);
  m_painter.drawRoundedRect(geometry.overview, px(4), px(4));
  m_painter.restore();
  if (!overview.miniature.empty()) {
    for (const auto& [rect, state] : overview.miniature) {
      QColor ink = m_theme.of(state).edge;
      ink.setAlphaF(state == LaneState::Running ? 0.85F : state == LaneState::Spinning ? 1.0F : 0.45F);
      m_painter.fillRect(rect, ink);
    }
    return;
  }
  if (overview.density == nullptr || overview.density->events.empty()) return;
  const auto& buckets = overview.density->events;
  const std::uint32_t most = std::max(1u, *std::max_element(buckets.begin(), buckets.end()));
  const double left = valueToPixel(overview.counted.from, overview.whole, geometry.overviewSpan());
  const double right = valueToPixel(overview.counted.to, overview.whole, geometry.overviewSpan());
  const double width = (right - left) / static_cast<double>(buckets.size());
  const double room = geometry.overview.height() - px(6);
  QColor ink = m_theme.inkFaint;
  ink.setAlphaF(0.45F);
  for (std::size_t at = 0; at < buckets.size(); ++at) {
    if (buckets[at] == 0) continue;
    const double height =
        std::max(2.0, std::round(std::sqrt(static_cast<double>(buckets[at]) / most) * room));
    const double gap = width >= 3 ? 1 : 0;
    m_painter.fillRect(QRectF(left + static_cast<double>(at) * width,
                              geometry.overview.bottom() - px(2) - height, width - gap, height), ink);
  }
}

void TimelinePainter::paintOverviewMarks(const TimelineGeometry& geometry, const OverviewContent& overview,
                                         const TimelineMarks& marks) {
  m_painter.save();
  m_painter.setRenderHint(QPainter::Antialiasing);
  const PixelSpan span = geometry.overviewSpan();
  const double from = std::max(span.left, valueToPixel(overview.range.from, overview.whole, span));
  const double to = std::min(span.right(), valueToPixel(overview.range.to, overview.whole, span));
  QColor wash = m_theme.accent;
  wash.setAlphaF(0.16F);
  const QRectF window =
      QRectF(from, geometry.overview.top(), std::max(px(6), to - from), geometry.overview.height());
  m_painter.setPen(QPen(m_theme.accent, px(1.4)));
  m_painter.setBrush(wash);
  m_painter.drawRoundedRect(window.adjusted(0.7, 0.7, -0.7, -0.7), px(4), px(4));
  for (const TimelineMark& finding : marks.findings) {
    if (finding.part) continue;
    m_painter.setPen(QPen(m_theme.panel, px(1.5)));
    m_painter.setBrush(finding.notice ? m_theme.accent : m_theme.bad);
    m_painter.drawEllipse(
        QPointF(valueToPixel(finding.value, overview.whole, span), geometry.overview.top() + px(7)), px(4.5),
        px(4.5));
  }
  if (marks.playhead) {
    const double x = std::clamp(valueToPixel(marks.playhead->value, overview.whole, span), span.left + 1,
                                span.right() - 1);
    m_painter.fillRect(QRectF(std::round(x) - px(1), geometry.overview.top() - px(2), px(2),
                              geometry.overview.height() + px(4)),
                       m_theme.accent);
  }
  m_painter.restore();
}

void TimelinePainter::paintLine(double x, double top, double bottom, const QColor& color, double width,
                                Qt::PenStyle style) {
  m_painter.setPen(QPen(color, width, style, Qt::FlatCap));
  m_painter.drawLine(QPointF(x, top), QPointF(x, bottom));
}

void TimelinePainter::paintPill(const QPointF& centre, const QString& text, const QColor& ground,
                                const QColor& ink, const QRectF& within) {
  m_painter.setFont(m_theme.font(TextStyle::MonoSmall));
  const double width = QFontMetricsF(m_painter.font()).horizontalAdvance(text) + px(12), height = px(16);
  QRectF pill(centre.x() - width / 2, centre.y() - height / 2, width, height);
  if (pill.left() < within.left()) pill.moveLeft(within.left());
  if (pill.right() > within.right()) pill.moveRight(within.right());
  m_painter.setPen(Qt::NoPen);
  m_painter.setBrush(ground);
  m_painter.drawRoundedRect(pill, px(4), px(4));
  m_painter.setPen(ink);
  m_painter.drawText(pill, Qt::AlignCenter, text);
}

void TimelinePainter::paintHover(const TimelineGeometry& geometry, const TimelineRows& rows) {
  if (!rows.hoveredRow || *rows.hoveredRow >= rows.layout->rows()) return;
  const double top = geometry.lanes.top() + rows.layout->top(*rows.hoveredRow) - rows.scroll;
  const QRectF row(geometry.labels.left(), top, geometry.lanes.right() - geometry.labels.left(),
                   rows.layout->parts(*rows.hoveredRow).height);
  QColor wash = m_theme.ink;
  wash.setAlphaF(0.045F);
  m_painter.fillRect(row & geometry.labels.united(geometry.lanes), wash);
}

void TimelinePainter::paintMarks(const TimelineGeometry& geometry, const TimelineRows& rows,
                                 const AxisRange& range, const TimelineMarks& marks) {
  m_painter.save();
  m_painter.setRenderHint(QPainter::Antialiasing);
  const double top = geometry.lanes.top(), bottom = geometry.lanes.bottom();
  const QRectF ruler = geometry.ruler;
  const QRectF edge(ruler.left() - px(20), ruler.top(), ruler.width() + px(32), ruler.height());
  const auto xOf = [&](const TimelineMark& mark) {
    return std::round(valueToPixel(mark.value, range, geometry.span())) + 0.5;
  };
  const auto shown = [&](const TimelineMark& mark) {
    return mark.value >= range.from - range.width() * 1e-6 && mark.value <= range.to + range.width() * 1e-6;
  };
  const auto barOf = [&](const TimelineMark& mark) {
    const RowParts& parts = rows.layout->parts(*mark.row);
    return QRectF(xOf(mark), top + rows.layout->top(*mark.row) - rows.scroll + parts.barTop, 0,
                  parts.barHeight);
  };
  paintFindings(geometry, rows, range, marks.findings);
  if (marks.a && marks.b) {
    const double from = std::min(xOf(*marks.a), xOf(*marks.b)), to = std::max(xOf(*marks.a), xOf(*marks.b));
    QColor wash = m_theme.ink;
    wash.setAlphaF(0.05F);
    m_painter.fillRect(QRectF(from, top, to - from, geometry.lanes.height()) & geometry.lanes, wash);
    const QPointF middle((std::max(from, ruler.left()) + std::min(to, ruler.right())) / 2, bottom - px(28));
    paintPill(middle, marks.delta, m_theme.accentSoft, m_theme.onAccentSoft, geometry.lanes);
  }
  const std::pair<const std::optional<TimelineMark>*, QString> cursors[] = {{&marks.a, QStringLiteral("A")},
                                                                            {&marks.b, QStringLiteral("B")}};
  for (const auto& [cursor, name] : cursors) {
    if (!*cursor || !shown(**cursor)) continue;
    paintLine(xOf(**cursor), ruler.bottom() - px(4), bottom, m_theme.inkSoft, px(1.2), Qt::DashLine);
    paintPill(QPointF(xOf(**cursor), bottom - px(9)), name, m_theme.inkSoft, m_theme.panel,
              edge.united(geometry.lanes));
  }
  if (marks.selected && shown(*marks.selected) && marks.selected->row &&
      *marks.selected->row < rows.layout->rows()) {
    m_painter.setClipRect(geometry.lanes);
    const QRectF bar = barOf(*marks.selected);
    m_painter.setPen(QPen(m_theme.ink, px(2)));
    m_painter.setBrush(m_theme.panel);
    m_painter.drawEllipse(QPointF(bar.left(), bar.top() - px(1)), px(4.5), px(4.5));
    m_painter.setClipping(false);
  }
  if (marks.playhead && shown(*marks.playhead)) {
    paintLine(xOf(*marks.playhead), ruler.bottom() - px(4), bottom, m_theme.accent, px(2), Qt::SolidLine);
    paintPill(QPointF(xOf(*marks.playhead), ruler.top() + px(8)), marks.playhead->text, m_theme.accent,
              m_theme.onAccent, edge);
  }
  paintFindingLabels(geometry, rows, range, marks.findings);  // upon the playhead that stands there
  m_painter.restore();
}

void TimelinePainter::paintNotice(const QRectF& room, const QString& text) {
  m_painter.setFont(m_theme.font(TextStyle::Body));
  m_painter.setPen(m_theme.inkSoft);
  m_painter.drawText(room.adjusted(px(20), 0, -px(20), 0), Qt::AlignCenter | Qt::TextWordWrap, text);
}

}  // namespace kts::views
