// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/stage_moments.h"

#include <QFontMetricsF>
#include <QSet>

namespace kts::test {

using views::Shape;
using views::ShapeKind;
using views::StageScene;
using views::Theme;

EventScript fixture(const std::string& name) {
  return readScript(std::string(KTS_FIXTURES) + "/" + name + ".events");
}

views::StageScene sceneAt(const EventScript& script, Seq seq, const views::Theme& theme, QSizeF size,
                          const views::Selection& selection) {
  const ProtocolState before = script.stateAt(seq > 0 ? seq - 1 : 0);
  ProtocolState state = before;
  if (seq > 0) apply(state, script.events[seq - 1]);
  views::StageMoment moment;
  moment.state = &state;
  moment.before = &before;
  if (seq > 0) moment.event = script.events[seq - 1];
  moment.names = script.header.names;
  moment.totalEvents = script.events.size();
  moment.bootWorld = views::isBootWorld(script.header);
  return sceneOf(moment, theme, {size, selection, {}});
}

QString faultOf(const StageScene& scene, const Theme& theme) {
  const Theme fitted = theme.scaledBy(scene.scale / theme.scale);
  const QRectF canvas = QRectF(QPointF(), scene.size).adjusted(-0.5, -0.5, 0.5, 0.5);
  std::vector<const Shape*> texts;
  QSet<QString> keys;
  for (const Shape& shape : scene.shapes) {
    const QString key = QString::fromStdString(shape.key);
    if (keys.contains(key)) return QStringLiteral("%1 twice").arg(key);
    keys.insert(key);
    if (shape.path.empty() && !canvas.contains(shape.rect))
      return QStringLiteral("%1 leaves the canvas").arg(key);
    for (const QPointF& point : shape.path)
      if (!canvas.contains(point)) return QStringLiteral("%1 runs off the canvas").arg(key);
    if (shape.text.isEmpty()) continue;
    const QFontMetricsF metrics(fitted.font(shape.style));
    if (metrics.horizontalAdvance(shape.text) > shape.rect.width() + 1.5)
      return QStringLiteral("%1 is too wide for its box: %2").arg(key, shape.text);
    if (metrics.ascent() + metrics.descent() > shape.rect.height() * 1.25)
      return QStringLiteral("%1 is too high for its box").arg(key);
    if (shape.kind == ShapeKind::Text) texts.push_back(&shape);
  }
  const auto inkOf = [&](const Shape& shape) {
    const double width = QFontMetricsF(fitted.font(shape.style)).horizontalAdvance(shape.text);
    QRectF ink(shape.rect);
    if (shape.align & Qt::AlignRight)
      ink.setLeft(ink.right() - width);
    else if (shape.align & Qt::AlignHCenter)
      ink.setLeft(ink.center().x() - width / 2), ink.setWidth(width);
    else
      ink.setWidth(width);
    // One line, in the middle of its box.
    const double above = (ink.height() - 0.6 * std::min(ink.height(), fitted.px(18))) / 2;
    return ink.adjusted(0.6, above, -0.6, -above);
  };
  std::vector<QRectF> inks;
  for (const Shape* text : texts) inks.push_back(inkOf(*text));
  for (const Shape& token : scene.shapes)
    for (std::size_t at = 0; at < texts.size(); ++at)
      if (token.kind == ShapeKind::Token && inks[at].intersects(token.rect))
        return QStringLiteral("%1 lies upon the words of %2")
            .arg(QString::fromStdString(token.key), QString::fromStdString(texts[at]->key));
  for (std::size_t a = 0; a < texts.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      if (inks[a].intersects(inks[b]))
        return QStringLiteral("%1 lies upon %2")
            .arg(QString::fromStdString(texts[a]->key), QString::fromStdString(texts[b]->key));
  return {};
}

}  // namespace kts::test
