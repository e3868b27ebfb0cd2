// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/timeline_painter.h"

#include <QPaintEngine>
#include <QPainterPath>
#include <cmath>

#include "views/theme/hatch.h"

namespace kts::views {

Role roleOf(recordings::LinkKind kind) {
  switch (kind) {
    case recordings::LinkKind::Queue: return Role::List;
    case recordings::LinkKind::Wake: return Role::Wake;
    case recordings::LinkKind::Fork: return Role::Fork;
    case recordings::LinkKind::Complete: return Role::Done;
    case recordings::LinkKind::Stop: return Role::Stop;
  }
  return Role::Quiet;
}

TimelinePainter::TimelinePainter(QPainter& painter, const Theme& theme) : m_painter(painter), m_theme(theme) {
  const QPaintEngine* engine = painter.paintEngine();
  m_textures = engine != nullptr && engine->type() == QPaintEngine::Raster;
}

void TimelinePainter::paintGround(const TimelineGeometry& geometry, const TimelineRows& rows) {
  const QRectF whole(geometry.labels.left(), geometry.lanes.top(),
                     geometry.lanes.right() - geometry.labels.left(), geometry.lanes.height());
  m_painter.save();
  m_painter.setClipRect(whole);
  const RowRange visible = rows.layout->visible(rows.scroll, geometry.lanes.height());
  for (std::size_t row = visible.first; row < visible.last; ++row) {
    const double top = geometry.lanes.top() + rows.layout->top(row) - rows.scroll;
    const QRectF rect(whole.left(), top, whole.width(), rows.layout->parts(row).height);
    if (rows.selectedRow == row) m_painter.fillRect(rect, m_theme.accentSoft);
    const bool newKind = row > 0 && (*rows.lanes)[row].kind != recordings::LaneKind::Task &&
                         (*rows.lanes)[row - 1].kind == recordings::LaneKind::Task;
    if (rows.layout->density() != RowDensity::Slim || newKind)
      m_painter.fillRect(QRectF(whole.left(), top, whole.width(), 1),
                         newKind ? m_theme.line : m_theme.lineSoft);
  }
  m_painter.restore();
}

void TimelinePainter::paintGrid(const TimelineGeometry& geometry, const AxisRange& range,
                                const std::vector<TimeTick>& ticks) {
  for (const TimeTick& tick : ticks) {
    const double x = std::round(valueToPixel(tick.value, range, geometry.span()));
    const double mark = px(tick.label.isEmpty() ? 3 : 5);
    m_painter.fillRect(QRectF(x, geometry.ruler.bottom() - mark, 1, mark),
                       tick.label.isEmpty() ? m_theme.line : m_theme.lineStrong);
    m_painter.fillRect(QRectF(x, geometry.lanes.top(), 1, geometry.lanes.height()),
                       tick.label.isEmpty() ? m_theme.lineSoft : m_theme.lineGrid);
  }
  m_painter.fillRect(QRectF(geometry.ruler.left(), geometry.ruler.bottom() - 1, geometry.ruler.width(), 1),
                     m_theme.line);
}

void TimelinePainter::paintRuler(const TimelineGeometry& geometry, const AxisRange& range,
                                 const std::vector<TimeTick>& ticks,
                                 const std::optional<TimelineMark>& playhead) {
  m_painter.setFont(m_theme.font(TextStyle::MonoSmall));
  const QFontMetricsF metrics(m_painter.font());
  const QRectF ruler = geometry.ruler;
  double hiddenFrom = 1, hiddenTo = 0;  // where the playhead's number will stand
  if (playhead && range.contains(playhead->value)) {
    const double x = valueToPixel(playhead->value, range, geometry.span()),
                 half = metrics.horizontalAdvance(playhead->text) / 2 + px(9);
    hiddenFrom = x - half, hiddenTo = x + half;
  }
  m_painter.setPen(m_theme.inkFaint);
  for (const TimeTick& tick : ticks) {
    if (tick.label.isEmpty()) continue;
    const double x = valueToPixel(tick.value, range, geometry.span()),
                 width = metrics.horizontalAdvance(tick.label);
    const double left =
        std::clamp(x - width / 2, ruler.left(), std::max(ruler.left(), ruler.right() - width));
    if (left < hiddenTo && left + width > hiddenFrom) continue;
    m_painter.drawText(QRectF(left, ruler.top(), width + 2, ruler.height() - px(5)),
                       Qt::AlignLeft | Qt::AlignVCenter, tick.label);
  }
}

void TimelinePainter::paintBars(const std::vector<QRectF>& rects, const LaneStyle& style) {
  if (rects.empty()) return;
  const double radius = px(3);
  const QBrush brush = m_textures ? hatchBrush(style, m_theme.scale, m_painter.device()->devicePixelRatioF())
                                  : QBrush(style.fill);
  m_painter.setPen(Qt::NoPen);
  m_painter.setBrush(brush);
  for (const QRectF& rect : rects) {
    const bool round = rect.width() >= px(10) && rect.height() >= px(16);
    if (round) m_painter.drawRoundedRect(rect, radius, radius);
    else m_painter.fillRect(rect, brush);
    if (!m_textures && rect.width() >= 4)
      paintHatch(m_painter, rect.adjusted(1, 1, -1, -1), style.hatch, style.hatchInk, m_theme.scale);
    if (style.hatch != Hatch::None && rect.width() >= px(4))  // where a hatched bar begins must be seen
      m_painter.fillRect(QRectF(rect.left(), rect.top() + (round ? radius / 2 : 0), px(2),
                                rect.height() - (round ? radius : 0)),
                         style.edge);
  }
}

void TimelinePainter::paintLocks(const TimelineShapes& shapes) {
  const RoleStyle& lock = m_theme.of(Role::Lock);
  LaneStyle held{
      .fill = lock.soft, .text = lock.text, .edge = lock.strong, .hatchInk = lock.soft, .hatch = Hatch::None};
  paintBars(shapes.held, held);
  paintBars(shapes.contended, held);
  paintBars(shapes.sleptFor, held);
  m_painter.setPen(Qt::NoPen);
  for (const auto* group : {&shapes.held, &shapes.contended, &shapes.sleptFor})
    for (const QRectF& rect : *group) {
      if (rect.width() < px(5)) {
        m_painter.fillRect(rect, lock.strong);
        continue;
      }
      m_painter.fillRect(QRectF(rect.left(), rect.top(), px(3), rect.height()), lock.strong);
      m_painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 1), lock.strong);
      m_painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), lock.strong);
      m_painter.fillRect(QRectF(rect.right() - 1, rect.top(), 1, rect.height()), lock.strong);
    }
  // What those who want it do meanwhile, by their own state's pattern, at the foot.
  const auto stripes = [&](const std::vector<QRectF>& rects, LaneState state) {
    const LaneStyle& style = m_theme.of(state);
    for (const QRectF& rect : rects) {
      const double height = std::min(px(5), rect.height());
      const QRectF stripe(rect.left(), rect.bottom() - height, rect.width(), height);
      if (m_textures)
        m_painter.fillRect(stripe,
                           hatchBrush(style, m_theme.scale, m_painter.device()->devicePixelRatioF()));
      else paintLaneGround(m_painter, stripe, style, m_theme.scale);
    }
  };
  stripes(shapes.contended, LaneState::Spinning);
  stripes(shapes.sleptFor, LaneState::Blocked);
}

