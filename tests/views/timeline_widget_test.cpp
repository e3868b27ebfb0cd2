// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/timeline_widget.h"

#include <QAccessible>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "tests/support/story.h"
#include "tests/support/view_test.h"

using namespace kts;
using namespace kts::views;
using recordings::Axis;
using recordings::Recording;

class TimelineWidgetTest : public kts::test::ViewTest {
  Q_OBJECT

  QTemporaryDir m_folder;
  std::shared_ptr<Recording> m_three, m_crowd;
  std::unique_ptr<TimelineWidget> m_widget;

  std::filesystem::path pathOf(const char* name) const { return m_folder.filePath(name).toStdString(); }

  void show(std::shared_ptr<Recording> recording, QSize size = {900, 400}) {
    m_widget = std::make_unique<TimelineWidget>(bundledTheme(ThemeName::Light));
    m_widget->resize(size);
    m_widget->setRecording(std::move(recording));
    m_widget->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_widget.get()));
    m_widget->grab();
  }
  TimelineScene& scene() { return m_widget->scene(); }
  AxisRange range() { return scene().view().range; }
  double xOf(double value) { return valueToPixel(value, range(), scene().geometry().span()); }
  std::size_t rowNamed(const char* label) {
    for (std::size_t row = 0; row < scene().lanes().size(); ++row)
      if (scene().lanes()[row].label == label) return row;
    return scene().lanes().size();
  }
  QPoint pointAt(std::size_t row, double value) {
    const RowParts& parts = scene().layout().parts(row);
    const double y = scene().geometry().lanes.top() + scene().layout().top(row) - scene().view().scroll +
                     parts.barTop + parts.barHeight / 2;
    return QPointF(xOf(value), y).toPoint();
  }
  void wheel(QPointF at, int clicks, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QWheelEvent event(at, m_widget->mapToGlobal(at), QPoint(), QPoint(0, 120 * clicks), Qt::NoButton,
                      modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(m_widget.get(), &event);
  }
  void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::mousePress(m_widget.get(), Qt::LeftButton, modifiers, from);
    for (int step = 1; step <= 4; ++step) {
      const QPoint at = from + (to - from) * step / 4;
      QMouseEvent move(QEvent::MouseMove, at, m_widget->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                       modifiers);
      QApplication::sendEvent(m_widget.get(), &move);
    }
    QTest::mouseRelease(m_widget.get(), Qt::LeftButton, modifiers, to);
  }

 private Q_SLOTS:
  void initTestCase() {
    m_three = test::threeCallers().recorded(pathOf("three.ktr"),
                                            Finding{"lost-wakeup", 0, 46, "kthreadd sleeps for ever"});
    m_crowd = test::crowd(60, 20000).recorded(pathOf("crowd.ktr"));
    QVERIFY(m_three && m_crowd);
  }

  void aRecordingIsShownWhole() {
    show(m_three);
    QVERIFY(range().contains(AxisRange{0, static_cast<double>(m_three->events())}));
    QVERIFY(rowNamed("kthreadd") < scene().lanes().size());
    QVERIFY(m_widget->lastFrameMs() > 0);
  }

  void theWheelZoomsAtThePointer() {
    show(m_three);
    const double value = 40, x = xOf(value);
    wheel(QPointF(x, 200), 3);
    QVERIFY(range().width() < 60);
    QVERIFY(std::abs(xOf(value) - x) < 0.5);
    wheel(QPointF(x, 200), -30);
    QCOMPARE(range(), scene().limits());
  }

  void aDragPansAndTheHistoryLeadsBackAndForth() {
    show(m_three);
    wheel(QPointF(500, 200), 5);
    m_widget->panLeft();
    m_widget->fit();
    QCOMPARE(range(), scene().limits());
    m_widget->undoView();
    QVERIFY(range() == scene().limits());  // what did not rest was one movement
    wheel(QPointF(500, 200), 5);
    QTest::qWait(500);
    const AxisRange zoomed = range();
    drag({500, 300}, {400, 300});
    const AxisRange panned = range();
    QVERIFY(panned.from > zoomed.from);
    QVERIFY(std::abs(panned.width() - zoomed.width()) < 1e-9);
    m_widget->undoView();
    QCOMPARE(range(), zoomed);
    m_widget->redoView();
    QCOMPARE(range(), panned);
  }

  void shiftAndDragZoomsIntoAStretch() {
    show(m_three);
    const double a = scene().valueAt(400), b = scene().valueAt(600);
    drag({400, 200}, {600, 200}, Qt::ShiftModifier);
    QVERIFY(std::abs(range().from - a) < 0.2 && std::abs(range().to - b) < 0.2);
  }

  void theRulerScrubsThePlayhead() {
    show(m_three);
    QSignalSpy wanted(m_widget.get(), &TimelineWidget::playheadWanted);
    connect(m_widget.get(), &TimelineWidget::playheadWanted, this,
            [this](Seq seq) { m_widget->setPlayhead(seq); });
    const int y = static_cast<int>(scene().geometry().ruler.center().y());
    drag({static_cast<int>(xOf(10)), y}, {static_cast<int>(xOf(50)), y});
    QVERIFY(wanted.size() >= 3);
    QCOMPARE(wanted.first().first().value<Seq>(), Seq(10));
    QCOMPARE(scene().playhead(), Seq(50));
  }

  void aClickChoosesTaskRequestAndEvent() {
    show(m_three, {1600, 500});
    QSignalSpy tasks(m_widget.get(), &TimelineWidget::taskChosen),
        requests(m_widget.get(), &TimelineWidget::requestChosen),
        events(m_widget.get(), &TimelineWidget::eventChosen),
        objects(m_widget.get(), &TimelineWidget::objectChosen);
    const std::size_t row = rowNamed("caller 1");
    QTest::mouseClick(m_widget.get(), Qt::LeftButton, Qt::NoModifier, pointAt(row, 40.4));
    QCOMPARE(tasks.takeFirst().first().value<TaskId>(), TaskId(1));
    QCOMPARE(requests.takeFirst().first().value<RequestId>(), RequestId(0));
    QVERIFY(events.isEmpty());
    QTest::mouseClick(m_widget.get(), Qt::LeftButton, Qt::NoModifier, pointAt(row, 10));  // list_add_tail
    QCOMPARE(events.takeFirst().first().value<Seq>(), Seq(10));
    QTest::mouseClick(m_widget.get(), Qt::LeftButton, Qt::NoModifier,
                      pointAt(rowNamed("kthread_create_lock"), 10));
    QCOMPARE(objects.takeFirst().first().value<ObjectId>(), ObjectId(ObjectType::CreateLock));
  }

  void arrowsAreTheSelectedRequestsUnlessAllAreWanted() {
    show(m_three);
    Selection selection;
    selection.request = 1;
    m_widget->setSelection(selection);
    const auto& chosen = scene().shapes().arrows;
    QVERIFY(!chosen.empty());
    QVERIFY(std::all_of(chosen.begin(), chosen.end(),
                        [](const ArrowShape& arrow) { return arrow.request == 1; }));
    const std::size_t some = chosen.size();
    m_widget->toggleAllLinks();
    QVERIFY(scene().shapes().arrows.size() > some);
  }

  void causeAndEffectLeadToEachOther() {
    show(m_three);
    QSignalSpy chosen(m_widget.get(), &TimelineWidget::eventChosen);
    Seq dequeued = 0;
    const test::Story story = test::threeCallers();
    while (story.events[dequeued].kind != EventKind::ListDelInit) ++dequeued;
    m_widget->setPlayhead(dequeued);
    m_widget->goToCause();
    QCOMPARE(chosen.takeFirst().first().value<Seq>(), Seq(10));
    m_widget->setPlayhead(10);
    m_widget->goToEffect();
    QCOMPARE(chosen.takeFirst().first().value<Seq>(), dequeued);
  }

  void cursorsSnapToEventsAndMeasure() {
    show(m_three, {1600, 500});
    m_widget->setPlayhead(10);
    m_widget->setCursorA();
    m_widget->setPlayhead(25);
    m_widget->setCursorB();
    QCOMPARE(scene().cursorA(), std::optional<Seq>(10));
    QCOMPARE(scene().deltaText(), QStringLiteral("15 events · 15.0 µs"));
    m_widget->setCursorB();  // there again
    QVERIFY(!scene().cursorB());
    QTest::mouseMove(m_widget.get(), pointAt(rowNamed("caller 1"), 14.7));
    QMouseEvent move(QEvent::MouseMove, QPointF(pointAt(rowNamed("caller 1"), 14.7)), QPointF(), Qt::NoButton,
                     Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(m_widget.get(), &move);
    m_widget->setCursorB();
    QVERIFY(*scene().cursorB() == 15 || *scene().cursorB() == 16);
  }

  void theOverviewsWindowIsDragged() {
    show(m_three);
    wheel(QPointF(500, 200), 8);
    const QRectF strip = scene().geometry().overview;
    const double width = range().width();
    drag(strip.center().toPoint(), QPointF(strip.right() - 2, strip.center().y()).toPoint());
    QVERIFY(std::abs(range().width() - width) < 1e-9);
    QVERIFY(range().to > scene().limits().to - width);
  }

  void followingKeepsThePlayheadInSightUntilThePersonLooksElsewhere() {
    show(m_crowd, {900, 500});
    scene().setRange({0, 200});
    m_widget->setFollowing(true);
    for (Seq seq = 0; seq < 1500; seq += 7) {
      m_widget->setPlayhead(seq);
      QVERIFY(scene().showsPlayhead());
    }
    scene().setRange({0, 200});
    m_widget->panRight();  // the person's own movement, away from the playhead
    const AxisRange there = range();
    m_widget->setPlayhead(1600);
    QCOMPARE(range(), there);
  }

  void switchingTheAxisKeepsTheSameEventsInView() {
    show(m_three);
    scene().setRange({20, 40});
    m_widget->setAxis(Axis::Time);
    QVERIFY(std::abs(range().from - 20000) < 1 && std::abs(range().to - 40000) < 1);
    m_widget->setAxis(Axis::Steps);
    QVERIFY(std::abs(range().from - 20) < 1e-6 && std::abs(range().to - 40) < 1e-6);
  }

  void timeBeginsAtTheFirstEventHoweverLateThatComes() {
    test::Story late = test::threeCallers();
    for (Event& event : late.events) event.tNs += 7'000'000;
    show(late.recorded(pathOf("late.ktr")));
    m_widget->setAxis(Axis::Time);
    m_widget->setPlayhead(0);
    const TimelineGeometry& g = scene().geometry();
    QVERIFY(xOf(scene().cache().valueOf(0, Axis::Time)) - g.lanes.left() < 0.05 * g.lanes.width());
    // The strip's first column stands where dragging leads to the first event.
    scene().showPlayhead(false);
    scene().setRange({scene().limits().to - 1000, scene().limits().to});
    const QImage image = m_widget->grab().toImage();
    const int foot = static_cast<int>(g.overview.bottom()) - 4;
    int x = static_cast<int>(g.overview.left()) + 2;
    while (x < g.overview.right() && image.pixel(x, foot) == image.pixel(x - 1, foot)) ++x;
    const TimelineHit hit = scene().hitAt(QPointF(x, g.overview.center().y()));
    QCOMPARE(scene().cache().eventNearest(hit.value, Axis::Time), Seq{0});
  }

  void manyLanesScrollAndOnlyThoseInSightAreDrawn() {
    show(m_crowd, {900, 400});
    QScrollBar* bar = m_widget->findChild<QScrollBar*>();
    QVERIFY(bar->isVisible());
    bar->setValue(bar->maximum());
    QVERIFY(scene().view().scroll > 0);
    m_widget->grab();
    const std::size_t rows =
        scene().layout().visible(scene().view().scroll, scene().geometry().lanes.height()).last -
        scene().layout().visible(scene().view().scroll, scene().geometry().lanes.height()).first;
    QVERIFY(rows < 30);
    QVERIFY(scene().shapes().rectangles() <=
            2 * rows * static_cast<std::size_t>(scene().geometry().lanes.width()));
    wheel(QPointF(20, 200), 3);
    QVERIFY(scene().view().scroll < bar->maximum());
  }

  void panningAsksTheRecordingSeldom() {
    show(m_crowd, {900, 400});
    scene().setRange({5000, 5400});
    m_widget->grab();
    const std::size_t before = scene().cache().queries();
    for (int step = 0; step < 30; ++step) {
      scene().setRange({5000.0 + step * 10, 5400.0 + step * 10});
      m_widget->grab();
    }
    QVERIFY(scene().cache().queries() <= before + 1);
  }

  void aLaneSaysHowManyWaitForCompletionsOfItsKind() {
    show(m_three);
    const auto& lanes = scene().lanes();
    const auto done = std::find_if(lanes.begin(), lanes.end(), [](const recordings::Lane& lane) {
      return lane.object.type() == ObjectType::Done;
    });
    QVERIFY(done != lanes.end());
    const auto row = static_cast<std::size_t>(done - lanes.begin());
    QStringList said;
    for (Seq seq = 0; seq < m_three->events(); ++seq)
      if (const auto segment = scene().segmentAt(row, static_cast<double>(seq)))
        if (const QString words = scene().words().segmentSentence(*done, *segment); !said.contains(words))
          said << words;
    for (const char* words : {"one task waits for done", "2 tasks wait for done", "3 tasks wait for done"})
      QVERIFY2(said.contains(QLatin1String(words)), words);
  }

  void theWalkByKeyboardIsSpoken() {
    show(m_three);
    m_widget->activateWindow();
    m_widget->setFocus();
    QSignalSpy said(m_widget.get(), &TimelineWidget::announced);
    QTest::keyClick(m_widget.get(), Qt::Key_Down);
    QCOMPARE(said.takeFirst().first().toString(), QStringLiteral("caller 2: in user space"));
    QTest::keyClick(m_widget.get(), Qt::Key_Up);
    QCOMPARE(said.takeFirst().first().toString(), QStringLiteral("caller 1: in user space"));
    QStringList sentences;
    for (int step = 0; step < 40; ++step) QTest::keyClick(m_widget.get(), Qt::Key_Right, Qt::ControlModifier);
    while (!said.isEmpty()) sentences << said.takeFirst().first().toString();
    QVERIFY(sentences.size() >= 8);
    QVERIFY(
        sentences.contains(QStringLiteral("caller 1: sleeps, uninterruptible, waits for done of request 1, "
                                          "in wait_for_completion, for request 1")));
    QAccessibleInterface* access = QAccessible::queryAccessibleInterface(m_widget.get());
    QCOMPARE(access->childCount(), static_cast<int>(scene().lanes().size()));
    QCOMPARE(access->role(), QAccessible::List);
    QVERIFY(!access->child(1)->text(QAccessible::Name).isEmpty());
    QCOMPARE(access->child(1)->parent(), access);
  }

  void anEmptyTimelineSaysWhatWouldFillIt() {
    m_widget = std::make_unique<TimelineWidget>(bundledTheme(ThemeName::Dark));
    m_widget->resize(600, 300);
    const QImage without = m_widget->grab().toImage();
    m_widget->setNotice(QStringLiteral("Record a scenario to see it here."));
    QVERIFY(m_widget->grab().toImage() != without);
    m_widget->zoomIn(), m_widget->goToCause(), m_widget->setCursorA(),
        m_widget->undoView();  // nothing to do, nothing wrong
  }
};

KTS_VIEW_TEST_MAIN(TimelineWidgetTest)
#include "timeline_widget_test.moc"
