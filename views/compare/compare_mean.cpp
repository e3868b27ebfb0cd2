// SPDX-License-Identifier: GPL-2.0-or-later
// A request on average: one bar a run, each phase as long as its mean, and bridges that lead from a phase in
// A to the same in B, so that what became longer and what was only pushed aside are told apart.
#include "views/compare/compare_builder.h"
#include "views/compare/compare_scale.h"
#include "views/timeline/time_ticks.h"

namespace kts::views {

namespace {

// The mean of each phase over the requests that returned: together they are the mean request.
struct MeanRequest {
  std::array<double, recordings::kTimedPhases> ns{};
  double whole = 0;
  std::size_t count = 0;
};

MeanRequest meanOf(const recordings::ComparedRun& run) {
  MeanRequest mean;
  for (const recordings::RequestTimes& request : run.requests) {
    if (!request.returned) continue;
    ++mean.count;
    for (const recordings::Stretch& stretch : request.all())
      mean.ns[static_cast<std::size_t>(stretch.phase)] += static_cast<double>(stretch.ns);
  }
  for (double& ns : mean.ns) {
    ns /= static_cast<double>(std::max<std::size_t>(mean.count, 1));
    mean.whole += ns;
  }
  return mean;
}

struct Bars {
  const MeanRequest &a, &b;
  CompareScale scale;
  double heightPx, top[2];

