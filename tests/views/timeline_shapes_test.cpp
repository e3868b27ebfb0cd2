// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/timeline_shapes.h"

#include <QRandomGenerator>
#include <QTextStream>

#include "tests/support/golden.h"
#include "tests/support/story.h"
#include "tests/support/view_test.h"
#include "views/timeline/timeline_geometry.h"
#include "views/timeline/timeline_painter.h"

using namespace kts;
using namespace kts::views;
using recordings::Axis;
using recordings::Column;
using recordings::Lane;
using recordings::LaneKind;
using recordings::Window;

namespace {

// A window and all that shapesOf() borrows, kept alive together. A letter is six pixels wide.
struct Drawing {
  std::vector<Lane> lanes;
  Window window;
  std::vector<CallSpan> calls;
  std::vector<PlacedLink> links;
  TimelineWords words;
  LaneLayout layout;
  TimelineContent content;
  ShapeFrame frame;

  Drawing(const test::Story& story, Window of, RowDensity density)
      : lanes(story.lanes()), window(std::move(of)) {
    calls = callSpansOf(window, story.stateAt(window.from));
    words.taskName = [&story](TaskId task) { return QString::fromStdString(story.nameOf(task)); };
    layout = LaneLayout(lanes, {}, density, 1);
    content.window = &window;
    content.calls = calls;
    content.lanes = &lanes;
    content.words = &words;
    const bool steps = window.axis == Axis::Steps;
    content.fromValue = steps ? static_cast<double>(window.from) : static_cast<double>(window.nsOf.front());
    content.endValue =
        steps ? static_cast<double>(window.to) : static_cast<double>(window.nsOf.back()) + 1000;
    frame.range = {content.fromValue, content.endValue};
    frame.span = {0, 600};
    frame.layout = &layout;
    frame.height = layout.height();
    frame.textWidth = [](const QString& text) { return 6.0 * static_cast<double>(text.size()); };
  }
  void takeLinks() {
    const auto value = [&](Seq seq) {
      return window.axis == Axis::Steps ? static_cast<double>(seq) : static_cast<double>(seq * 1000);
    };
    for (const auto& link : window.links) links.push_back({link, value(link.cause), value(link.effect)});
    content.links = links;
  }
  TimelineShapes shapes() const { return shapesOf(content, frame); }
};

QString rectText(const QRectF& r) {
  return QStringLiteral("%1..%2 y%3+%4").arg(r.left()).arg(r.right()).arg(r.top()).arg(r.height());
}

QString textOfShapes(const TimelineShapes& shapes) {
  QString text;
  QTextStream out(&text);
  const auto list = [&](const QString& name, const std::vector<QRectF>& rects) {
    for (const QRectF& rect : rects) out << name << ' ' << rectText(rect) << '\n';
  };
  for (std::size_t state = 0; state < shapes.bars.size(); ++state)
    list(QStringLiteral("bar ") + textOf(infoOf(static_cast<LaneState>(state)).name), shapes.bars[state]);
  list(QStringLiteral("held"), shapes.held);
  list(QStringLiteral("contended"), shapes.contended);
  list(QStringLiteral("depth"), shapes.depth);
  list(QStringLiteral("chosen"), shapes.chosen);
  for (std::size_t role = 0; role < shapes.ticks.size(); ++role)
    list(QStringLiteral("tick ") + textOf(nameOf(static_cast<Role>(role))), shapes.ticks[role]);
  for (const auto& accent : shapes.accents)
    out << "accent of " << requestText(accent.request) << ' ' << rectText(accent.rect) << '\n';
  for (const auto& call : shapes.calls)
    out << "call " << textOf(nameOf(call.function)) << " depth " << call.depth << ' ' << rectText(call.rect)
        << ' ' << call.label << '\n';
  for (const auto& word : shapes.words)
    out << "word '" << word.text << '\''
        << (word.chip == kNoRequest ? QString() : QStringLiteral(" chip ") + requestNumber(word.chip)) << ' '
        << rectText(word.box) << '\n';
  for (const auto& arrow : shapes.arrows)
    out << "arrow " << linkText(arrow.kind) << (arrow.hollow ? " hollow " : " ") << arrow.from.x() << ','
        << arrow.from.y() << " to " << arrow.to.x() << ',' << arrow.to.y() << ' ' << arrow.label << '\n';
  return text;
}

// A window as a recording would sum it up: any states, any number of events.
Window columnsOf(const test::Story& story, int columns, QRandomGenerator& random) {
  Window window;
  window.to = 1'000'000, window.exact = false;
  for (const Lane& lane : story.lanes()) {
    recordings::Track track{lane, {}, {}};
    for (int at = 0; at < columns; ++at)
      track.columns.push_back({static_cast<LaneState>(random.bounded(kLaneStates)),
                               static_cast<std::uint16_t>(random.bounded(400)),
                               static_cast<std::uint16_t>(random.bounded(3)),
                               static_cast<std::uint8_t>(random.bounded(256)),
                               static_cast<std::uint8_t>(random.bounded(256))});
    window.tracks.push_back(std::move(track));
  }
  return window;
}

}  // namespace

