// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/stage/scene.h"

#include <QStringList>
#include <algorithm>
#include <cmath>

namespace kts::views {

bool selects(const Selection& selection, StageTarget target) {
  switch (target.kind) {
    case StageTarget::Kind::None: return false;
    case StageTarget::Kind::Task: return selection.task == target.id;
    case StageTarget::Kind::Request: return selection.request == target.id;
    case StageTarget::Kind::Object: return selection.object && selection.object->value == target.id;
  }
  return false;
}

QColor resolve(const Theme& theme, ColourRef ref) {
  const auto role = [&]() -> const RoleStyle& { return theme.roles[ref.index % theme.roles.size()]; };
  const auto lane = [&]() -> const LaneStyle& { return theme.lanes[ref.index % theme.lanes.size()]; };
  const auto request = [&]() -> const RequestStyle& { return theme.ofRequest(ref.index); };
  switch (ref.family) {
    case Ink::None: return QColor(0, 0, 0, 0);
    case Ink::Panel: return theme.panel;
    case Ink::LineSoft: return theme.lineSoft;
    case Ink::Line: return theme.line;
    case Ink::LineStrong: return theme.lineStrong;
    case Ink::Ink: return theme.ink;
    case Ink::InkSoft: return theme.inkSoft;
    case Ink::InkFaint: return theme.inkFaint;
    case Ink::Accent: return theme.accent;
    case Ink::AccentSoft: return theme.accentSoft;
    case Ink::Bad: return theme.bad;
    case Ink::BadSoft: return theme.badSoft;
    case Ink::RoleStrong: return role().strong;
    case Ink::RoleSoft: return role().soft;
    case Ink::RoleText: return role().text;
    case Ink::LaneFill: return lane().fill;
    case Ink::LaneEdge: return lane().edge;
    case Ink::LaneText: return lane().text;
    case Ink::LaneBadge: return lane().badge;
    case Ink::LaneBadgeText: return lane().badgeText;
    case Ink::RequestFill: return request().fill;
    case Ink::RequestText: return request().text;
    case Ink::RequestSoft: return request().soft;
    case Ink::RequestSoftText: return request().softText;
  }
  return {};
}

QColor resolve(const Theme& theme, const Tint& tint) {
  const QColor to = resolve(theme, tint.to);
  if (tint.mix >= 1 || tint.from == tint.to) return to;
  QColor from = resolve(theme, tint.from);
  // Out of nothing a colour comes by its opacity alone, not through black.
  if (tint.from.family == Ink::None) from = QColor(to.red(), to.green(), to.blue(), 0);
  QColor end = to;
  if (tint.to.family == Ink::None) end = QColor(from.red(), from.green(), from.blue(), 0);
  const auto mixed = [&](double a, double b) { return static_cast<float>(a + (b - a) * tint.mix); };
  return QColor::fromRgbF(mixed(from.redF(), end.redF()), mixed(from.greenF(), end.greenF()),
                          mixed(from.blueF(), end.blueF()), mixed(from.alphaF(), end.alphaF()));
}

const Shape* StageScene::find(std::string_view key) const {
  const auto found = std::find_if(shapes.begin(), shapes.end(), [&](const Shape& s) { return s.key == key; });
  return found == shapes.end() ? nullptr : &*found;
}

const StageFigure* StageScene::figureOf(StageTarget target) const {
  const auto found =
      std::find_if(figures.begin(), figures.end(), [&](const StageFigure& f) { return f.target == target; });
  return found == figures.end() ? nullptr : &*found;
}

const StageFigure* StageScene::figureAt(QPointF point) const {
  const StageFigure* best = nullptr;
  const auto area = [](const StageFigure& f) { return f.rect.width() * f.rect.height(); };
  for (const StageFigure& figure : figures)
    if (figure.rect.contains(point) && (!best || area(figure) < area(*best))) best = &figure;
  return best;
}

QString textOf(const StageScene& scene) {
  static constexpr std::array kKinds = {"box", "band", "text", "token", "dot", "line", "arrow", "padlock"};
  static constexpr std::array kDashes = {"", " dashed", " dotted"};
  static constexpr std::array kHeads = {"", " head", " hollow-head"};
  const auto px = [](double v) { return QString::number(std::lround(v)); };
  QStringList lines{QStringLiteral("headline: ") + scene.headline};
  for (const Shape& s : scene.shapes) {
    QString line = QStringLiteral("%1 %2").arg(QLatin1String(kKinds[static_cast<std::size_t>(s.kind)]),
                                               QString::fromStdString(s.key));
    if (!s.path.empty())
      line += QStringLiteral(" %1,%2 -> %3,%4")
                  .arg(px(s.path.front().x()), px(s.path.front().y()), px(s.path.back().x()),
                       px(s.path.back().y()));
    else
      line += QStringLiteral(" %1,%2 %3x%4")
                  .arg(px(s.rect.x()), px(s.rect.y()), px(s.rect.width()), px(s.rect.height()));
    line += QLatin1String(kDashes[static_cast<std::size_t>(s.dash)]) +
            QLatin1String(kHeads[static_cast<std::size_t>(s.head)]);
    if (!s.text.isEmpty()) line += QStringLiteral(" \"%1\"").arg(s.text);
    lines << line;
  }
  for (const StageFigure& figure : scene.figures) lines << QStringLiteral("figure: ") + figure.sentence;
  return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

}  // namespace kts::views