  const MeanRequest& of(CompareSide side) const { return side == CompareSide::A ? a : b; }
  double topOf(CompareSide side) const { return top[static_cast<int>(side)]; }
};

void addBridges(CompareBuilder& b, const Bars& bars) {
  const double width = b.columns.barsWidth();
  const auto x = [&](double ns) { return b.columns.bars + bars.scale.at(ns) * width; };
  const double above = bars.top[0] + bars.heightPx, below = bars.top[1];
  double a0 = 0, b0 = 0;
  for (int at = 0; at < recordings::kTimedPhases; ++at) {
    const double a1 = a0 + bars.a.ns[static_cast<std::size_t>(at)],
                 b1 = b0 + bars.b.ns[static_cast<std::size_t>(at)];
    if (a1 > a0 && b1 > b0) {
      CompareShape& shape = b.add(CompareKind::Bridge, "mean/bridge/" + std::to_string(at), {});
      shape.phase = static_cast<Phase>(at);
      shape.path = QPolygonF{{x(a0), above}, {x(a1), above}, {x(b1), below}, {x(b0), below}};
    }
    a0 = a1, b0 = b1;
  }
}

void addBar(CompareBuilder& b, const Bars& bars, CompareSide side) {
  const CompareColumns& c = b.columns;
  const MeanRequest& mean = bars.of(side);
  const double top = bars.topOf(side), middle = top + bars.heightPx / 2;
  const std::string key = "mean/" + keyOf(side);
  b.badge(key, QPointF(c.left + b.px(9), middle), side);
  const QRectF label(c.left + b.px(18) + b.units(2), top, c.bars - c.left - b.px(18) - b.units(4),
                     bars.heightPx);
  const RunHeader& header = b.run(side).info.header;
  const bool other = b.comparison.a.info.header.design != b.comparison.b.info.header.design;
  if (mean.count) {
    b.text(key + "/whole", label, durationText(mean.whole), TextStyle::Title, Ink::Ink);
    if (c.wide && other)
      b.text(key + "/design", label, textOf(header.design), TextStyle::Body, Ink::InkSoft,
             Qt::AlignRight | Qt::AlignVCenter);
  }
  double from = 0;
  for (int at = 0; at < recordings::kTimedPhases; ++at) {
    const double ns = mean.ns[static_cast<std::size_t>(at)];
    if (ns <= 0) continue;
    const double x0 = c.bars + bars.scale.at(from) * c.barsWidth(),
                 x1 = c.bars + bars.scale.at(from + ns) * c.barsWidth();
    b.block(key + "/" + std::string(nameOf(static_cast<Phase>(at))), QRectF(x0, top, x1 - x0, bars.heightPx),
            static_cast<Phase>(at));
    from += ns;
  }
  if (!mean.count)
    b.text(key + "/none", QRectF(c.bars, top, c.barsWidth(), bars.heightPx),
           QStringLiteral("no request has returned"), TextStyle::Body, Ink::InkSoft);
}

void addAxis(CompareBuilder& b, const CompareScale& scale, double y) {
  const CompareColumns& c = b.columns;
  int at = 0;
  for (const ScaleTick& tick : scale.ticks(c.barsWidth(), b.px(90))) {
    const double x = c.bars + tick.at * c.barsWidth();
    const std::string key = "mean/tick/" + std::to_string(at++);
    b.rule(key, {x, y}, {x, y + b.px(4)}, Ink::LineStrong);
    b.text(key + "/label", QRectF(x - b.px(40), y + b.px(4), b.px(80), b.lineOf(TextStyle::Small)),
           tick.label, TextStyle::Small, Ink::InkFaint, Qt::AlignHCenter | Qt::AlignTop);
  }
}

}  // namespace

void addMean(CompareBuilder& b) {
  const double height = b.tall(32, 22), gap = b.tall(22, 14),
               axis = b.px(8) + b.lineOf(TextStyle::Small) + b.units(b.dense ? 2 : 4),
               whole = b.lineOf(TextStyle::Title) + b.units(b.dense ? 1 : 2) + 2 * height + gap + axis;
  if (std::max(b.comparison.a.times.whole.count(), b.comparison.b.times.whole.count()) < 2)
    return;  // the one request stands below
  const double end = b.y + whole;
  if (!b.shows(b.y, end)) {
    b.y = end;
    return;
  }
  const MeanRequest a = meanOf(b.comparison.a), other = meanOf(b.comparison.b);
  const QString of = a.count == other.count ? QStringLiteral("the mean of %1 requests").arg(grouped(a.count))
                                            : QStringLiteral("the mean of %1 requests in A and %2 in B")
                                                  .arg(grouped(a.count), grouped(other.count));
  b.heading("mean", QStringLiteral("A request on average"),
            of + QStringLiteral("  \u00b7  ") + clockText(b.comparison));
  const Bars bars{
      a, other, CompareScale::even(std::max(a.whole, other.whole)), height, {b.y, b.y + height + gap}};
  addBridges(b, bars);
  for (const CompareSide side : kCompareSides) addBar(b, bars, side);
  const CompareColumns& c = b.columns;
  if (a.count && other.count) {
    const QRectF numbers(c.numbers, b.y, c.right - c.numbers, 2 * height + gap);
    const double line = b.lineOf(TextStyle::Title);
    const QString ratio = ratioText(a.whole, other.whole);
    b.text("mean/difference",
           QRectF(numbers.left(), numbers.center().y() - (ratio.isEmpty() ? line / 2 : line), numbers.width(),
                  line),
           differenceText(a.whole, other.whole), TextStyle::Title, Ink::Ink,
           Qt::AlignRight | Qt::AlignVCenter);
    if (!ratio.isEmpty())
      b.text("mean/ratio", QRectF(numbers.left(), numbers.center().y(), numbers.width(), line),
             QStringLiteral("B against A  ") + ratio, TextStyle::Body, Ink::InkSoft,
             Qt::AlignRight | Qt::AlignVCenter);
  }
  b.figure({}, QRectF(c.left, b.y, c.right - c.left, 2 * height + gap),
           QStringLiteral("A request on average, %1: %2 in A and %3 in B, %4 %5")
               .arg(of, durationText(a.whole), durationText(other.whole),
                    differenceText(a.whole, other.whole), ratioText(a.whole, other.whole)));
  addAxis(b, bars.scale, bars.top[1] + height + b.px(3));
  b.y = end;
}

}  // namespace kts::views