class TimelineShapesTest : public kts::test::ViewTest {
  Q_OBJECT
 private Q_SLOTS:
  void threeCallersLookAsTheyShould() {
    const test::Story story = test::threeCallers();
    Drawing drawing(story, story.window(0, story.events.size(), Axis::Steps), RowDensity::Expanded);
    drawing.takeLinks();
    drawing.frame.span = {100, 1600};
    drawing.frame.selection.request = 0;
    KTS_COMPARE_GOLDEN_TEXT(QStringLiteral("timeline-three-callers.txt"), textOfShapes(drawing.shapes()));
  }

  void aPartOfTheRunInTimeLooksAsItShould() {
    const test::Story story = test::threeCallers();
    Drawing drawing(story, story.window(20, 50, Axis::Time), RowDensity::Compact);
    drawing.takeLinks();
    KTS_COMPARE_GOLDEN_TEXT(QStringLiteral("timeline-part-in-time.txt"), textOfShapes(drawing.shapes()));
  }

  void rectanglesAreBoundByPixelsHoweverManyEventsThereAre() {
    QRandomGenerator random(7);
    for (const int events : {500, 5000, 60000})
      for (const RowDensity density :
           {RowDensity::Slim, RowDensity::Compact, RowDensity::Comfortable, RowDensity::Expanded}) {
        const test::Story story = test::crowd(9, events);
        Drawing drawing(story, story.window(0, story.events.size(), Axis::Steps), density);
        drawing.frame.span = {0, 300.0 + random.bounded(900)};
        const std::size_t most =
            static_cast<std::size_t>(2 * drawing.frame.span.width) * drawing.window.tracks.size();
        QVERIFY2(drawing.shapes().rectangles() <= most, qPrintable(QString::number(events)));
      }
  }

  void columnsAreBoundByPixelsToo() {
    QRandomGenerator random(8);
    const test::Story story = test::crowd(6, 100);
    for (int round = 0; round < 40; ++round) {
      Drawing drawing(story, columnsOf(story, random.bounded(1, 6000), random), RowDensity::Slim);
      drawing.content.fromValue = 0, drawing.content.endValue = 1e6;
      const double from = random.bounded(9e5);
      drawing.frame.range = {from, from + 1e5};
      drawing.frame.span = {0, 500};
      QVERIFY(drawing.shapes().rectangles() <= 2 * 500 * drawing.window.tracks.size());
    }
  }

  // Labels at the foot: as wished where nothing is in the way, never upon each other, never outside.
  void labelsThatWouldLieUponEachOtherAreStacked() {
    QRandomGenerator random(9);
    const QRectF within(100, 50, 800, 300);
    for (int round = 0; round < 500; ++round) {
      std::vector<LabelWish> wishes(static_cast<std::size_t>(random.bounded(1, 12)));
      for (LabelWish& wish : wishes) wish = {100.0 + random.bounded(800), 20.0 + random.bounded(120)};
      const std::vector<QRectF> places = stackLabels(wishes, within, 16, 2, 4);
      QCOMPARE(places.size(), wishes.size());
      QCOMPARE(places[0].bottom(), within.bottom() - 2);
      std::size_t left = 0;
      for (std::size_t at = 0; at < places.size(); ++at) {
        left += places[at].isEmpty();
        if (places[at].isEmpty()) continue;
        QVERIFY(within.contains(places[at]));
        QVERIFY(places[at].right() >= wishes[at].centre - 0.5 &&
                places[at].left() <= wishes[at].centre + 0.5);
        for (std::size_t other = 0; other < at; ++other) QVERIFY(!places[other].intersects(places[at]));
      }
      if (wishes.size() <= 4) QCOMPARE(left, std::size_t(0));
    }
  }

