// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/timeline_coordinates.h"

#include <QRandomGenerator>

#include "tests/support/view_test.h"
#include "views/timeline/lane_layout.h"
#include "views/timeline/pixel_runs.h"
#include "views/timeline/time_ticks.h"
#include "views/timeline/timeline_view.h"

using namespace kts;
using namespace kts::views;
using recordings::Axis;
using recordings::Lane;
using recordings::LaneKind;

namespace {

// Any range, any place in it, any width: as a person could have zoomed there.
struct Somewhere {
  AxisRange limits, range;
  PixelSpan span;
  double value = 0;
};

Somewhere somewhere(QRandomGenerator& random) {
  Somewhere s;
  s.limits = {random.bounded(100.0) - 50, 100 + std::pow(10.0, random.bounded(9.0))};
  const double width = s.limits.width() * std::pow(10.0, -random.bounded(4.0));
  const double from = s.limits.from + random.bounded(1.0) * (s.limits.width() - width);
  s.range = {from, from + width};
  s.span = {static_cast<double>(random.bounded(300)), 50.0 + random.bounded(3000)};
  s.value = s.range.from + random.bounded(1.0) * width;
  return s;
}

bool near(double a, double b, double scale) {
  return std::abs(a - b) <= 1e-7 * std::max(1.0, std::abs(scale));
}

Lane laneOf(LaneKind kind) {
  Lane lane;
  lane.kind = kind;
  return lane;
}

}  // namespace

class TimelineCoordinatesTest : public kts::test::ViewTest {
  Q_OBJECT
 private Q_SLOTS:
  void aPixelAndItsValueAreEachOthersInverse() {
    QRandomGenerator random(1);
    for (int round = 0; round < 2000; ++round) {
      const Somewhere s = somewhere(random);
      QVERIFY(
          near(pixelToValue(valueToPixel(s.value, s.range, s.span), s.range, s.span), s.value, s.limits.to));
      QCOMPARE(valueToPixel(s.range.from, s.range, s.span), s.span.left);
    }
  }

  void anEmptyRangeOrSpanGivesItsBeginning() {
    QCOMPARE(valueToPixel(7, {5, 5}, {30, 100}), 30.0);
    QCOMPARE(pixelToValue(70, {5, 9}, {30, 0}), 5.0);
  }

  void zoomingKeepsWhatIsUnderThePointer() {
    QRandomGenerator random(2);
    for (int round = 0; round < 2000; ++round) {
      const Somewhere s = somewhere(random);
      const AxisRange zoomed = zoomedAt(s.range, s.value, 1.0 + random.bounded(3.0), 1e-6, s.limits);
      QVERIFY(near(valueToPixel(s.value, zoomed, s.span), valueToPixel(s.value, s.range, s.span),
                   s.limits.to / zoomed.width()));
      QVERIFY(zoomed.width() < s.range.width() + 1e-9);
    }
  }

  void noMovementLeavesTheLimits() {
    QRandomGenerator random(3);
    for (int round = 0; round < 2000; ++round) {
      const Somewhere s = somewhere(random);
      const double slack = 1e-9 * s.limits.to;
      for (const AxisRange& moved :
           {zoomedAt(s.range, s.value, 0.01 + random.bounded(2.0), 3, s.limits),
            pannedBy(s.range, (random.bounded(4.0) - 2) * s.limits.width(), s.limits),
            revealed(s.range, s.limits.from + random.bounded(1.0) * s.limits.width(), 0.2, s.limits)}) {
        QVERIFY(moved.from >= s.limits.from - slack && moved.to <= s.limits.to + slack);
        QVERIFY(moved.from < moved.to);
      }
    }
  }

  void whatIsRevealedIsSeenAndWhatWasSeenStays() {
    const AxisRange limits{0, 1000}, range{100, 200};
    QCOMPARE(revealed(range, 150, 0.2, limits), range);
    QVERIFY(revealed(range, 700, 0.2, limits).contains(700));
    QCOMPARE(revealed(range, 700, 0.2, limits).width(), 100.0);
    QCOMPARE(revealed(range, 2, 0.2, limits).from, 0.0);
  }

  void rulerMarksAreRoundRisingAndFarEnoughApart() {
    QRandomGenerator random(4);
    for (int round = 0; round < 3000; ++round) {
      const Somewhere s = somewhere(random);
      const Axis axis = round % 2 ? Axis::Time : Axis::Steps;
      const std::vector<TimeTick> ticks = ticksOf(axis, s.range, s.span.width, 60);
      double last = -1e300, lastLabel = -1e300;
      for (const TimeTick& tick : ticks) {
        const double x = valueToPixel(tick.value, s.range, s.span);
        QVERIFY(x >= s.span.left - 1e-3 && x <= s.span.right() + 1e-3);
        QVERIFY(x - last >= 60.0 / 4 - 1e-3);
        QCOMPARE(tick.value, std::round(tick.value));
        if (!tick.label.isEmpty()) {
          QVERIFY2(x - lastLabel >= 60 - 1e-3, qPrintable(QString::number(x - lastLabel)));
          lastLabel = x;
        }
        last = x;
      }
      QVERIFY(ticks.size() <= s.span.width / 15 + 2);
    }
  }