void TimelinePainter::paintTicks(const TimelineShapes& shapes) {
  for (const QRectF& rect : shapes.crowd) m_painter.fillRect(rect, m_theme.lineStrong);
  for (std::size_t role = 0; role < shapes.ticks.size(); ++role)
    for (const QRectF& rect : shapes.ticks[role]) m_painter.fillRect(rect, m_theme.roles[role].strong);
}

void TimelinePainter::paintCalls(const std::vector<CallShape>& calls) {
  for (const CallShape& call : calls) {
    const RoleStyle& style = m_theme.of(Role::Call);
    const bool named = call.rect.height() >= px(10);
    if (!named) {
      QColor ink = style.strong;
      ink.setAlphaF(call.depth == 0 ? 0.28F : call.depth == 1 ? 0.5F : 0.75F);
      m_painter.fillRect(call.rect, ink);
      if (!call.opensBefore)
        m_painter.fillRect(QRectF(call.rect.left(), call.rect.top(), px(2), call.rect.height()),
                           style.strong);
      continue;
    }
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(style.soft);
    m_painter.drawRoundedRect(call.rect, px(2), px(2));
    m_painter.fillRect(QRectF(call.rect.left(), call.rect.top(), px(2), call.rect.height()),
                       call.opensBefore ? style.soft : style.strong);
    if (call.label.isEmpty()) continue;
    m_painter.setFont(m_theme.font(TextStyle::Small));
    m_painter.setPen(style.text);
    m_painter.drawText(call.rect.adjusted(px(6), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, call.label);
  }
}

void TimelinePainter::paintDepths(const std::vector<QRectF>& rects, const RoleStyle& style) {
  for (const QRectF& rect : rects) {
    m_painter.fillRect(rect, style.soft);
    m_painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), px(2)), style.strong);
  }
}

