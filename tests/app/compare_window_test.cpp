// SPDX-License-Identifier: GPL-2.0-or-later
// "Compare with…" in the real window.
#include "app/compare_window.h"

#include <fstream>

#include "recordings/compare/comparison.h"
#include "tests/support/compared_runs.h"
#include "tests/support/desk.h"
#include "tests/support/view_test.h"
#include "views/compare/compare_widget.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;
using views::CompareTarget;

class CompareWindowTest : public kts::test::ViewTest {
  Q_OBJECT

  static CompareWindow* windowOf(Desk& desk) { return desk.window->findChild<CompareWindow*>(); }
  // Compares with a file as a person does, and waits for what is drawn.
  static views::CompareWidget* compare(Desk& desk, const QString& file) {
    desk.openName = file;
    desk.act("file.compare");
    CompareWindow* window = windowOf(desk);
    const bool done = window && QTest::qWaitFor([&] { return window->view().comparison(); }, 60'000);
    return done ? &window->view() : nullptr;
  }
  static QString saved(Desk& desk, const char* scenario, const char* name) {
    if (!desk.record(scenario)) return {};
    desk.saveName = desk.folder.filePath(QLatin1String(name));
    desk.act("file.save");
    return desk.saveName;
  }

 private Q_SLOTS:
  void theRunThatIsShownStandsBesideTheFile() {
    Desk desk;
    const QString other = saved(desk, "three-callers", "other.ktr");
    QVERIFY(desk.record("create-and-stop"));
    QVERIFY(!windowOf(desk));
    const auto* view = compare(desk, other);
    QVERIFY(view);
    QCOMPARE(view->comparison()->a.info.header.scenario, std::string("create-and-stop"));
    QCOMPARE(view->comparison()->b.info.header.scenario, std::string("three-callers"));
    QCOMPARE(view->comparison()->a.events, desk.events());
    QCOMPARE(windowOf(desk)->windowTitle(), QStringLiteral("this run beside other.ktr"));
    QVERIFY(!view->scene().shapes.empty());
    QVERIFY(desk.window->statusText().isEmpty());
    QTest::keyClick(windowOf(desk), Qt::Key_Escape);
    QTRY_VERIFY(!windowOf(desk));
  }

  void aRequestChosenThereIsSelectedHere() {
    Desk desk;
    const QString file = saved(desk, "three-callers", "run.ktr");
    auto* view = compare(desk, file);
    QVERIFY(view);
    for (const views::CompareSide side : {views::CompareSide::A, views::CompareSide::B}) {
      desk.window->select({});
      view->choose({CompareTarget::Kind::Request, side, 1});
      QCOMPARE(desk.window->selection().request, std::optional<RequestId>(1));
      QCOMPARE(desk.seq(), view->comparison()->a.requests[1].beganSeq);
    }
    view->choose({CompareTarget::Kind::Event, views::CompareSide::A, 33});
    QCOMPARE(desk.seq(), Seq(33));
    QVERIFY(desk.window->statusText().startsWith(QLatin1String("Saved")));  // nothing was said since
  }

  void whatTheOtherRunHasAloneIsSaidInsteadOfSelected() {
    Desk desk;
    const QString other = saved(desk, "three-callers", "other.ktr");
    QVERIFY(desk.record("one-create"));
    auto* view = compare(desk, other);
    QVERIFY(view);
    view->choose({CompareTarget::Kind::Request, views::CompareSide::B, 2});
    QVERIFY(desk.window->statusText().contains(QLatin1String("Request 3 is one of other.ktr alone")));
    QVERIFY(!desk.window->selection().request);
    view->choose({CompareTarget::Kind::Event, views::CompareSide::B, 9});
    QVERIFY(desk.window->statusText().contains(QLatin1String("Event 9 is one of other.ktr")));
  }

  void itGoesWithTheRecordingThatItCompares() {
    Desk desk;
    const QString file = saved(desk, "three-callers", "run.ktr");
    QVERIFY(compare(desk, file));
    QVERIFY(desk.record("one-create"));
    QVERIFY(!windowOf(desk));
  }

  void whatCannotBeComparedIsSaidInOneLine() {
    Desk desk;
    desk.act("file.compare");
    QVERIFY(desk.window->statusText().contains(QLatin1String("no recording to compare")));
    QVERIFY(desk.record("three-callers"));
    std::ofstream(desk.folder.filePath(QStringLiteral("notes.ktr")).toStdString()) << "my notes\n";
    for (const char* name : {"notes.ktr", "nowhere.ktr"}) {
      desk.openName = desk.folder.filePath(QLatin1String(name));
      desk.act("file.compare");
      QVERIFY(!windowOf(desk));
      QVERIFY(desk.window->statusText().contains(QLatin1String(name)));
    }
    desk.openName.clear();  // a mind that was changed
    desk.act("file.compare");
    QVERIFY(!windowOf(desk));
  }

  // The window is there at once and says what it does; closing it does not wait for the end of the reading.
  void longRecordingsAreReadElsewhere() {
    Desk desk;
    const std::filesystem::path folder = desk.folder.path().toStdString();
    for (const char* name : {"a.ktr", "b.ktr"})
      test::ComparedRuns::write(folder / name, {.callers = 20, .requestsPerCaller = 250, .seed = 1},
                                "kthreadd");
    WindowOptions options;
    options.file = folder / "a.ktr";
    desk.window->begin(options);
    QVERIFY(desk.events() > 300'000);
    desk.openName = desk.folder.filePath(QStringLiteral("b.ktr"));
    QElapsedTimer timer;
    for (int round = 0; round < 3; ++round) {
      timer.start();
      desk.act("file.compare");
      QVERIFY(windowOf(desk) && !windowOf(desk)->view().comparison());
      QVERIFY(windowOf(desk)->view().notice().contains(QLatin1String("events")));
      windowOf(desk)->close();
      QTRY_VERIFY(!windowOf(desk));
    }
    auto* view = compare(desk, desk.openName);
    QVERIFY(view && view->comparison()->same());
  }

  void itTakesTheThemeAndTheScaleOfTheMainWindow() {
    Desk desk;
    const QString file = saved(desk, "three-callers", "run.ktr");
    auto* view = compare(desk, file);
    QVERIFY(view);
    const double row = view->scene().rowHeight;
    desk.act("view.larger");
    QVERIFY(view->scene().rowHeight > row);
    const QColor light = view->grab().toImage().pixelColor(1, 1);
    desk.act("theme.dark");
    QVERIFY(view->grab().toImage().pixelColor(1, 1) != light);
  }
};

KTS_VIEW_TEST_MAIN(CompareWindowTest)
#include "compare_window_test.moc"
