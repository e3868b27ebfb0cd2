// SPDX-License-Identifier: GPL-2.0-or-later
// Request by request: two lanes for each, A above B, from its own preparation on, on one even scale. Only the
// rows in sight are made, so that a storm costs no more than a screenful.
#include "views/compare/compare_builder.h"
#include "views/compare/compare_scale.h"
#include "views/timeline/time_ticks.h"

namespace kts::views {

namespace {

using recordings::RequestPair;
using recordings::RequestTimes;

// The rows in sight: [begin, end) of them, the first one's top, and how high each is.
struct Rows {
  std::size_t begin = 0, end = 0;
  double top = 0, height = 0;
};

// Long enough for nearly all of them: a few that took much longer are cut, and show it.
CompareScale scaleOf(const CompareBuilder& b, const Rows& rows) {
  std::vector<double> all;
  for (std::size_t at = rows.begin; at < rows.end; ++at)
    for (const CompareSide side : kCompareSides)
      if (const RequestTimes* request = requestOf(b.comparison, b.comparison.pairs[b.rows[at]], side))
        all.push_back(static_cast<double>(request->wholeNs()));
  if (all.empty()) return CompareScale::even(1);
  const double most = std::ranges::max(all);
  const auto ninth = all.begin() + static_cast<std::ptrdiff_t>((all.size() - 1) * 9 / 10);
  std::ranges::nth_element(all, ninth);
  const double usual = *ninth;
  return CompareScale::even(most <= 2.5 * usual || usual <= 0 ? most : usual * 1.5);
}

struct Lane {
  QRectF rect;
  const CompareScale& scale;
  double x(double ns) const { return rect.left() + scale.at(ns) * rect.width(); }
};

void addLane(CompareBuilder& b, const std::string& key, const Lane& lane, const RequestTimes& request) {
  for (const recordings::Stretch& stretch : request.all()) {
    const double from = lane.x(static_cast<double>(stretch.fromNs));
    double to = lane.x(static_cast<double>(stretch.fromNs + stretch.ns));
    if (from >= lane.rect.right()) break;
    // What is never left goes on to the end of the scale, and beyond.
    const bool cut = stretch.open || to > lane.rect.right() + 0.5;
    if (cut) to = lane.rect.right();
    if (to - from <= 0) continue;
    b.block(key + "/" + std::string(nameOf(stretch.phase)),
            QRectF(from, lane.rect.top(), to - from, lane.rect.height()), stretch.phase, cut);
  }
}

void addMark(CompareBuilder& b, const std::string& key, const Lane& lane, CompareSide side,
             const RequestTimes& request) {
  const auto& said = side == CompareSide::A ? b.comparison.first->a : b.comparison.first->b;
  if (said.seq == kNever || said.sentence.empty()) return;
  const double ns = said.tNs > request.beganNs ? static_cast<double>(said.tNs - request.beganNs) : 0;
  const double x = std::min(lane.x(ns), lane.rect.right());
  b.rule(key + "/stroke", {x, lane.rect.top() - b.px(1)}, {x, lane.rect.bottom() + b.px(1)}, Ink::Accent, 2);
  b.mark(key, QPointF(x, side == CompareSide::A ? lane.rect.top() - b.px(1) : lane.rect.bottom() + b.px(1)),
         12);
}

void addNumbers(CompareBuilder& b, const std::string& key, const RequestPair& pair, const QRectF& rect) {
  const double line = rect.height() / 2, middle = rect.left() + rect.width() * 0.46;
  for (const CompareSide side : kCompareSides) {
    const RequestTimes* request = requestOf(b.comparison, pair, side);
    const QRectF half(rect.left(), rect.top() + (side == CompareSide::A ? 0 : line), middle - rect.left(),
                      line);
    const bool stuck = request && !request->returned;
    b.text(key + "/number/" + keyOf(side), half,
           !request ? QStringLiteral("\u2013")
           : stuck  ? QStringLiteral("never")
                    : durationText(static_cast<double>(request->wholeNs())),
           TextStyle::Mono, stuck ? Ink::Bad : Ink::Ink, Qt::AlignRight | Qt::AlignVCenter);
  }
  const RequestTimes *a = requestOf(b.comparison, pair, CompareSide::A),
                     *other = requestOf(b.comparison, pair, CompareSide::B);
  if (!a || !other || !a->returned || !other->returned) return;
  const auto nsA = static_cast<double>(a->wholeNs()), nsB = static_cast<double>(other->wholeNs());
  const QRectF right(middle + b.units(1), rect.top(), rect.right() - middle - b.units(1), rect.height());
  if (nsA == nsB) {
    b.text(key + "/difference", right, QStringLiteral("="), TextStyle::Mono, Ink::InkFaint,
           Qt::AlignRight | Qt::AlignVCenter);
    return;
  }
  b.text(key + "/difference", QRectF(right.left(), right.top(), right.width(), line),
         differenceText(nsA, nsB), TextStyle::Mono, Ink::Ink, Qt::AlignRight | Qt::AlignVCenter);
  b.text(key + "/ratio", QRectF(right.left(), right.top() + line, right.width(), line), ratioText(nsA, nsB),
         TextStyle::MonoSmall, Ink::InkSoft, Qt::AlignRight | Qt::AlignVCenter);
}

void addToken(CompareBuilder& b, const std::string& key, RequestId id, const QRectF& label) {
  const QString number = QString::number(id + 1);
  const double height = b.px(20),
               width = std::max(height, b.widthOf(number, TextStyle::SmallStrong) + b.px(10));
  CompareShape& token = b.add(CompareKind::Token, key + "/token",
                              QRectF(label.left(), label.center().y() - height / 2, width, height));
  token.fill = ColourRef(Ink::RequestFill, id);
  token.text = number;
  token.style = TextStyle::SmallStrong;
}

void addLabel(CompareBuilder& b, const std::string& key, const RequestPair& pair, const QRectF& label) {
  addToken(b, key, pair.id, label);
  if (!b.columns.wide) return;
  const double line = label.height() / 2;
  const QRectF words(label.left() + b.px(50), label.top(), label.width() - b.px(80), label.height());
  for (const CompareSide side : kCompareSides) {
    const auto& at = side == CompareSide::A ? pair.a : pair.b;
    b.text(key + "/caller/" + keyOf(side),
           QRectF(words.left(), words.top() + (side == CompareSide::A ? 0 : line), words.width(), line),
           at ? textOf(b.run(side).callers[*at]) : QStringLiteral("no such request"), TextStyle::Small,
           Ink::InkSoft, Qt::AlignRight | Qt::AlignVCenter);
  }
}

void addRow(CompareBuilder& b, const RequestPair& pair, double top, double height, const CompareScale& scale,
            std::optional<RequestId> marked) {
  const CompareColumns& c = b.columns;
  const std::string key = "request/" + std::to_string(pair.id + 1);
  const QRectF row(c.left, top, c.right - c.left, height);
  const double pad = height < b.px(42) ? b.px(3) : b.px(5), gap = b.px(2),
               lane = (height - 2 * pad - gap) / 2;
  const QRectF inner = row.adjusted(0, pad, 0, -pad);
  b.rule(key + "/rule", row.bottomLeft(), row.bottomRight(), Ink::LineSoft);
  addLabel(b, key, pair, QRectF(c.left, inner.top(), c.bars - c.left, inner.height()));
  for (const CompareSide side : kCompareSides) {
    const std::string own = key + "/" + keyOf(side);
    const QRectF rect(c.bars, inner.top() + (side == CompareSide::A ? 0 : lane + gap), c.barsWidth(), lane);
    b.text(own + "/letter", QRectF(c.bars - b.px(22), rect.top(), b.px(14), lane),
           side == CompareSide::A ? QStringLiteral("A") : QStringLiteral("B"), TextStyle::SmallStrong,
           Ink::InkSoft, Qt::AlignCenter);
    const RequestTimes* request = requestOf(b.comparison, pair, side);
    if (!request) continue;
    addLane(b, own, {rect, scale}, *request);
    const CompareTarget target{CompareTarget::Kind::Request, side, pair.id};
    if (b.look.chosen && *b.look.chosen == target)
      b.box(own + "/chosen", rect.adjusted(-b.px(2), -b.px(2), b.px(2), b.px(2)), {}, Ink::Accent, 4)
          .lineWidth = b.px(2);
    // The whole half of the row takes the pointer.
    b.figure(target,
             QRectF(row.left(), side == CompareSide::A ? row.top() : row.center().y(), row.width(),
                    row.height() / 2),
             sentenceOf(b.comparison, pair));
  }
  if (marked == pair.id)
    for (const CompareSide side : kCompareSides)
      if (const RequestTimes* request = requestOf(b.comparison, pair, side)) {
        const QRectF rect(c.bars, inner.top() + (side == CompareSide::A ? 0 : lane + gap), c.barsWidth(),
                          lane);
        addMark(b, key + "/mark/" + keyOf(side), {rect, scale}, side, *request);
      }
  addNumbers(b, key, pair, QRectF(c.numbers, inner.top(), c.right - c.numbers, inner.height()));
}

void addOrders(CompareBuilder& b, double end, double top, double height) {
  double x = b.columns.right;
  for (const CompareOrder order : {CompareOrder::ByDifference, CompareOrder::ByNumber}) {
    const bool byNumber = order == CompareOrder::ByNumber, now = order == b.look.order;
    const QString name = byNumber ? QStringLiteral("by number") : QStringLiteral("by difference");
    const TextStyle style = now ? TextStyle::BodyStrong : TextStyle::Body;
    const QRectF rect(x - b.widthOf(name, style), top, b.widthOf(name, style) + 1, height);
    if (rect.left() < end) return;
    const std::string key = byNumber ? "requests/by-number" : "requests/by-difference";
    b.text(key, rect, name, style, now ? Ink::Ink : Ink::Accent);
    const CompareTarget target{CompareTarget::Kind::Order, CompareSide::A, static_cast<std::uint64_t>(order)};
    if (b.look.chosen && *b.look.chosen == target)
      b.box(key + "/chosen", rect.adjusted(-b.px(4), -b.px(1), b.px(4), b.px(1)), {}, Ink::Accent, 4);
    b.figure(target, rect, QStringLiteral("Requests %1").arg(name));
    x = rect.left() - b.units(4);
  }
}

double stickyHeight(const CompareBuilder& b) {
  return b.units(2) + b.lineOf(TextStyle::Title) + b.units(1) + b.lineOf(TextStyle::Small) + b.px(4);
}

// The part's head: title, order, scale. It stays at the top while the rows move under it.
void addSticky(CompareBuilder& b, const CompareScale& scale, double top) {
  const CompareColumns& c = b.columns;
  const double title = b.lineOf(TextStyle::Title), ticks = b.lineOf(TextStyle::Small) + b.px(4),
               y = std::max(top, 0.0), base = y + stickyHeight(b);
  b.box("requests/ground", QRectF(0, y, b.look.size.width(), base - y), Ink::Panel, {}, 0);
  b.y = y + b.units(2);
  const double end =
      b.heading("requests", QStringLiteral("Request by request"),
                c.wide ? QStringLiteral("each from its own preparation on, A above and B below") : QString());
  if (b.look.scrolls && b.rows.size() > 1) addOrders(b, end, y + b.units(2), title);
  int at = 0;
  for (const ScaleTick& tick : scale.ticks(c.barsWidth(), b.px(90))) {
    const double x = c.bars + tick.at * c.barsWidth();
    const std::string key = "requests/tick/" + std::to_string(at++);
    b.text(key + "/label", QRectF(x - b.px(40), base - ticks, b.px(80), b.lineOf(TextStyle::Small)),
           tick.label, TextStyle::Small, Ink::InkFaint, Qt::AlignCenter);
    b.rule(key, {x, base - b.px(3)}, {x, base}, Ink::LineStrong);
  }
  b.rule("requests/axis", {c.left, base}, {c.right, base}, Ink::Line);
}

void addRows(CompareBuilder& b, const Rows& rows, const CompareScale& scale) {
  const auto marked = markedRequest(b.comparison);
  for (std::size_t at = rows.begin; at < rows.end; ++at) {
    const double top = rows.top + static_cast<double>(at - rows.begin) * rows.height;
    if (top >= b.look.size.height()) break;
    addRow(b, b.comparison.pairs[b.rows[at]], top, rows.height, scale, marked);
  }
}

constexpr double kRow = 46, kTallestRow = 64, kLowestRow = 36, kFoot = 30;  // at scale 1
constexpr double kOverviewBars = 96, kLeastBars = 40;

// On a screen every row can be scrolled to, and only those in sight are made.
void addScrolled(CompareBuilder& b) {
  if (b.rows.size() > kOverviewFrom) addOverview(b, overviewHeight(b, b.px(kOverviewBars)));
  const double head = b.y - b.units(2), row = b.px(kRow), first = head + stickyHeight(b);
  const CompareScale scale = scaleOf(b, {0, b.rows.size(), 0, 0});
  const auto begin = static_cast<std::size_t>(std::max(0.0, std::floor((stickyHeight(b) - first) / row)));
  addRows(b, {std::min(begin, b.rows.size()), b.rows.size(), first + static_cast<double>(begin) * row, row},
          scale);
  b.scene.requestsTop = first + b.look.scroll;
  b.scene.rowHeight = row;
  b.scene.stickyHeight = stickyHeight(b);
  addSticky(b, scale, head);
  b.y = first + static_cast<double>(b.rows.size()) * row;
}

void addFoot(CompareBuilder& b, const QString& words) {
  b.text("requests/more", QRectF(b.columns.left, b.y, b.columns.right - b.columns.left, b.px(kFoot)), words,
         TextStyle::Body, Ink::InkSoft);
}

// In a picture what has no room is told: all of them in few pixels, and some of them in full.
void addPictured(CompareBuilder& b) {
  const double bottom = b.look.size.height() - b.units(2), row = b.px(kRow),
               overview = overviewHeight(b, b.px(kOverviewBars)), whole = b.rows.size();
  Rows rows{0, b.rows.size(), 0, row};
  const double room = bottom - b.y, bare = stickyHeight(b) - b.units(2);
  b.scene.neededHeight =
      b.y + b.units(2) + std::min(bare + whole * row, overview + bare + 3 * row + b.px(kFoot));
  if (bare + whole * (b.dense ? b.px(kLowestRow) : row) <= room) {
    rows.height = std::min(b.px(kTallestRow), (room - bare) / whole);
  } else {
    const double rest = room - overview - bare - b.px(kFoot);
    if (rest < 3 * row) {
      // It ends the picture, and needs no distance to what would follow.
      const double own = room + b.units(4);
      if (own >= overviewHeight(b, b.px(kLeastBars)))
        addOverview(b, std::min(own, 1.5 * overview));
      else
        addFoot(b, counted(b.rows.size(), QStringLiteral("request")) +
                       QStringLiteral(": a taller picture shows them"));
      return;
    }
    addOverview(b, overview);
    const auto shown = static_cast<std::size_t>(rest / row);
    // Those around the first difference, when it lies further down.
    const auto marked = markedRequest(b.comparison);
    for (std::size_t at = 0; marked && at < b.rows.size(); ++at)
      if (b.comparison.pairs[b.rows[at]].id == *marked && at >= shown)
        rows.begin = std::min(at - 1, b.rows.size() - shown);
    rows.end = rows.begin + shown;
    rows.height = rest / static_cast<double>(shown);
  }
  const double head = b.y - b.units(2);
  rows.top = head + stickyHeight(b);
  const CompareScale scale = scaleOf(b, rows);
  addRows(b, rows, scale);
  addSticky(b, scale, head);
  b.y = rows.top + static_cast<double>(rows.end - rows.begin) * rows.height;
  if (rows.end - rows.begin < b.rows.size())
    addFoot(b, QStringLiteral("%1 of %2: a taller picture shows more")
                   .arg(grouped(rows.end - rows.begin), counted(b.rows.size(), QStringLiteral("request"))));
}

}  // namespace

const RequestTimes* requestOf(const recordings::Comparison& comparison, const RequestPair& pair,
                              CompareSide side) {
  const auto& at = side == CompareSide::A ? pair.a : pair.b;
  return at ? &(side == CompareSide::A ? comparison.a : comparison.b).requests[*at] : nullptr;
}

std::optional<RequestId> markedRequest(const recordings::Comparison& comparison) {
  if (!comparison.first) return std::nullopt;
  const recordings::Difference& first = *comparison.first;
  for (const auto* side : {&first.a, &first.b})
    if (side->seq != kNever && side->request != kNoRequest) return side->request;
  for (const CompareSide side : kCompareSides) {
    const auto& said = side == CompareSide::A ? first.a : first.b;
    if (said.seq == kNever || said.sentence.empty()) continue;
    for (const RequestTimes& request : (side == CompareSide::A ? comparison.a : comparison.b).requests)
      if (said.tNs <= request.beganNs + request.wholeNs()) return request.id;
  }
  return std::nullopt;
}

void addRequests(CompareBuilder& b) {
  if (b.rows.empty()) {
    b.heading("requests", QStringLiteral("Request by request"), QStringLiteral("neither run has a request"));
    b.scene.neededHeight = b.y;
  } else if (b.look.scrolls) {
    addScrolled(b);
  } else {
    addPictured(b);
  }
}

}  // namespace kts::views
