// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/compare/compare_scene.h"

#include <QStringList>
#include <numeric>

#include "views/compare/compare_builder.h"

namespace kts::views {

namespace {

constexpr double kRoomy = 640;  // at scale 1: lower canvases are dense

}  // namespace

const CompareShape* CompareScene::find(std::string_view key) const {
  for (const CompareShape& shape : shapes)
    if (shape.key == key) return &shape;
  return nullptr;
}

const CompareFigure* CompareScene::figureOf(CompareTarget target) const {
  for (const CompareFigure& figure : figures)
    if (target && figure.target == target) return &figure;
  return nullptr;
}

const CompareFigure* CompareScene::figureAt(QPointF point) const {
  for (auto figure = figures.rbegin(); figure != figures.rend(); ++figure)
    if (figure->rect.contains(point)) return &*figure;
  return nullptr;
}

std::vector<std::size_t> orderOf(const recordings::Comparison& comparison, CompareOrder order) {
  std::vector<std::size_t> rows(comparison.pairs.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  if (order == CompareOrder::ByNumber) return rows;
  // A request that returned in one run alone differs most of all.
  const auto difference = [&](std::size_t at) -> double {
    const recordings::RequestPair& pair = comparison.pairs[at];
    if (!pair.a || !pair.b) return -1;
    const auto &a = comparison.a.requests[*pair.a], &b = comparison.b.requests[*pair.b];
    if (a.returned != b.returned) return std::numeric_limits<double>::infinity();
    return std::abs(static_cast<double>(a.wholeNs()) - static_cast<double>(b.wholeNs()));
  };
  std::vector<double> differences;
  for (const std::size_t at : rows) differences.push_back(difference(at));
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::size_t a, std::size_t b) { return differences[a] > differences[b]; });
  return rows;
}

CompareScene compareSceneOf(const recordings::Comparison& comparison, const std::vector<std::size_t>& rows,
                            const Theme& theme, const CompareLook& look) {
  const auto build = [&](bool dense) {
    CompareBuilder builder(comparison, rows, theme, look, dense);
    addHead(builder);
    addDifference(builder);
    addMean(builder);
    addPhases(builder);
    addRequests(builder);
    return builder.finish();
  };
  if (look.scrolls) return build(look.size.height() < theme.px(kRoomy));
  CompareScene roomy = build(false);
  return roomy.neededHeight <= look.size.height() ? roomy : build(true);
}

QString textOf(const CompareScene& scene) {
  static constexpr std::array kKinds = {"area", "block", "box",  "bridge", "curve",
                                        "dot",  "line",  "mark", "text",   "token"};
  QStringList lines;
  for (const CompareShape& shape : scene.shapes) {
    const QRectF r = shape.path.isEmpty() ? shape.rect : shape.path.boundingRect();
    QString line = QStringLiteral("%1 %2 %3,%4 %5x%6")
                       .arg(QLatin1String(kKinds[static_cast<std::size_t>(shape.kind)]),
                            QString::fromStdString(shape.key))
                       .arg(std::lround(r.x()))
                       .arg(std::lround(r.y()))
                       .arg(std::lround(r.width()))
                       .arg(std::lround(r.height()));
    if (shape.open) line += QStringLiteral(" open");
    if (!shape.text.isEmpty()) line += QStringLiteral(" \"%1\"").arg(shape.text);
    lines << line;
  }
  return lines.join(u'\n') + u'\n';
}

}  // namespace kts::views
