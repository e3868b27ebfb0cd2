// SPDX-License-Identifier: GPL-2.0-or-later
// Each phase on its own: how long every request was in it, A above the line and B below, on one scale for all
// phases. Few requests are dots; many are two hills, back to back, and the few shortest and longest of them
// stand at the ends of the scale.
#include "views/compare/compare_builder.h"
#include "views/compare/compare_scale.h"
#include "views/timeline/time_ticks.h"

namespace kts::views {

namespace {

using recordings::Spread;

constexpr std::size_t kDots = 24;  // so many requests are still told apart

struct Row {
  std::string key;
  std::optional<Phase> phase;  // nothing: all of them together
  const Spread *a, *b;

  const Spread& of(CompareSide side) const { return side == CompareSide::A ? *a : *b; }
};

struct Strip {
  QRectF rect;  // A's half above its middle, B's below
  const CompareScale& scale;

  double x(double ns) const { return rect.left() + std::clamp(scale.at(ns), 0.0, 1.0) * rect.width(); }
  QRectF half(CompareSide side) const {
    const QRectF above(rect.left(), rect.top(), rect.width(), rect.height() / 2);
    return side == CompareSide::A ? above : above.translated(0, rect.height() / 2);
  }
};

// The share of the requests in each bin of the scale.
std::vector<double> sharesOf(const Spread& spread, const CompareScale& scale, std::size_t bins) {
  std::vector<double> shares(bins);
  for (const std::uint64_t ns : spread.sorted) {
    const double at = std::clamp(scale.at(static_cast<double>(ns)), 0.0, 1.0);
    shares[std::min(bins - 1, static_cast<std::size_t>(at * static_cast<double>(bins)))] +=
        1.0 / static_cast<double>(spread.count());
  }
  return shares;
}

void addHill(CompareBuilder& b, const Row& row, CompareSide side, const Strip& strip,
             const std::vector<double>& shares, double highest) {
  const bool up = side == CompareSide::A;
  const QRectF half = strip.half(side);
  const double base = up ? half.bottom() : half.top(), room = half.height() - b.px(2),
               step = half.width() / static_cast<double>(shares.size());
  CompareShape& shape = b.add(CompareKind::Curve, row.key + "/hill/" + keyOf(side), {});
  shape.phase = row.phase.value_or(Phase::Returned);
  shape.path << QPointF(half.left(), base);
  double last = 0;
  for (std::size_t at = 0; at < shares.size(); ++at) {
    // A bin with anybody in it can be seen.
    const double high = shares[at] > 0 ? std::clamp(shares[at] / highest * room, b.px(0.75), room) : 0;
    if (high == last) continue;
    const double x = half.left() + static_cast<double>(at) * step;
    shape.path << QPointF(x, base + (up ? -last : last)) << QPointF(x, base + (up ? -high : high));
    last = high;
  }
  shape.path << QPointF(half.right(), base + (up ? -last : last)) << QPointF(half.right(), base);
}

void addDots(CompareBuilder& b, const Row& row, CompareSide side, const Strip& strip) {
  const QRectF half = strip.half(side);
  const std::vector<std::uint64_t>& sorted = row.of(side).sorted;
  std::size_t dot = 0;
  // Requests that took equally long are one dot with the area of all of them.
  for (std::size_t at = 0, next = 0; at < sorted.size(); at = next) {
    const double x = strip.x(static_cast<double>(sorted[at]));
    while (next < sorted.size() && strip.x(static_cast<double>(sorted[next])) - x < 1) ++next;
    const double radius =
        std::min(b.px(3) * std::sqrt(static_cast<double>(next - at)), half.height() / 2 - b.px(1));
    const QPointF centre(x, half.center().y());
    b.add(CompareKind::Dot, row.key + "/dot/" + keyOf(side) + "/" + std::to_string(dot++),
          QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius))
        .phase = row.phase.value_or(Phase::Returned);
  }
}

// Words upon dots and hills stand on a plain chip.
void addOpen(CompareBuilder& b, const Row& row, CompareSide side, const QRectF& half) {
  const QString words = QStringLiteral("%1 never left it").arg(grouped(row.of(side).open));
  const double width = std::min(half.width(), b.widthOf(words, TextStyle::SmallStrong) + b.px(8)),
               height = std::min(half.height(), b.lineOf(TextStyle::Small));
  const QRectF chip(half.right() - width, half.center().y() - height / 2, width, height);
  b.box(row.key + "/open/" + keyOf(side) + "/chip", chip, Ink::Panel, {}, 3);
  b.text(row.key + "/open/" + keyOf(side), chip.adjusted(b.px(4), 0, 0, 0), words, TextStyle::SmallStrong,
         Ink::Bad, Qt::AlignRight | Qt::AlignVCenter);
}

void addStrip(CompareBuilder& b, const Row& row, const Strip& strip) {
  if (!b.shows(strip.rect.top(), strip.rect.bottom())) return;
  b.rule(row.key + "/line", {strip.rect.left(), strip.rect.center().y()},
         {strip.rect.right(), strip.rect.center().y()}, Ink::Line);
  const bool few = std::max(row.a->count(), row.b->count()) <= kDots;
  if (few) {
    for (const CompareSide side : kCompareSides) addDots(b, row, side, strip);
  } else {
    const auto bins = static_cast<std::size_t>(std::max(8.0, strip.rect.width() / b.px(6)));
    const auto a = sharesOf(*row.a, strip.scale, bins), other = sharesOf(*row.b, strip.scale, bins);
    // What piles up at the ends of the scale does not make the hills between them low.
    double highest = 0;
    for (const auto* shares : {&a, &other})
      highest = std::max(highest, std::ranges::max(std::span(*shares).subspan(1, bins - 2)));
    if (highest == 0) highest = std::max(std::ranges::max(a), std::ranges::max(other));
    if (highest > 0) {
      addHill(b, row, CompareSide::A, strip, a, highest);
      addHill(b, row, CompareSide::B, strip, other, highest);
    }
  }
  for (const CompareSide side : kCompareSides) {
    const Spread& spread = row.of(side);
    const QRectF half = strip.half(side);
    if (spread.count()) {
      const double x = strip.x(static_cast<double>(spread.medianNs()));
      b.rule(row.key + "/median/" + keyOf(side), {x, half.top() + b.px(1)}, {x, half.bottom() - b.px(1)},
             Ink::Ink, 2);
    }
    if (spread.open) addOpen(b, row, side, half);
  }
}

void addLabel(CompareBuilder& b, const Row& row, const QRectF& rect) {
  const double chip = b.tall(22, 18), line = b.lineOf(TextStyle::Body);
  const QRectF words(rect.left() + chip + b.units(2), rect.top(), rect.width() - chip - b.units(4),
                     rect.height());
  if (row.phase) b.letter(row.key, QRectF(rect.left(), rect.center().y() - chip / 2, chip, chip), *row.phase);
  const QString name = row.phase ? textOf(nameOf(*row.phase)) : QStringLiteral("all together");
  const QString said =
      row.phase ? QString::fromUtf8(styleOf(*row.phase).words) : QStringLiteral("prepared until returned");
  if (!b.columns.wide || b.dense) {
    b.text(row.key + "/name", words, name, TextStyle::BodyStrong, Ink::Ink);
    return;
  }
  b.text(row.key + "/name", QRectF(words.left(), words.center().y() - line, words.width(), line), name,
         TextStyle::BodyStrong, Ink::Ink);
  b.text(row.key + "/words", QRectF(words.left(), words.center().y(), words.width(), line), said,
         TextStyle::Small, Ink::InkSoft);
}

QString medianText(const Spread& spread) {
  return spread.count() ? durationText(static_cast<double>(spread.medianNs())) : QStringLiteral("\u2013");
}

// Where there is little height, both medians and their ratio stand on one line.
void addNumbersInLine(CompareBuilder& b, const Row& row, const QRectF& rect) {
  const double third = rect.width() * 0.345;
  for (const CompareSide side : kCompareSides)
    b.text(row.key + "/number/" + keyOf(side),
           QRectF(rect.left() + (side == CompareSide::A ? 0 : third), rect.top(), third, rect.height()),
           medianText(row.of(side)), TextStyle::Mono, Ink::Ink, Qt::AlignRight | Qt::AlignVCenter);
  if (!row.a->count() || !row.b->count()) return;
  const auto a = static_cast<double>(row.a->medianNs()), other = static_cast<double>(row.b->medianNs());
  const QString ratio = ratioText(a, other);
  b.text(row.key + "/ratio",
         QRectF(rect.left() + 2 * third, rect.top(), rect.width() - 2 * third, rect.height()),
         a == other        ? QStringLiteral("=")
         : ratio.isEmpty() ? differenceText(a, other)
                           : ratio,
         TextStyle::MonoSmall, a == other ? Ink::InkFaint : Ink::InkSoft, Qt::AlignRight | Qt::AlignVCenter);
}

void addNumbers(CompareBuilder& b, const Row& row, const QRectF& rect) {
  const double line = rect.height() / 2, middle = rect.left() + rect.width() * 0.46;
  for (const CompareSide side : kCompareSides) {
    const Spread& spread = row.of(side);
    const QRectF half(rect.left(), rect.top() + (side == CompareSide::A ? 0 : line), middle - rect.left(),
                      line);
    b.text(row.key + "/number/" + keyOf(side), half, medianText(spread), TextStyle::Mono, Ink::Ink,
           Qt::AlignRight | Qt::AlignVCenter);
  }
  if (!row.a->count() || !row.b->count()) return;
  const auto a = static_cast<double>(row.a->medianNs()), other = static_cast<double>(row.b->medianNs());
  const QRectF right(middle + b.units(1), rect.top(), rect.right() - middle - b.units(1), rect.height());
  const QString ratio = ratioText(a, other);
  if (ratio.isEmpty()) {
    b.text(row.key + "/difference", right, a == other ? QStringLiteral("=") : differenceText(a, other),
           TextStyle::Mono, Ink::InkFaint, Qt::AlignRight | Qt::AlignVCenter);
    return;
  }
  b.text(row.key + "/difference", QRectF(right.left(), right.top(), right.width(), line),
         differenceText(a, other), TextStyle::Mono, Ink::Ink, Qt::AlignRight | Qt::AlignVCenter);
  b.text(row.key + "/ratio", QRectF(right.left(), right.top() + line, right.width(), line), ratio,
         TextStyle::MonoSmall, Ink::InkSoft, Qt::AlignRight | Qt::AlignVCenter);
}

void addGrid(CompareBuilder& b, const CompareScale& scale, double top, double bottom) {
  const CompareColumns& c = b.columns;
  int at = 0;
  for (const ScaleTick& tick : scale.ticks(c.barsWidth(), b.px(70))) {
    const double x = c.bars + tick.at * c.barsWidth();
    const std::string key = "phases/tick/" + std::to_string(at++);
    b.rule(key, {x, top}, {x, bottom}, Ink::LineSoft);
    b.text(key + "/label", QRectF(x - b.px(40), bottom + b.px(2), b.px(80), b.lineOf(TextStyle::Small)),
           tick.label, TextStyle::Small, Ink::InkFaint, Qt::AlignHCenter | Qt::AlignTop);
  }
}

void addNumbersHead(CompareBuilder& b, double top) {
  const CompareColumns& c = b.columns;
  const double room = c.right - c.numbers, height = b.lineOf(TextStyle::Title);
  const auto put = [&](const char* key, double from, double to, const QString& words) {
    b.text(key, QRectF(c.numbers + from * room, top, (to - from) * room, height), words, TextStyle::Small,
           Ink::InkFaint, Qt::AlignRight | Qt::AlignVCenter);
  };
  if (b.dense) {
    put("phases/median/a", 0, 0.345, c.wide ? QStringLiteral("median A") : QStringLiteral("A"));
    put("phases/median/b", 0.345, 0.69, QStringLiteral("B"));
    return;
  }
  if (!c.wide) return;
  put("phases/median", 0, 0.46, QStringLiteral("median"));
  put("phases/against", 0.46, 1, QStringLiteral("B against A"));
}

}  // namespace

