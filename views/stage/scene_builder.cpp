// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/stage/scene_builder.h"

#include <cmath>

namespace kts::views {

SceneBuilder::SceneBuilder(const StageMoment& moment, const Cast& cast, const StageLayout& layout,
                           const Theme& theme)
    : moment(moment),
      state(*moment.state),
      cast(cast),
      layout(layout), machine(machineOf(*moment.state)),
      theme(theme.scaledBy(layout.scale / theme.scale)) {}

double SceneBuilder::widthOf(const QString& text, TextStyle style) const {
  return std::ceil(QFontMetricsF(theme.font(style)).horizontalAdvance(text));
}

QString SceneBuilder::fitted(const QString& text, TextStyle style, double width) const {
  const QFontMetricsF metrics(theme.font(style));
  return metrics.horizontalAdvance(text) <= width ? text : metrics.elidedText(text, Qt::ElideRight, width);
}

Shape& SceneBuilder::box(const std::string& key, const QRectF& rect, ColourRef fill, ColourRef line,
                         double lineWidth, double radius) {
  Shape shape;
  shape.key = key;
  shape.rect = rect;
  shape.fill = fill;
  shape.line = line;
  shape.lineWidth = px(lineWidth);
  shape.radius = px(radius);
  return middle.emplace_back(std::move(shape));
}

Shape& SceneBuilder::band(const std::string& key, const QRectF& rect, LaneState lane) {
  Shape shape;
  shape.key = key;
  shape.kind = ShapeKind::Band;
  shape.rect = rect;
  shape.hatch = lane;
  shape.radius = px(3);
  shape.fill = inkOf(Ink::LaneFill, lane);
  shape.line = inkOf(Ink::LaneEdge, lane);
  return middle.emplace_back(std::move(shape));
}

double SceneBuilder::text(const std::string& key, const QRectF& rect, const QString& text, TextStyle style,
                          ColourRef ink, Qt::Alignment align) {
  const QString shown = fitted(text, style, rect.width());
  if (shown.isEmpty() || rect.width() < widthOf(shown, style) - 1) return 0;
  Shape shape;
  shape.key = key;
  shape.kind = ShapeKind::Text;
  shape.rect = rect;
  shape.fill = ink;
  shape.text = shown;
  shape.style = style;
  shape.align = align;
  middle.push_back(std::move(shape));
  return widthOf(shown, style);
}

bool SceneBuilder::hasWords(const QRectF& rect) const {
  const auto within = [&](const Shape& shape) {
    if (shape.kind != ShapeKind::Text || !shape.rect.intersects(rect)) return false;
    const double width = widthOf(shape.text, shape.style);
    QRectF ink = shape.rect;
    if (shape.align & Qt::AlignRight) ink.setLeft(ink.right() - width);
    else if (shape.align & Qt::AlignHCenter) ink.setLeft(ink.center().x() - width / 2);
    ink.setWidth(width);
    const double above = std::max(0.0, ink.height() / 2 - px(8));  // one line, in the middle of its box
    ink.adjust(0, above, 0, -above);
    return ink.intersects(rect);
  };
  return std::ranges::any_of(middle, within) || std::ranges::any_of(front, within);
}

Shape& SceneBuilder::padlock(const std::string& key, const QRectF& rect, ColourRef ink, bool closed) {
  Shape shape;
  shape.key = key;
  shape.kind = ShapeKind::Padlock;
  shape.rect = rect;
  shape.fill = ink;
  shape.grow = closed ? 1 : 0;
  shape.lineWidth = px(2);
  return middle.emplace_back(std::move(shape));
}

void SceneBuilder::letter(const std::string& key, const QRectF& rect, LaneState lane) {
  box(key + "/badge", rect, inkOf(Ink::LaneBadge, lane), {}, 0, 4);
  text(key + "/letter", rect, QString(QLatin1Char(infoOf(lane).letter)), TextStyle::SmallStrong,
       inkOf(Ink::LaneBadgeText, lane), Qt::AlignCenter);
}

QSizeF SceneBuilder::tokenSize(RequestId request) const {
  const double height = px(20);
  return {std::max(height, widthOf(QString::number(request + 1), TextStyle::SmallStrong) + px(12)), height};
}

void SceneBuilder::token(RequestId request, QPointF centre) {
  const QSizeF size = tokenSize(request);
  Shape shape;
  shape.key = "request:" + std::to_string(request);
  shape.kind = ShapeKind::Token;
  shape.rect =
      QRectF(centre.x() - size.width() / 2, centre.y() - size.height() / 2, size.width(), size.height());
  shape.radius = size.height() / 2;
  shape.fill = ColourRef(Ink::RequestFill, request);
  shape.line = ColourRef(isSelected(StageTarget::request(request)) ? Ink::Ink : Ink::Panel);
  shape.lineWidth = px(2);
  shape.text = QString::number(request + 1);
  shape.style = TextStyle::SmallStrong;
  shape.align = Qt::AlignCenter;
  front.push_back(std::move(shape));
}

void SceneBuilder::figure(StageTarget target, const QRectF& rect, const QString& sentence) {
  scene.figures.push_back({target, rect, sentence});
}

void SceneBuilder::heading(const std::string& key, const QRectF& column, double y, const QString& words,
                           const QString& right) {
  const double taken = right.isEmpty() ? 0 : widthOf(right, TextStyle::SmallStrong) + px(6);
  const QRectF rect(column.left(), y, column.width() - taken, layout.labelHeight);
  text(key, rect, words, TextStyle::SmallStrong, Ink::InkFaint);
  if (taken > 0)
    text(key + "/count", QRectF(column.right() - taken, y, taken, layout.labelHeight), right,
         TextStyle::SmallStrong, Ink::InkSoft, Qt::AlignRight | Qt::AlignVCenter);
}

StageScene SceneBuilder::finish() {
  scene.scale = layout.scale;
  scene.shapes = std::move(back);
  scene.shapes.insert(scene.shapes.end(), middle.begin(), middle.end());
  scene.shapes.insert(scene.shapes.end(), front.begin(), front.end());
  return std::move(scene);
}

}  // namespace kts::views
