// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/compare/compare_painter.h"

#include <QPainter>
#include <QPainterPath>

#include "views/compare/compare_words.h"
#include "views/theme/hatch.h"

namespace kts::views {

namespace {

constexpr double kPatternFrom = 9;  // narrower blocks are one strong colour

QColor faint(QColor colour, double share) {
  colour.setAlphaF(static_cast<float>(share));
  return colour;
}

QPen penOf(const CompareShape& shape, const Theme& theme) {
  if (shape.lineWidth <= 0) return QPen(Qt::NoPen);
  QPen pen(resolve(theme, shape.line), shape.lineWidth, shape.dashed ? Qt::DashLine : Qt::SolidLine,
           Qt::FlatCap, Qt::MiterJoin);
  return pen;
}

void paintBlock(QPainter& painter, const CompareShape& shape, const Theme& theme) {
  const PhaseStyle& style = styleOf(shape.phase);
  const RoleStyle& role = theme.of(style.role);
  const QRectF r = shape.rect;
  if (r.width() < theme.px(kPatternFrom)) {
    painter.fillRect(r, role.strong);
    return;
  }
  painter.fillRect(r, role.soft);
  paintHatch(painter, r, style.hatch, faint(role.strong, 0.45), theme.scale * 0.8);
  const double line = theme.px(1.2);
  painter.setPen(QPen(role.strong, line, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
  painter.setBrush(Qt::NoBrush);
  const QRectF edge = r.adjusted(line / 2, line / 2, -line / 2, -line / 2);
  if (!shape.open) {
    painter.drawRect(edge);
    return;
  }
  // No right edge: an arrow that leads on.
  painter.drawPolyline(QPolygonF{edge.topRight(), edge.topLeft(), edge.bottomLeft(), edge.bottomRight()});
  const double tip = std::min(r.height() * 0.4, r.width() / 2);
  painter.setPen(Qt::NoPen);
  painter.setBrush(role.strong);
  painter.drawPolygon(
      QPolygonF{{r.right() - tip, r.top()}, {r.right(), r.center().y()}, {r.right() - tip, r.bottom()}});
}

void paintBridge(QPainter& painter, const CompareShape& shape, const Theme& theme) {
  const RoleStyle& role = theme.of(styleOf(shape.phase).role);
  const QPointF a0 = shape.path[0], a1 = shape.path[1], b1 = shape.path[2], b0 = shape.path[3];
  const double middle = (a0.y() + b0.y()) / 2;
  QPainterPath path(a0);
  path.lineTo(a1);
  path.cubicTo({a1.x(), middle}, {b1.x(), middle}, b1);
  path.lineTo(b0);
  path.cubicTo({b0.x(), middle}, {a0.x(), middle}, a0);
  painter.setPen(Qt::NoPen);
  painter.setBrush(faint(role.strong, theme.dark ? 0.28 : 0.22));
  painter.drawPath(path);
}

void paintCurve(QPainter& painter, const CompareShape& shape, const Theme& theme) {
  const RoleStyle& role = theme.of(styleOf(shape.phase).role);
  painter.setPen(Qt::NoPen);
  painter.setBrush(faint(role.strong, theme.dark ? 0.42 : 0.3));
  painter.drawPolygon(shape.path);
  // Its outline, without the base on which it stands.
  painter.setPen(QPen(role.strong, theme.px(1.2), Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
  const double base = shape.path.first().y();
  QPolygonF part;
  for (const QPointF& point : shape.path) {
    if (point.y() == base && !part.isEmpty() && part.last().y() == base) {
      if (part.size() > 1) painter.drawPolyline(part);
      part.clear();
    }
    part << point;
  }
  if (part.size() > 1) painter.drawPolyline(part);
}

// Side by side a pixel wide: plain, for a pattern has no room.
void paintArea(QPainter& painter, const CompareShape& shape, const Theme& theme) {
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme.of(styleOf(shape.phase).role).strong);
  painter.drawPolygon(shape.path);
  painter.setRenderHint(QPainter::Antialiasing);
}

void paintDot(QPainter& painter, const CompareShape& shape, const Theme& theme) {
  const RoleStyle& role = theme.of(styleOf(shape.phase).role);
  painter.setPen(QPen(theme.panel, theme.px(1)));
  painter.setBrush(role.strong);
  painter.drawEllipse(shape.rect);
}

void paintMark(QPainter& painter, const CompareShape& shape, const Theme& theme) {
  const QRectF r = shape.rect;
  painter.setPen(penOf(shape, theme));
  painter.setBrush(resolve(theme, shape.fill));
  painter.drawPolygon(QPolygonF{{r.center().x(), r.top()},
                                {r.right(), r.center().y()},
                                {r.center().x(), r.bottom()},
                                {r.left(), r.center().y()}});
}

void paintShape(QPainter& painter, const CompareShape& shape, const Theme& theme) {
  switch (shape.kind) {
    case CompareKind::Box:
      painter.setPen(penOf(shape, theme));
      painter.setBrush(resolve(theme, shape.fill));
      if (shape.radius > 0)
        painter.drawRoundedRect(shape.rect, shape.radius, shape.radius);
      else
        painter.drawRect(shape.rect);
      return;
    case CompareKind::Area: return paintArea(painter, shape, theme);
    case CompareKind::Block: return paintBlock(painter, shape, theme);
    case CompareKind::Bridge: return paintBridge(painter, shape, theme);
    case CompareKind::Curve: return paintCurve(painter, shape, theme);
    case CompareKind::Dot: return paintDot(painter, shape, theme);
    case CompareKind::Line:
      painter.setPen(penOf(shape, theme));
      painter.setBrush(Qt::NoBrush);
      painter.drawPolyline(shape.path);
      return;
    case CompareKind::Mark: return paintMark(painter, shape, theme);
    case CompareKind::Text:
      painter.setPen(resolve(theme, shape.fill));
      painter.setFont(theme.font(shape.style));
      painter.drawText(shape.rect, static_cast<int>(shape.align) | Qt::TextSingleLine | Qt::TextDontClip,
                       shape.text);
      return;
    case CompareKind::Token:
      painter.setPen(Qt::NoPen);
      painter.setBrush(resolve(theme, shape.fill));
      painter.drawRoundedRect(shape.rect, shape.rect.height() / 2, shape.rect.height() / 2);
      painter.setPen(resolve(theme, ColourRef(Ink::RequestText, shape.fill.index)));
      painter.setFont(theme.font(shape.style));
      painter.drawText(shape.rect, Qt::AlignCenter | Qt::TextSingleLine, shape.text);
      return;
  }
}

}  // namespace

void paintComparison(QPainter& painter, const CompareScene& scene, const Theme& theme) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::TextAntialiasing);
  painter.fillRect(QRectF(QPointF(), scene.size), theme.panel);
  for (const CompareShape& shape : scene.shapes) paintShape(painter, shape, theme);
  painter.restore();
}

}  // namespace kts::views