void TimelinePainter::paintShapes(const TimelineGeometry& geometry, const TimelineShapes& shapes,
                                  double zeroAt, const std::vector<FindingLabel>& words) {
  m_painter.save();
  m_painter.setClipRect(geometry.lanes);
  m_painter.setRenderHint(QPainter::Antialiasing);
  // Patterns move with the bars.
  m_painter.setBrushOrigin(QPointF(std::fmod(std::round(zeroAt), 1680.0), 0));
  for (std::size_t state = 1; state < shapes.bars.size(); ++state)
    paintBars(shapes.bars[state], m_theme.lanes[state]);
  QColor seam = m_theme.panel;
  seam.setAlphaF(0.55F);
  for (const QRectF& rect : shapes.seams) m_painter.fillRect(rect, seam);
  paintLocks(shapes);
  paintDepths(shapes.depth, m_theme.of(Role::List));
  paintDepths(shapes.waiting, m_theme.of(Role::Wait));
  for (const AccentShape& accent : shapes.accents)
    m_painter.fillRect(accent.rect, m_theme.ofRequest(accent.request).fill);
  paintCalls(shapes.calls);
  paintTicks(shapes);
  m_painter.setBrush(Qt::NoBrush);
  m_painter.setPen(QPen(m_theme.accent, px(1.6)));
  for (const QRectF& rect : shapes.chosen)
    m_painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), px(3), px(3));
  // Words stand upon the arrows that cross their bars, and those of arrows upon all.
  for (const ArrowShape& arrow : shapes.arrows) paintArrow(arrow);
  for (const WordShape& word : shapes.words) paintWord(word);
  std::vector<QRectF> labels;
  for (const FindingLabel& word : words) labels.push_back(word.box);
  for (const ArrowShape& arrow : shapes.arrows)
    if (!arrow.label.isEmpty()) paintArrowLabel(arrow, shapes, labels);
  m_painter.restore();
}

void TimelinePainter::paintWord(const WordShape& word) {
  const LaneStyle& lane = m_theme.of(word.state);
  QRectF box = word.box;
  const bool onPlain = word.lock || word.depth || word.waiting;
  const Role role = word.lock ? Role::Lock : word.depth ? Role::List : Role::Wait;
  const QColor ink = onPlain ? m_theme.of(role).text : lane.text;
  if (!onPlain && !word.text.isEmpty()) {  // a plain ground: no pattern, seam or arrow
    const double height = std::min(box.height() - px(4), px(17));
    const QRectF chip(box.left() - px(4), box.center().y() - height / 2, box.width() + px(8), height);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(lane.fill);
    m_painter.drawRoundedRect(chip, px(3), px(3));
  }
  if (word.chip != kNoRequest) {
    const double side = box.height() * 0.66;
    paintChip(QRectF(box.left() - px(1), box.center().y() - side / 2, side, side), word.chip);
    box.setLeft(box.left() + side + px(5));
  }
  if (word.text.isEmpty()) return;
  m_painter.setFont(m_theme.font(TextStyle::SmallStrong));
  m_painter.setPen(ink);
  m_painter.drawText(QRectF(box.left(), box.top(), box.width() + px(8), box.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, word.text);
}

void TimelinePainter::paintChip(const QRectF& box, RequestId request) {
  const RequestStyle& style = m_theme.ofRequest(request);
  const QString number = requestNumber(request);
  QFont font = m_theme.font(TextStyle::SmallStrong);
  if (number.size() > 1) font.setPixelSize(std::max(6, font.pixelSize() - 2));
  m_painter.setPen(QPen(m_theme.panel, px(1)));
  m_painter.setBrush(style.fill);
  if (number.size() <= 2) m_painter.drawEllipse(box);
  else m_painter.drawRoundedRect(box, px(3), px(3));
  if (number.size() > 3) return;
  m_painter.setFont(font);
  m_painter.setPen(style.text);
  m_painter.drawText(box.adjusted(-4, 0, 4, 0), Qt::AlignCenter, number);
}

}  // namespace kts::views