  void theRulerSpeaksInUnits() {
    const auto labels = [](Axis axis, AxisRange range) {
      QStringList labels;
      for (const TimeTick& tick : ticksOf(axis, range, 600, 100))
        if (!tick.label.isEmpty()) labels << tick.label;
      return labels.join(QStringLiteral("|"));
    };
    QCOMPARE(labels(Axis::Steps, {72, 104}), QStringLiteral("80|90|100"));
    QCOMPARE(labels(Axis::Steps, {-0.5, 4}), QStringLiteral("0|1|2|3|4"));
    QCOMPARE(labels(Axis::Time, {0, 5000}), QStringLiteral("0 µs|1 µs|2 µs|3 µs|4 µs|5 µs"));
    QCOMPARE(labels(Axis::Time, {12000, 13000}),
             QStringLiteral("12.0 µs|12.2 µs|12.4 µs|12.6 µs|12.8 µs|13.0 µs"));
    QCOMPARE(durationText(640), QStringLiteral("640 ns"));
    QCOMPARE(durationText(12410), QStringLiteral("12.4 µs"));
    QCOMPARE(durationText(3.05e6), QStringLiteral("3.05 ms"));
  }

  void rowsFollowEachOtherAndEachPointIsInOne() {
    QRandomGenerator random(5);
    for (int round = 0; round < 300; ++round) {
      std::vector<Lane> lanes;
      std::vector<bool> collapsed;
      for (int at = random.bounded(1, 60); at > 0; --at) {
        lanes.push_back(laneOf(at > 2 ? LaneKind::Task : at == 2 ? LaneKind::Lock : LaneKind::ListDepth));
        collapsed.push_back(random.bounded(4) == 0);
      }
      const LaneLayout layout(lanes, collapsed, static_cast<RowDensity>(random.bounded(4)),
                              1 + random.bounded(2.0));
      for (std::size_t row = 0; row < layout.rows(); ++row) {
        QCOMPARE(layout.rowAt(layout.top(row)), row);
        QCOMPARE(layout.rowAt(layout.top(row + 1) - 0.01), row);
        const RowParts& parts = layout.parts(row);
        QVERIFY(parts.barTop + parts.barHeight <= parts.height);
        QVERIFY(parts.strips == 0 ||
                parts.stripTop + (parts.strips - 1) * parts.stripPitch + parts.stripHeight <= parts.height);
      }
      const double scroll = random.bounded(layout.height()), height = 1 + random.bounded(500.0);
      const RowRange visible = layout.visible(scroll, height);
      for (std::size_t row = 0; row < layout.rows(); ++row) {
        const bool seen = layout.top(row) < scroll + height && layout.top(row + 1) > scroll;
        QCOMPARE(seen, row >= visible.first && row < visible.last);
      }
      QCOMPARE(layout.clippedScroll(1e9, height), std::max(0.0, layout.height() - height));
    }
  }

  void rowsGrowWithTheRoomThereIs() {
    std::vector<Lane> lanes(5, laneOf(LaneKind::Task));
    QCOMPARE(densityThatFits(lanes, {}, 2000, 1), RowDensity::Expanded);
    QCOMPARE(densityThatFits(lanes, {}, 260, 1), RowDensity::Comfortable);
    QCOMPARE(densityThatFits(lanes, {}, 180, 1), RowDensity::Compact);
    QCOMPARE(densityThatFits(lanes, {}, 140, 1), RowDensity::Compact);  // four can be seen at once
    QCOMPARE(densityThatFits(lanes, {}, 100, 1), RowDensity::Slim);
    QCOMPARE(densityThatFits(std::vector<Lane>(54, laneOf(LaneKind::Task)), {}, 1000, 1), RowDensity::Slim);
  }

  void runsNeverOverlapAndEachColumnGoesToWhoCoversMost() {
    QRandomGenerator random(6);
    for (int round = 0; round < 500; ++round) {
      const int width = random.bounded(1, 200);
      PixelRuns laid(0, width);
      std::vector<std::pair<double, double>> stretches;
      double x = -5;
      while (x < width + 5) {
        const double to = x + random.bounded(random.bounded(2) ? 0.3 : 9.0);
        stretches.push_back({x, to});
        laid.add(x, to, static_cast<std::uint32_t>(stretches.size() - 1));
        x = to + (random.bounded(3) == 0 ? random.bounded(2.0) : 0);
      }
      const auto runs = laid.take();
      QVERIFY(runs.size() <= static_cast<std::size_t>(width));
      int last = 0;
      for (const PixelRun& run : runs) {
        QVERIFY(run.from >= last && run.to > run.from && run.to <= width);
        last = run.to;
        const auto share = [&](int column, std::size_t of) {
          return std::max(0.0, std::min(stretches[of].second, column + 1.0) -
                                   std::max(stretches[of].first, double(column)));
        };
        for (std::size_t other = 0; other < stretches.size(); ++other)
          QVERIFY(share(run.from, other) <= share(run.from, run.item) + 1e-12);
      }
    }
  }

  void theWayBackIsAStackOfViews() {
    ViewHistory history;
    const auto view = [](double from) { return TimelineView{Axis::Steps, {from, from + 10}, 0}; };
    history.reset(view(0));
    QVERIFY(!history.canUndo());
    history.remember(view(1));
    history.remember(view(1));  // resting where one was is no new entry
    history.remember(view(2));
    QCOMPARE(history.undo(), view(1));
    QCOMPARE(history.undo(), view(0));
    QCOMPARE(history.undo(), view(0));
    QCOMPARE(history.redo(), view(1));
    history.remember(view(7));
    QVERIFY(!history.canRedo());
    QCOMPARE(history.undo(), view(1));
    for (int at = 0; at < 500; ++at) history.remember(view(at));
    int steps = 0;
    while (history.canUndo()) history.undo(), ++steps;
    QVERIFY(steps < 100);
  }
};

KTS_VIEW_TEST_MAIN(TimelineCoordinatesTest)
#include "timeline_coordinates_test.moc"
