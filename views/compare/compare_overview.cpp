// SPDX-License-Identifier: GPL-2.0-or-later
// Every request at a glance: from left to right in the order of the rows, A's time above the middle line and
// B's below, each made of its phases, the first of them at the middle. Where requests share a column, the one
// that took neither long nor short stands for them, and a thin line says how long the longest took.
#include "views/compare/compare_builder.h"
#include "views/compare/compare_scale.h"
#include "views/timeline/time_ticks.h"

namespace kts::views {

namespace {

using recordings::kTimedPhases;
using recordings::RequestTimes;

constexpr double kWidest = 64, kNarrowest = 2;  // a column, at scale 1
constexpr double kPatternFrom = 7;              // narrower columns are areas of plain colour

// Of one run: the request in the middle of those that share the column, and the longest of them.
struct Column {
  std::array<double, kTimedPhases> ns{};
  double whole = 0, longest = 0;
};

struct Columns {
  std::vector<Column> of[2];
  std::size_t count = 0;
  double width = 0, most = 0, longest = 0;  // most: where columns are cut
};

Column columnOf(std::vector<const RequestTimes*>& requests) {
  Column column;
  if (requests.empty()) return column;
  const auto shorter = [](const RequestTimes* a, const RequestTimes* b) {
    return a->wholeNs() < b->wholeNs();
  };
  std::ranges::sort(requests, shorter);
  for (const recordings::Stretch& stretch : requests[(requests.size() - 1) / 2]->all())
    column.whole += column.ns[static_cast<std::size_t>(stretch.phase)] = static_cast<double>(stretch.ns);
  column.longest = static_cast<double>(requests.back()->wholeNs());
  return column;
}

std::vector<Column> columnsOf(const CompareBuilder& b, CompareSide side, std::size_t count) {
  std::vector<Column> columns;
  std::vector<const RequestTimes*> sharing;
  for (std::size_t at = 0; at < count; ++at) {
    sharing.clear();
    for (std::size_t row = at * b.rows.size() / count; row < (at + 1) * b.rows.size() / count; ++row)
      if (const RequestTimes* request = requestOf(b.comparison, b.comparison.pairs[b.rows[row]], side))
        sharing.push_back(request);
    columns.push_back(columnOf(sharing));
  }
  return columns;
}

Columns columnsOf(const CompareBuilder& b) {
  Columns columns;
  const double room = b.columns.barsWidth();
  columns.count = std::min(b.rows.size(), static_cast<std::size_t>(std::max(1.0, room / b.px(kNarrowest))));
  columns.width = std::min(b.px(kWidest), room / static_cast<double>(columns.count));
  std::vector<double> wholes;
  for (const CompareSide side : kCompareSides) {
    auto& own = columns.of[static_cast<int>(side)];
    own = columnsOf(b, side, columns.count);
    for (const Column& column : own) {
      wholes.push_back(column.whole);
      columns.longest = std::max(columns.longest, column.longest);
    }
  }
  std::ranges::sort(wholes);
  const double usual = wholes[(wholes.size() - 1) * 19 / 20];
  columns.most = std::max(1.0, wholes.back() <= 2 * usual || usual <= 0 ? wholes.back() : usual * 1.5);
  return columns;
}

// Where the columns of one run stand: their base, and in which direction they grow.
struct Half {
  double left, base, room, sign;
};

void addBlocks(CompareBuilder& b, const Columns& columns, CompareSide side, const Half& half) {
  for (std::size_t at = 0; at < columns.count; ++at) {
    const Column& column = columns.of[static_cast<int>(side)][at];
    const double x = half.left + static_cast<double>(at) * columns.width;
    double low = 0;
    for (int phase = 0; phase < kTimedPhases && low < half.room; ++phase) {
      const double high =
          std::min(half.room, low + column.ns[static_cast<std::size_t>(phase)] / columns.most * half.room);
      if (high <= low) continue;
      const double y0 = half.base + half.sign * low, y1 = half.base + half.sign * high;
      b.block("overview/" + keyOf(side) + "/" + std::to_string(at) + "/" + std::to_string(phase),
              QRectF(x + b.px(1), std::min(y0, y1), columns.width - b.px(2), std::abs(y1 - y0)),
              static_cast<Phase>(phase), false, false);
      low = high;
    }
  }
}

// One area a phase: a scene of many thousand requests has no more shapes than one of a hundred.
void addAreas(CompareBuilder& b, const Columns& columns, CompareSide side, const Half& half) {
  std::vector<double> low(columns.count, 0.0);
  for (int phase = 0; phase < kTimedPhases; ++phase) {
    QPolygonF above, below;
    bool any = false;
    for (std::size_t at = 0; at < columns.count; ++at) {
      const double ns = columns.of[static_cast<int>(side)][at].ns[static_cast<std::size_t>(phase)];
      const double x0 = half.left + static_cast<double>(at) * columns.width, x1 = x0 + columns.width;
      const double high = std::min(half.room, low[at] + ns / columns.most * half.room);
      any |= high > low[at];
      const double y0 = half.base + half.sign * low[at], y1 = half.base + half.sign * high;
      below << QPointF(x0, y0) << QPointF(x1, y0);
      above << QPointF(x0, y1) << QPointF(x1, y1);
      low[at] = high;
    }
    if (!any) continue;
    std::reverse(below.begin(), below.end());
    CompareShape& shape =
        b.add(CompareKind::Area, "overview/" + keyOf(side) + "/area/" + std::to_string(phase), {});
    shape.phase = static_cast<Phase>(phase);
    shape.path = above + below;
  }
}

void addLongest(CompareBuilder& b, const Columns& columns, CompareSide side, const Half& half) {
  CompareShape& shape = b.add(CompareKind::Line, "overview/" + keyOf(side) + "/longest", {});
  shape.line = Ink::InkFaint;
  shape.lineWidth = b.px(0.75);
  for (std::size_t at = 0; at < columns.count; ++at) {
    const double high =
        std::min(half.room, columns.of[static_cast<int>(side)][at].longest / columns.most * half.room);
    const double x = half.left + static_cast<double>(at) * columns.width, y = half.base + half.sign * high;
    shape.path << QPointF(x, y) << QPointF(x + columns.width, y);
  }
}

void addSides(CompareBuilder& b, const Columns& columns, const QRectF& rect) {
  const double middle = rect.center().y(), gap = b.px(1), badge = b.px(18);
  const CompareColumns& c = b.columns;
  for (const CompareSide side : kCompareSides) {
    const bool up = side == CompareSide::A;
    const Half half{rect.left(), middle + (up ? -gap : gap), rect.height() / 2 - gap, up ? -1.0 : 1.0};
    const double centre = middle + half.sign * half.room / 2;
    b.badge("overview/" + keyOf(side), QPointF(c.left + badge / 2, centre), side);
    if (c.wide)
      b.text("overview/" + keyOf(side) + "/design",
             QRectF(c.left + badge + b.units(2), centre - badge / 2, c.bars - c.left - badge - b.units(4),
                    badge),
             textOf(b.run(side).info.header.design), TextStyle::Body, Ink::InkSoft);
    if (columns.width >= b.px(kPatternFrom))
      addBlocks(b, columns, side, half);
    else
      addAreas(b, columns, side, half);
    if (columns.count < b.rows.size()) addLongest(b, columns, side, half);
    const double end = rect.left() + columns.width * static_cast<double>(columns.count);
    const double edge = middle + half.sign * (rect.height() / 2);
    b.rule("overview/" + keyOf(side) + "/most", {rect.left(), edge}, {end, edge}, Ink::LineSoft);
    b.text("overview/" + keyOf(side) + "/most/label",
           QRectF(end + b.units(1), edge - b.px(10), c.right - end - b.units(1), b.px(20)),
           durationText(columns.most), TextStyle::Small, Ink::InkFaint);
  }
  b.rule("overview/middle", {rect.left(), middle},
         {rect.left() + columns.width * static_cast<double>(columns.count), middle}, Ink::LineStrong);
}

// The first difference, and what is chosen.
void addMarks(CompareBuilder& b, const Columns& columns, const QRectF& rect) {
  const auto marked = markedRequest(b.comparison);
  const auto& chosen = b.look.chosen;
  for (std::size_t at = 0; at < b.rows.size(); ++at) {
    const RequestId id = b.comparison.pairs[b.rows[at]].id;
    const std::size_t column = at * columns.count / b.rows.size();
    const double x = rect.left() + (static_cast<double>(column) + 0.5) * columns.width;
    if (chosen && chosen->kind == CompareTarget::Kind::Request && chosen->id == id)
      b.box("overview/chosen",
            QRectF(x - std::max(columns.width, b.px(6)) / 2, rect.top(), std::max(columns.width, b.px(6)),
                   rect.height()),
            {}, Ink::Accent, 2)
          .lineWidth = b.px(2);
    if (marked == id) b.mark("overview/mark", QPointF(x, rect.center().y()), 12);
  }
}

void addNumbers(CompareBuilder& b, const Columns& columns, const QRectF& rect) {
  if (b.look.order != CompareOrder::ByNumber) return;
  const double line = b.lineOf(TextStyle::Small), width = columns.width * static_cast<double>(columns.count) /
                                                          static_cast<double>(b.rows.size());
  double last = -b.px(100);
  // At round numbers of requests, so far apart that they can be read.
  std::size_t step = 1;
  for (int at = 0; static_cast<double>(step) * width < b.px(56) && step < b.rows.size(); ++at)
    step = step * (at % 3 == 1 ? 5 : 2) / (at % 3 == 1 ? 2 : 1);
  for (std::size_t at = 0; at < b.rows.size(); ++at) {
    const RequestId id = b.comparison.pairs[b.rows[at]].id;
    if (at != 0 && (id + 1) % step != 0) continue;
    const double x = rect.left() + (static_cast<double>(at) + 0.5) * width;
    if (x - last < b.px(40)) continue;
    last = x;
    b.text("overview/number/" + std::to_string(id + 1),
           QRectF(x - b.px(30), rect.bottom() + b.px(3), b.px(60), line), grouped(id + 1), TextStyle::Small,
           Ink::InkFaint, Qt::AlignCenter);
  }
}

}  // namespace

double overviewHeight(const CompareBuilder& b, double barsPx) {
  return b.lineOf(TextStyle::Title) + b.units(2) + barsPx + b.px(3) + b.lineOf(TextStyle::Small) + b.units(4);
}

void addOverview(CompareBuilder& b, double height) {
  const double top = b.y, least = overviewHeight(b, 0);
  b.y = top + height;
  if (!b.shows(top, b.y)) return;
  b.y = top;
  const Columns columns = columnsOf(b);
  QString quiet = QStringLiteral("from left to right, A above and B below");
  const auto each = static_cast<double>(b.rows.size()) / static_cast<double>(columns.count);
  if (each > 1)
    quiet += QStringLiteral("; a column is the middle one of %1, the line above it the longest")
                 .arg(each, 0, 'g', 2);
  if (columns.longest > columns.most)
    quiet += QStringLiteral("; the longest of all took %1").arg(durationText(columns.longest));
  b.heading("overview", QStringLiteral("Every request"), quiet);
  const QRectF rect(b.columns.bars, b.y, b.columns.barsWidth(), height - least);
  addSides(b, columns, rect);
  addMarks(b, columns, rect);
  addNumbers(b, columns, rect);
  b.scene.overview =
      QRectF(rect.left(), rect.top(), columns.width * static_cast<double>(columns.count), rect.height());
  b.figure({}, b.scene.overview, QStringLiteral("Every request: %1").arg(quiet));
  b.y = top + height;
}

}  // namespace kts::views