void addPhases(CompareBuilder& b) {
  const CompareColumns& c = b.columns;
  const auto &a = b.comparison.a.times, &other = b.comparison.b.times;
  if (b.comparison.pairs.empty()) return;
  std::vector<Row> rows;
  for (int at = 0; at < recordings::kTimedPhases; ++at) {
    const auto phase = static_cast<Phase>(at);
    rows.push_back({"phase/" + std::string(nameOf(phase)), phase, &a.of(phase), &other.of(phase)});
  }
  rows.push_back({"phase/all", std::nullopt, &a.whole, &other.whole});
  const CompareScale scale = CompareScale::spread(a, other);
  const double headTop = b.y;
  b.heading("phases", QStringLiteral("Phase by phase"),
            (c.wide ? QStringLiteral(
                          "how long each request was in it, A above and B below; the stroke is the median")
                    : QStringLiteral("A above, B below; the stroke is the median")) +
                (scale.byTens() ? QStringLiteral("; each mark is ten times the last") : QString()));
  addNumbersHead(b, headTop);
  const double height = b.tall(c.wide ? 42 : 38, 24), top = b.y;
  addGrid(b, scale, top, top + height * static_cast<double>(rows.size()));
  for (const Row& row : rows) {
    const QRectF line(c.left, b.y, c.right - c.left, height);
    if (!row.phase) b.rule(row.key + "/rule", line.topLeft(), line.topRight(), Ink::Line);
    addLabel(b, row, QRectF(c.left, b.y, c.bars - c.left, height));
    addStrip(b, row, {QRectF(c.bars, b.y + b.tall(4, 2), c.barsWidth(), height - b.tall(8, 4)), scale});
    const QRectF numbers(c.numbers, b.y + b.px(3), c.right - c.numbers, height - b.px(6));
    b.dense ? addNumbersInLine(b, row, numbers) : addNumbers(b, row, numbers);
    if (row.phase) b.figure({}, line, sentenceOf(b.comparison, *row.phase));
    b.y += height;
  }
  b.y += b.px(2) + b.lineOf(TextStyle::Small) + b.units(b.dense ? 3 : 5);
}

}  // namespace kts::views
