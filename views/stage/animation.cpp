// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/stage/animation.h"

#include <cmath>
#include <numbers>
#include <unordered_map>

namespace kts::views {

namespace {

double eased(double t) { return t * t * (3 - 2 * t); }
double between(double a, double b, double t) { return a + (b - a) * t; }
QPointF between(QPointF a, QPointF b, double t) { return a + (b - a) * t; }
QRectF between(const QRectF& a, const QRectF& b, double t) {
  return {between(a.x(), b.x(), t), between(a.y(), b.y(), t), between(a.width(), b.width(), t),
          between(a.height(), b.height(), t)};
}
Tint between(const Tint& a, const Tint& b, double t) {
  Tint tint(b.to);
  tint.from = a.to;
  tint.mix = t;
  return tint;
}

// Words and patterns do not turn into others: the old ones go, the new ones come.
bool sameContent(const Shape& a, const Shape& b) {
  return a.kind == b.kind && a.text == b.text && a.style == b.style && a.hatch == b.hatch &&
         a.path.size() == b.path.size() && a.dash == b.dash && a.head == b.head && a.align == b.align;
}

Shape moved(const Shape& a, const Shape& b, double t) {
  Shape s = b;
  s.rect = between(a.rect, b.rect, t);
  for (std::size_t at = 0; at < s.path.size() && at < a.path.size(); ++at)
    s.path[at] = between(a.path[at], b.path[at], t);
  s.lineWidth = between(a.lineWidth, b.lineWidth, t);
  s.opacity = between(a.opacity, b.opacity, t);
  s.grow = between(a.grow, b.grow, t);
  s.fill = between(a.fill, b.fill, t);
  s.line = between(a.line, b.line, t);
  if (s.kind != ShapeKind::Token) return s;
  // A token flies: a bow across its way, and a little larger while it is in the air.
  const QPointF way = b.rect.center() - a.rect.center();
  const double far = std::hypot(way.x(), way.y());
  if (far < 1) return s;
  const double up = std::sin(std::numbers::pi * t);
  const QPointF across = QPointF(way.y(), -way.x()) / far * (way.x() < 0 ? -1 : 1);
  s.rect.translate(across * up * std::min(far * 0.12, 28.0));
  s.grow = 1 + 0.25 * up * std::min(1.0, far / 80);
  return s;
}

Shape faded(const Shape& shape, double share) {
  Shape s = shape;
  s.opacity *= share;
  if (s.kind == ShapeKind::Token) s.grow *= 0.4 + 0.6 * share;
  return s;
}

}  // namespace

StageAnimation::StageAnimation(StageScene before, StageScene after)
    : m_before(std::move(before)), m_after(std::move(after)) {
  std::unordered_map<std::string_view, int> old;
  for (std::size_t at = 0; at < m_before.shapes.size(); ++at)
    old.emplace(m_before.shapes[at].key, static_cast<int>(at));
  std::vector<bool> met(m_before.shapes.size());
  std::vector<std::pair<int, int>> pairs;
  for (std::size_t at = 0; at < m_after.shapes.size(); ++at) {
    const auto found = old.find(m_after.shapes[at].key);
    const int twin = found == old.end() ? -1 : found->second;
    if (twin >= 0) met[static_cast<std::size_t>(twin)] = true;
    pairs.emplace_back(twin, static_cast<int>(at));
  }
  for (std::size_t at = 0; at < met.size(); ++at)
    if (!met[at]) m_pairs.emplace_back(static_cast<int>(at), -1);  // what goes, goes behind the rest
  m_pairs.insert(m_pairs.end(), pairs.begin(), pairs.end());
}

StageScene StageAnimation::at(double progress) const {
  if (progress <= 0) return m_before;
  if (progress >= 1) return m_after;
  const double t = eased(progress);
  const double out = std::max(0.0, 1 - 2 * t), in = std::max(0.0, 2 * t - 1);
  StageScene scene = m_after;
  scene.shapes.clear();
  for (const auto& [from, to] : m_pairs) {
    const Shape* a = from < 0 ? nullptr : &m_before.shapes[static_cast<std::size_t>(from)];
    const Shape* b = to < 0 ? nullptr : &m_after.shapes[static_cast<std::size_t>(to)];
    if (!a) {
      scene.shapes.push_back(faded(*b, t));
    } else if (!b) {
      scene.shapes.push_back(faded(*a, 1 - t));
    } else if (sameContent(*a, *b)) {
      scene.shapes.push_back(moved(*a, *b, t));
    } else {
      Shape leaving = *a, coming = *b;
      if (a->kind == ShapeKind::Text && b->kind == ShapeKind::Text && a->align == b->align) {
        leaving.rect.moveTopLeft(between(a->rect.topLeft(), b->rect.topLeft(), t));
        coming.rect.moveTopLeft(leaving.rect.topLeft());
      }
      scene.shapes.push_back(faded(leaving, out));
      scene.shapes.push_back(faded(coming, in));
    }
  }
  return scene;
}

int animationMs(int untilNext) {
  constexpr int kLeast = 150, kMost = 250, kTooFast = 60;
  if (untilNext <= 0) return kMost;
  if (untilNext < kTooFast) return 0;
  const int share = untilNext * 4 / 5;
  return untilNext >= kLeast * 5 / 4 ? std::clamp(share, kLeast, kMost) : share;
}

}  // namespace kts::views
