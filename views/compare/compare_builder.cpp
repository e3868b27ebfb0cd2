// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/compare/compare_builder.h"

namespace kts::views {

namespace {

constexpr double kNarrow = 1080;  // at scale 1

CompareColumns columnsOf(const Theme& theme, double width) {
  CompareColumns columns;
  columns.wide = width >= theme.px(kNarrow);
  const double margin = theme.units(width < theme.px(760) ? 3 : 5);
  columns.left = margin;
  columns.right = width - margin;
  columns.bars = columns.left + theme.px(columns.wide ? 236 : 132);
  columns.numbers = columns.right - theme.px(columns.wide ? 190 : 172);
  columns.barsEnd = std::max(columns.bars + theme.px(60), columns.numbers - theme.units(4));
  return columns;
}

}  // namespace

CompareBuilder::CompareBuilder(const recordings::Comparison& comparison, const std::vector<std::size_t>& rows,
                               const Theme& theme, const CompareLook& look, bool dense)
    : comparison(comparison),
      rows(rows),
      theme(theme),
      look(look),
      dense(dense),
      columns(columnsOf(theme, look.size.width())),
      y(units(dense ? 3 : 4) - look.scroll) {
  scene.size = look.size;
}

double CompareBuilder::widthOf(const QString& text, TextStyle style) const {
  return std::ceil(QFontMetricsF(theme.font(style)).horizontalAdvance(text));
}

double CompareBuilder::lineOf(TextStyle style) const {
  return std::ceil(QFontMetricsF(theme.font(style)).height());
}

CompareShape& CompareBuilder::add(CompareKind kind, std::string key, const QRectF& rect) {
  CompareShape shape;
  shape.kind = kind;
  shape.key = std::move(key);
  shape.rect = rect;
  return scene.shapes.emplace_back(std::move(shape));
}

CompareShape& CompareBuilder::box(std::string key, const QRectF& rect, ColourRef fill, ColourRef line,
                                  double radius) {
  CompareShape& shape = add(CompareKind::Box, std::move(key), rect);
  shape.fill = fill;
  shape.line = line;
  shape.lineWidth = line == ColourRef() ? 0 : px(1);
  shape.radius = px(radius);
  return shape;
}

CompareShape& CompareBuilder::rule(std::string key, QPointF from, QPointF to, ColourRef ink, double width) {
  CompareShape& shape = add(CompareKind::Line, std::move(key), {});
  shape.path = QPolygonF{from, to};
  shape.line = ink;
  shape.lineWidth = px(width);
  return shape;
}

double CompareBuilder::text(std::string key, const QRectF& rect, const QString& text, TextStyle style,
                            ColourRef ink, Qt::Alignment align) {
  const double room = rect.width();
  QString shown = text;
  if (widthOf(text, style) > room + 1)
    shown = QFontMetricsF(theme.font(style)).elidedText(text, Qt::ElideRight, room);
  if (shown.isEmpty() || (shown != text && shown.size() <= 1) || widthOf(shown, style) > room + 1) return 0;
  CompareShape& shape = add(CompareKind::Text, std::move(key), rect);
  shape.fill = ink;
  shape.text = shown;
  shape.style = style;
  shape.align = align;
  return widthOf(shown, style);
}

void CompareBuilder::badge(std::string key, QPointF centre, CompareSide side, double size) {
  const double s = px(size);
  const QRectF rect(centre.x() - s / 2, centre.y() - s / 2, s, s);
  const bool first = side == CompareSide::A;
  CompareShape& shape = box(key, rect, first ? Ink::Ink : Ink::Panel, Ink::Ink, size / 4);
  shape.lineWidth = px(1.5);
  text(key + "/letter", rect, first ? QStringLiteral("A") : QStringLiteral("B"),
       size < 16 ? TextStyle::SmallStrong : TextStyle::BodyStrong, first ? Ink::Panel : Ink::Ink,
       Qt::AlignCenter);
}

void CompareBuilder::letter(std::string key, const QRectF& rect, Phase phase) {
  add(CompareKind::Block, key, rect).phase = phase;
  text(key + "/letter", rect, letterOf(phase), TextStyle::MonoStrong,
       inkOf(Ink::RoleText, styleOf(phase).role), Qt::AlignCenter);
}

void CompareBuilder::block(std::string key, const QRectF& rect, Phase phase, bool open, bool words) {
  CompareShape& shape = add(CompareKind::Block, key, rect);
  shape.phase = phase;
  shape.open = open;
  if (!words || rect.height() < lineOf(TextStyle::Small)) return;
  const QString name = textOf(nameOf(phase));
  const double room = rect.width() - px(8);
  const bool whole = widthOf(name, TextStyle::SmallStrong) + px(8) <= room;
  const QString shown = whole ? name : letterOf(phase);
  const double width = widthOf(shown, TextStyle::SmallStrong) + px(8);
  if (width > rect.width() - px(2)) return;
  // Words upon a pattern stand on a plain chip.
  const double height = std::min(lineOf(TextStyle::Small) + px(1), rect.height() - px(4));
  const QRectF chip(rect.center().x() - width / 2, rect.center().y() - height / 2, width, height);
  if (styleOf(phase).hatch != Hatch::None)
    box(key + "/chip", chip, inkOf(Ink::RoleSoft, styleOf(phase).role), {}, 3);
  text(key + "/name", chip, shown, TextStyle::SmallStrong, inkOf(Ink::RoleText, styleOf(phase).role),
       Qt::AlignCenter);
}

void CompareBuilder::mark(std::string key, QPointF centre, double size) {
  const double s = px(size);
  CompareShape& shape =
      add(CompareKind::Mark, std::move(key), QRectF(centre.x() - s / 2, centre.y() - s / 2, s, s));
  shape.fill = Ink::Accent;
  shape.line = Ink::Panel;
  shape.lineWidth = px(1.5);
}

void CompareBuilder::figure(CompareTarget target, const QRectF& rect, const QString& sentence) {
  if (shows(rect.top(), rect.bottom())) scene.figures.push_back({target, rect, sentence});
}

double CompareBuilder::heading(std::string key, const QString& title, const QString& quiet) {
  const double height = lineOf(TextStyle::Title);
  const QRectF line(columns.left, y, columns.right - columns.left, height);
  double x = columns.left + text(key, line, title, TextStyle::Title, Ink::Ink) + units(3);
  x += text(key + "/quiet", QRectF(x, y + px(1), std::max(0.0, columns.right - x), height), quiet,
            TextStyle::Body, Ink::InkSoft);
  y += height + units(dense ? 1 : 2);
  return x;
}

CompareScene CompareBuilder::finish() {
  scene.contentHeight = std::max(scene.contentHeight, y + look.scroll + units(3));
  std::erase_if(scene.shapes, [&](const CompareShape& shape) {
    const QRectF r = shape.path.isEmpty() ? shape.rect : shape.path.boundingRect();
    return !shows(r.top() - 1, r.bottom() + 1);
  });
  return std::move(scene);
}

}  // namespace kts::views