  void whoWaitsForAMutexSleepsAndIsNotSaidToSpin() {
    const test::Story story = test::threeCallers();
    Drawing drawing(story, {}, RowDensity::Comfortable);
    for (const auto& [type, sleeps] :
         {std::pair(ObjectType::CreateLock, false), std::pair(ObjectType::TasklistLock, false),
          std::pair(ObjectType::StopLock, true), std::pair(ObjectType::KernelLock, true)}) {
      const Lane lane{LaneKind::Lock, 0, ObjectId(type), "lock", 0};
      recordings::Segment segment;
      segment.task = 1, segment.contended = true;
      const QString said = drawing.words.segmentSentence(lane, segment);
      QCOMPARE(said.contains(QStringLiteral("others sleep")), sleeps);
      QCOMPARE(said.contains(QStringLiteral("others spin")), !sleeps);
      Window window;
      window.to = 10;
      window.tracks = {{lane, {segment}, {}}};
      window.tracks[0].segments[0].to = 10;
      drawing.window = window;
      drawing.lanes = {lane};
      drawing.layout = LaneLayout(drawing.lanes, {}, RowDensity::Comfortable, 1);
      drawing.content.fromValue = 0, drawing.content.endValue = 10;
      drawing.frame.range = {0, 10};
      drawing.frame.height = drawing.layout.height();
      const TimelineShapes shapes = drawing.shapes();
      QCOMPARE(shapes.sleptFor.size(), std::size_t(sleeps));
      QCOMPARE(shapes.contended.size(), std::size_t(!sleeps));
    }
  }

  void aLockIsDrawnAsHighAsTheTimeForWhichItWasHeld() {
    const test::Story story = test::threeCallers();
    QRandomGenerator random(10);
    double full = 0;
    for (const int share : {255, 128, 3}) {
      Window window = columnsOf(story, 400, random);
      for (auto& track : window.tracks)
        for (Column& column : track.columns)
          column.held = static_cast<std::uint8_t>(share), column.contended = 0;
      Drawing drawing(story, std::move(window), RowDensity::Comfortable);
      drawing.content.fromValue = 0, drawing.content.endValue = 1e6;
      drawing.frame.range = {0, 1e6};
      const TimelineShapes shapes = drawing.shapes();
      QVERIFY(!shapes.held.empty());
      QVERIFY(shapes.contended.empty());
      const double height = shapes.held.front().height();
      for (const QRectF& rect : shapes.held) QCOMPARE(rect.height(), height);
      if (share == 255) full = height;
      QVERIFY(std::abs(height - std::max(2.0, full * share / 255)) <= 0.5);
    }
    QVERIFY(full > 4);
  }

  void everyShapeStaysInItsRowAndInsideTheSpan() {
    const test::Story story = test::threeCallers();
    QRandomGenerator random(9);
    for (int round = 0; round < 200; ++round) {
      Drawing drawing(story, story.window(0, story.events.size(), Axis::Steps),
                      static_cast<RowDensity>(random.bounded(4)));
      const double from = random.bounded(70.0);
      drawing.frame.range = {from, from + 2 + random.bounded(20.0)};
      drawing.frame.span = {100, 300.0 + random.bounded(700)};
      drawing.frame.top = 40;
      const TimelineShapes shapes = drawing.shapes();
      const auto inside = [&](const QRectF& rect) {
        const std::size_t row = drawing.layout.rowAt(rect.center().y() - 40);
        const double top = 40 + drawing.layout.top(row);
        return rect.left() >= 99 && rect.right() <= drawing.frame.span.right() + 3 && rect.top() >= top &&
               rect.bottom() <= top + drawing.layout.parts(row).height + 0.01;
      };
      for (const auto& group : shapes.bars)
        for (const QRectF& rect : group) QVERIFY(inside(rect));
      for (const auto& group : shapes.ticks)
        for (const QRectF& rect : group) QVERIFY(inside(rect));
      for (const auto& call : shapes.calls) QVERIFY(inside(call.rect));
      for (const auto& word : shapes.words) QVERIFY(inside(word.box));
      for (const auto& accent : shapes.accents) QVERIFY(inside(accent.rect));
    }
  }

  void wordsFitTheirBarsAndNeverTouch() {
    const test::Story story = test::threeCallers();
    for (int width = 60; width < 2000; width += 37) {
      Drawing drawing(story, story.window(0, story.events.size(), Axis::Steps), RowDensity::Compact);
      drawing.frame.span = {0, static_cast<double>(width)};
      const auto words = drawing.shapes().words;
      for (std::size_t a = 0; a < words.size(); ++a)
        for (std::size_t b = 0; b < a; ++b) QVERIFY(!words[a].box.intersects(words[b].box));
    }
  }

  void rowsOutOfSightCostNothing() {
    const test::Story story = test::crowd(40, 400);
    Drawing drawing(story, story.window(0, story.events.size(), Axis::Steps), RowDensity::Compact);
    const std::size_t all = drawing.shapes().rectangles();
    drawing.frame.height = drawing.layout.top(4);
    QVERIFY(drawing.shapes().rectangles() < all / 4);
  }

