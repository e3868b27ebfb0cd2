// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/stage/painter.h"

#include <QPainter>
#include <QPainterPath>
#include <cmath>

#include "views/theme/hatch.h"

namespace kts::views {

namespace {

QPen penOf(const Shape& s, const Theme& theme) {
  const QColor colour = resolve(theme, s.line);
  if (s.lineWidth <= 0 || colour.alpha() == 0) return QPen(Qt::NoPen);
  QPen pen(colour, s.lineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  // Lengths in units of the pen's width; a round cap adds one.
  if (s.dash == Dash::Dashed) pen.setDashPattern({2.6, 3.2});
  if (s.dash == Dash::Dotted) pen.setDashPattern({0.1, 3});
  return pen;
}

// Points joined by straight lines with rounded corners.
QPainterPath roundedPath(const std::vector<QPointF>& points, double radius) {
  QPainterPath path(points.front());
  for (std::size_t at = 1; at + 1 < points.size(); ++at) {
    const QPointF corner = points[at];
    const auto toward = [&](QPointF other) {
      const QPointF d = other - corner;
      const double length = std::hypot(d.x(), d.y());
      return length < 1e-6 ? corner : corner + d * (std::min(radius, length / 2) / length);
    };
    path.lineTo(toward(points[at - 1]));
    path.quadTo(corner, toward(points[at + 1]));
  }
  path.lineTo(points.back());
  return path;
}

QPainterPath pathOf(const Shape& s) {
  if (!s.curved || s.path.size() != 4) return roundedPath(s.path, s.radius);
  QPainterPath path(s.path[0]);
  path.cubicTo(s.path[1], s.path[2], s.path[3]);
  return path;
}

void paintHead(QPainter& painter, const Shape& s, const Theme& theme, double scale) {
  if (s.head == Head::None) return;
  const QPointF tip = s.path.back();
  QPointF d = tip - s.path[s.path.size() - 2];
  const double length = std::hypot(d.x(), d.y());
  d = length < 1e-6 ? QPointF(1, 0) : d / length;
  const QPointF across(-d.y(), d.x());
  const double size = 8 * scale;
  const QPolygonF head{tip, tip - d * size + across * size * 0.45, tip - d * size - across * size * 0.45};
  painter.setPen(QPen(resolve(theme, s.line), s.lineWidth * 0.9, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(s.head == Head::Filled ? resolve(theme, s.line) : theme.panel);
  painter.drawPolygon(head);
}

void paintPadlock(QPainter& painter, const Shape& s, const Theme& theme) {
  const QRectF r = s.rect;
  const QColor colour = resolve(theme, s.fill);
  const double bodyTop = r.top() + r.height() * 0.45, shackle = r.width() * 0.52;
  const double lift = (1 - s.grow) * r.height() * 0.14;  // an open one stands up
  QPainterPath bow;
  const double left = r.center().x() - shackle / 2, right = r.center().x() + shackle / 2;
  const double top = r.top() + s.lineWidth / 2 - lift;
  bow.moveTo(left, bodyTop);
  bow.lineTo(left, top + shackle / 2);
  bow.arcTo(QRectF(left, top, shackle, shackle), 180, -180);
  bow.lineTo(right, s.grow < 0.5 ? bodyTop - r.height() * 0.2 : bodyTop);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colour, s.lineWidth, Qt::SolidLine, Qt::FlatCap));
  painter.drawPath(bow);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawRoundedRect(QRectF(r.left(), bodyTop, r.width(), r.bottom() - bodyTop), r.width() * 0.14,
                          r.width() * 0.14);
}

void paintBand(QPainter& painter, const Shape& s, const Theme& theme, double scale) {
  const LaneStyle& style = theme.of(s.hatch);
  if (s.hatch == LaneState::Running) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(resolve(theme, s.fill));
    painter.drawRoundedRect(s.rect, s.radius, s.radius);
    return;
  }
  painter.fillRect(s.rect, resolve(theme, s.fill));
  // Lines in the edge's colour: in a narrow band the faint ones of the timeline would not be seen.
  paintHatch(painter, s.rect, style.hatch, resolve(theme, s.line), scale * 0.7);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(resolve(theme, s.line), scale));
  painter.drawRect(s.rect.adjusted(scale / 2, scale / 2, -scale / 2, -scale / 2));
}

void paintToken(QPainter& painter, const Shape& s, const Theme& theme) {
  painter.setPen(penOf(s, theme));
  painter.setBrush(resolve(theme, s.fill));
  const QPointF centre = s.rect.center();
  const QSizeF size = s.rect.size() * s.grow;
  const QRectF rect(centre.x() - size.width() / 2, centre.y() - size.height() / 2, size.width(),
                    size.height());
  painter.drawRoundedRect(rect, size.height() / 2, size.height() / 2);
  painter.setPen(resolve(theme, ColourRef(Ink::RequestText, s.fill.to.index)));
  painter.drawText(s.rect, s.align | Qt::TextSingleLine, s.text);
}

void paintShape(QPainter& painter, const Shape& s, const Theme& theme) {
  switch (s.kind) {
    case ShapeKind::Box:
      painter.setPen(penOf(s, theme));
      painter.setBrush(resolve(theme, s.fill));
      painter.drawRoundedRect(s.rect, std::min(s.radius, s.rect.height() / 2),
                              std::min(s.radius, s.rect.height() / 2));
      return;
    case ShapeKind::Band: return paintBand(painter, s, theme, theme.scale);
    case ShapeKind::Text:
      painter.setPen(resolve(theme, s.fill));
      painter.setFont(theme.font(s.style));
      painter.drawText(s.rect, s.align | Qt::TextSingleLine, s.text);
      return;
    case ShapeKind::Token: painter.setFont(theme.font(s.style)); return paintToken(painter, s, theme);
    case ShapeKind::Dot:
      painter.setPen(penOf(s, theme));
      painter.setBrush(resolve(theme, s.fill));
      painter.drawEllipse(s.rect);
      return;
    case ShapeKind::Line:
    case ShapeKind::Arrow:
      if (s.path.size() < 2) return;
      painter.setPen(penOf(s, theme));
      painter.setBrush(Qt::NoBrush);
      painter.drawPath(pathOf(s));
      return paintHead(painter, s, theme, theme.scale);
    case ShapeKind::Padlock: return paintPadlock(painter, s, theme);
  }
}

}  // namespace

void paintStage(QPainter& painter, const StageScene& scene, const Theme& wanted) {
  const Theme theme = wanted.scaledBy(scene.scale / wanted.scale);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::TextAntialiasing);
  painter.fillRect(QRectF(QPointF(), scene.size), theme.panel);
  for (const Shape& shape : scene.shapes) {
    if (shape.opacity <= 0) continue;
    painter.setOpacity(shape.opacity);
    paintShape(painter, shape, theme);
  }
  painter.restore();
}

}  // namespace kts::views
