// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/events/events_view.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

#include "tests/support/recorded_run.h"
#include "tests/support/view_test.h"

using namespace kts;
using namespace kts::views;

class EventsViewTest : public kts::test::ViewTest {
  Q_OBJECT

 private Q_SLOTS:
  void theModelKeepsTheRulesOfModelsWhileItGrowsAndIsFiltered() {
    test::RecordedRun run;
    EventModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRecording(run.recording.get());
    QCOMPARE(model.rowCount(), static_cast<int>(run.events.size()));
    model.beginFound();
    QCOMPARE(model.rowCount(), 0);
    model.found({3, 5, 9});
    model.found({20});
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.seqOf(3), Seq(20));
    QCOMPARE(model.rowOf(5), 1);
    QCOMPARE(model.rowOf(8), 1);
    QCOMPARE(model.rowOf(2), -1);
    model.setPresent(9);
    model.setDimmer(*EventFilter::parse("task ~ caller"));
    model.showAll();
    QCOMPARE(model.rowOf(9), 9);
    model.setRecording(nullptr);
    QCOMPARE(model.rowCount(), 0);
  }

  void everyCellSaysWhatItsEventSays() {
    test::RecordedRun run({.callers = 3, .requestsPerCaller = 40});
    EventModel model;
    model.setRecording(run.recording.get());
    const TaskNames names(run.recording.get());
    for (Seq seq = 0; seq < run.events.size(); seq += 37)
      for (int column = 0; column < kEventColumns; ++column)
        QCOMPARE(model.index(int(seq), column).data().toString().toStdString(),
                 cellText(static_cast<EventColumn>(column), seq, run.events[seq], names));
  }

  void aStoreThatWaitsIsSaidInBrackets() {
    Event store;
    store.kind = EventKind::SetStatePlain, store.effect = Effect::Buffered;
    store.arg = static_cast<std::int32_t>(TaskState::Uninterruptible);
    QCOMPARE(
        effectWords(store, TaskNames(nullptr)),
        std::string("TASK_UNINTERRUPTIBLE (the store waits in its store buffer: nobody else sees it yet)"));
  }

  void thePresentEventIsMarkedAndKeptInView() {
    test::RecordedRun run({.callers = 3, .requestsPerCaller = 40});
    EventsView view;
    view.resize(1000, 220);
    view.show();
    view.setRecording(run.recording.get());
    for (const Seq seq : {Seq(0), Seq(1), Seq(700), Seq(699), Seq(run.events.size() - 1), Seq(12)}) {
      view.setPresent(seq);
      const QModelIndex index = view.model().index(int(seq), 0);
      QVERIFY(index.data(PresentRole).toBool());
      QCOMPARE(view.model().index(int(seq) ? 0 : 1, 0).data(PresentRole).toBool(), false);
      const QRect row = view.table().visualRect(index);
      QVERIFY2(view.table().viewport()->rect().intersects(row), qPrintable(QString::number(seq)));
    }
  }

  void aFilterLeavesExactlyWhatPasses() {
    test::RecordedRun run({.callers = 4, .requestsPerCaller = 100});
    EventsView view;
    view.resize(1000, 220);
    view.show();
    view.setRecording(run.recording.get());
    view.setFilter(QStringLiteral("kind ~ wake and task ~ caller"));
    const TaskNames names(run.recording.get());
    const auto filter = EventFilter::parse("kind ~ wake and task ~ caller");
    std::vector<Seq> expected;
    for (Seq seq = 0; seq < run.events.size(); ++seq)
      if (filter->passes(seq, run.events[seq], names)) expected.push_back(seq);
    QVERIFY(!expected.empty());
    QTRY_COMPARE(view.model().rowCount(), int(expected.size()));
    for (std::size_t row = 0; row < expected.size(); ++row)
      QCOMPARE(view.model().seqOf(int(row)), expected[row]);
    view.setDims(true);
    QCOMPARE(view.model().rowCount(), int(run.events.size()));
    QCOMPARE(view.model().index(int(expected[0]), 0).data(DimRole).toBool(), false);
    view.setFilter({});
    QCOMPARE(view.model().rowCount(), int(run.events.size()));
  }

  void aWrongFilterSaysSoAndLeavesTheRows() {
    test::RecordedRun run;
    EventsView view;
    view.setRecording(run.recording.get());
    view.setFilter(QStringLiteral("colour = red"));
    QCOMPARE(view.model().rowCount(), int(run.events.size()));
    bool says = false;
    for (const QLabel* label : view.findChildren<QLabel*>())
      says |= label->text().contains(QStringLiteral("colour"));
    QVERIFY(says);
  }

  void aClickAndTheArrowKeysAskForTheEvent() {
    test::RecordedRun run;
    EventsView view;
    view.resize(1000, 220);
    view.show();
    view.setRecording(run.recording.get());
    view.setPresent(4);
    QSignalSpy wishes(&view, &EventsView::eventWanted);
    QTest::keyClick(&view.table(), Qt::Key_Down);
    QCOMPARE(wishes.takeFirst().at(0).value<Seq>(), Seq(5));
    QTest::keyClick(&view.table(), Qt::Key_Up);
    QCOMPARE(wishes.takeFirst().at(0).value<Seq>(), Seq(3));
    const QRect row = view.table().visualRect(view.model().index(2, 3));
    QTest::mouseClick(view.table().viewport(), Qt::LeftButton, {}, row.center());
    QCOMPARE(wishes.takeFirst().at(0).value<Seq>(), Seq(2));
  }

  // Every row that a scroll through the whole run shows is fetched in blocks: a page costs milliseconds.
  void aLongRunScrollsAndIsFilteredWithoutHoldingTheWindow() {
    test::RecordedRun run({.callers = 8, .requestsPerCaller = 200});
    QVERIFY(run.events.size() > 100'000);
    EventsView view;
    view.resize(1200, 400);
    view.show();
    view.setRecording(run.recording.get());
    QElapsedTimer timer;
    timer.start();
    const int most = view.table().verticalScrollBar()->maximum();
    for (int page = 0; page <= 60; ++page) {
      view.table().verticalScrollBar()->setValue(int(qint64(most) * page / 60));
      view.table().grab();
    }
    const qint64 paging = timer.restart();
    view.setFilter(QStringLiteral("task ~ caller and not kind ~ lock"));
    const qint64 asking = timer.elapsed();
    qInfo("%zu events: a page %lld ms, setting a filter held the window %lld ms", run.events.size(),
          paging / 61, asking);
    QVERIFY2(asking < 5000, "the filter looks on in a thread of its own");
    QTRY_VERIFY_WITH_TIMEOUT(view.model().rowCount() > 1000, 60'000);
  }

  void withoutARecordingItSaysWhatWouldFillIt() {
    EventsView view;
    bool says = false;
    for (const QLabel* label : view.findChildren<QLabel*>())
      says |= label->text().contains(QStringLiteral("Record a scenario"));
    QVERIFY(says);
  }

  void thePresentEventStaysInViewWhenThePaneOrItsWordsChangeSize() {
    test::RecordedRun run({.callers = 3, .requestsPerCaller = 40});
    EventsView view;
    view.resize(900, 600);
    view.show();
    view.setRecording(run.recording.get());
    view.setPresent(200);
    auto& table = *view.findChild<QTableView*>();
    const auto inView = [&] {
      QCoreApplication::processEvents();
      const QRect row = table.visualRect(table.model()->index(200, 0));
      return row.isValid() && table.viewport()->rect().contains(row.center());
    };
    QVERIFY(inView());
    view.resize(900, 220);
    QVERIFY(inView());
    view.resize(900, 600);
    QVERIFY(inView());
    view.setTheme(bundledTheme(ThemeName::Light, 2));
    QVERIFY(inView());
  }
};

KTS_VIEW_TEST_MAIN(EventsViewTest)
#include "events_view_test.moc"