  void callsAreNestedAsTheyWereMade() {
    const test::Story story = test::threeCallers();
    const Window window = story.window(30, 70, Axis::Steps);
    const std::vector<CallSpan> calls = callSpansOf(window, story.stateAt(30));
    QVERIFY(!calls.empty());
    for (const CallSpan& inner : calls) {
      QVERIFY(inner.from < inner.to && inner.to <= 70);
      if (inner.depth == 0) continue;
      const bool held = std::any_of(calls.begin(), calls.end(), [&](const CallSpan& outer) {
        return outer.track == inner.track && outer.depth + 1 == inner.depth && outer.from <= inner.from &&
               outer.to >= inner.to;
      });
      QVERIFY(held);
    }
    // A call from before the window keeps its true beginning.
    QVERIFY(std::any_of(calls.begin(), calls.end(), [](const CallSpan& call) { return call.from < 30; }));
  }

  // A worker thread is all along in the same three functions: what it does in them is to be seen.
  void functionsThatATaskIsInThroughoutShareAStripWhenThereAreMoreThanStrips() {
    const test::Story story = test::threeCallers();
    Drawing drawing(story, story.window(0, story.events.size(), Axis::Steps), RowDensity::Expanded);
    drawing.frame.span.width = 1200;
    const TaskId task = 7;
    const Seq end = drawing.window.to;
    const auto strips = [&](std::vector<CallSpan> calls) {
      drawing.calls = std::move(calls);
      drawing.content.calls = drawing.calls;
      std::vector<std::pair<QString, int>> said;
      const RowParts& parts = drawing.layout.parts(0);
      for (const CallShape& call : drawing.shapes().calls)
        said.emplace_back(call.label,
                          int(std::lround((call.rect.top() - parts.stripTop) / parts.stripPitch)));
      return said;
    };
    const CallSpan kthread{0, 0, true, Function::Kthread, task, 0, end},
        threadfn{0, 1, true, Function::ThreadFn, task, 0, end},
        loop{0, 2, true, Function::WorkerThread, task, 0, end},
        run{0, 3, false, Function::RunWorkqueue, task, 10, end - 10},
        wait{0, 4, false, Function::WaitForCompletion, task, 20, end - 20};
    QCOMPARE(strips({kthread, threadfn, loop}),
             (std::vector<std::pair<QString, int>>{{QStringLiteral("kthread"), 0},
                                                   {QStringLiteral("threadfn"), 1},
                                                   {QStringLiteral("worker_thread"), 2}}));
    QCOMPARE(strips({kthread, threadfn, loop, run, wait}),
             (std::vector<std::pair<QString, int>>{
                 {QStringLiteral("kthread \u203a threadfn \u203a worker_thread"), 0},
                 {QStringLiteral("run_workqueue"), 1},
                 {QStringLiteral("wait_for_completion"), 2}}));
  }

  void aWakeThatFoundNobodyAsleepIsHollowAndSaysSo() {
    const test::Story story = test::threeCallers();
    Drawing drawing(story, story.window(0, story.events.size(), Axis::Steps), RowDensity::Comfortable);
    drawing.takeLinks();
    int hollow = 0;
    for (const ArrowShape& arrow : drawing.shapes().arrows) {
      hollow += arrow.hollow;
      QCOMPARE(arrow.hollow, !arrow.label.isEmpty());
      if (arrow.hollow) QVERIFY(arrow.label.contains(QStringLiteral("kthreadd")));
    }
    QCOMPARE(hollow, 2);
  }

  void theAreaIsSharedOutWithoutOverlap() {
    for (const QSize size : {QSize(320, 140), QSize(900, 400), QSize(1900, 900)})
      for (const double scale : {1.0, 1.5, 2.0})
        for (const int legend : {0, 1, 2}) {
          const TimelineGeometry g = geometryOf(QRectF(QPointF(0, 0), QSizeF(size)), 150, scale, legend);
          QVERIFY(g.overview.bottom() <= g.ruler.top() && g.ruler.bottom() <= g.lanes.top());
          QVERIFY(g.labels.right() <= g.lanes.left() && g.title.right() <= g.overview.left());
          QVERIFY(g.lanes.right() <= size.width() && g.lanes.bottom() <= size.height() + 1);
          QCOMPARE(g.overview.left(), g.lanes.left());
          QCOMPARE(g.legend.isEmpty(), legend == 0);
        }
  }
};

KTS_VIEW_TEST_MAIN(TimelineShapesTest)
#include "timeline_shapes_test.moc"
