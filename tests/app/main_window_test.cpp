// SPDX-License-Identifier: GPL-2.0-or-later
// The real window, without a screen: a person's day with it.
#include "app/main_window.h"

#include <QAction>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <fstream>

#include "app/library_pane.h"
#include "tests/support/cut.h"
#include "tests/support/desk.h"
#include "tests/support/view_test.h"
#include "views/events/events_view.h"
#include "views/scenario_form/scenario_form.h"
#include "views/stage/stage_widget.h"
#include "views/state/state_view.h"
#include "views/timeline/timeline_widget.h"
#include "views/transport/transport_bar.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;
using namespace std::chrono_literals;

class MainWindowTest : public kts::test::ViewTest {
  Q_OBJECT

 private Q_SLOTS:
  void aScenarioIsRecordedAndShownEverywhere() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    QVERIFY(desk.events() > 100);
    QVERIFY(desk.window->session().recording()->finished());
    QCOMPARE(desk.the<views::EventsView>().model().rowCount(), int(desk.events()));
    QVERIFY(!desk.the<views::StageWidget>().scene().shapes.empty());
    QVERIFY(desk.the<views::StateView>().model(views::StateKind::Tasks).rowCount() >= 6);
    QCOMPARE(desk.the<QLabel>("sentence").text().toStdString(), desk.window->moment()->sentence);
    QVERIFY(desk.window->statusText().isEmpty());
  }

  void itPlaysByTheClockAndPauses() {
    Desk desk;
    QVERIFY(desk.record("three-callers", true));
    QVERIFY(desk.window->playback().playing());
    const Seq from = desk.seq();
    desk.now += 2s;
    QTRY_COMPARE(desk.seq(), from + 8);  // four events a second
    QTest::keyClick(desk.window.get(), Qt::Key_Space);
    QVERIFY(!desk.window->playback().playing());
    const Seq at = desk.seq();
    desk.now += 10s;
    QTest::qWait(50);
    QCOMPARE(desk.seq(), at);
    QTest::keyClick(desk.window.get(), Qt::Key_Space);
    QVERIFY(desk.window->playback().playing());
  }

  void aStepMovesOneEventBothWaysAndTheEndsHold() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    for (Seq expected = 1; expected <= 20; ++expected) {
      QTest::keyClick(desk.window.get(), expected % 2 ? Qt::Key_Right : Qt::Key_Period);
      QCOMPARE(desk.seq(), expected);
      QCOMPARE(desk.window->moment()->seq, expected);
    }
    QTest::keyClick(desk.window.get(), Qt::Key_Left);
    QTest::keyClick(desk.window.get(), Qt::Key_Comma);
    QCOMPARE(desk.seq(), Seq(18));
    QTest::keyClick(desk.window.get(), Qt::Key_End);
    QCOMPARE(desk.seq(), desk.events() - 1);
    QTest::keyClick(desk.window.get(), Qt::Key_Right);
    QCOMPARE(desk.seq(), desk.events() - 1);
    QTest::keyClick(desk.window.get(), Qt::Key_Home);
    QCOMPARE(desk.seq(), Seq(0));
  }

  // Forward with PageDown and back with PageUp passes the same telling events.
  void aPresentersRemoteGoesFromBeatToBeat() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    std::vector<Seq> forth;
    while (desk.seq() + 1 < desk.events() && forth.size() < 1000) {
      QTest::keyClick(desk.window.get(), Qt::Key_PageDown);
      forth.push_back(desk.seq());
      if (desk.seq() + 1 < desk.events()) QVERIFY(isTelling(desk.window->moment()->event.kind));
    }
    QVERIFY(forth.size() > 20 && forth.size() < desk.events() / 2);
    for (std::size_t i = forth.size() - 1; i-- > 0;) {
      QTest::keyClick(desk.window.get(), Qt::Key_PageUp);
      QCOMPARE(desk.seq(), forth[i]);
    }
  }

  void theStateShownIsTheFoldAtThePlayheadByAnyRoute() {
    Desk desk;
    QVERIFY(desk.record("create-and-stop"));
    const auto events = desk.window->session().recording()->eventsIn(0, desk.events());
    std::vector<ProtocolState> states{desk.window->session().recording()->info().header.initial};
    for (const Event& event : *events) {
      states.push_back(states.back());
      apply(states.back(), event);
    }
    for (Seq seq : {Seq(5), desk.events() - 1, Seq(0), desk.events() / 2, desk.events() / 2 - 1}) {
      desk.window->goTo(seq);
      QVERIFY(desk.window->moment()->before == states[seq]);
      QVERIFY(desk.window->moment()->after == states[seq + 1]);
    }
  }

  void theTimelinesPlayheadAndTheEventTableMoveTheSamePlayhead() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    Q_EMIT desk.the<views::TimelineWidget>().playheadWanted(40);
    QCOMPARE(desk.seq(), Seq(40));
    QCOMPARE(*desk.the<views::EventsView>().model().present(), Seq(40));
    auto& table = desk.the<QTableView>("events");
    const QModelIndex index = table.model()->index(42, 2);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(index).center());
    QCOMPARE(desk.seq(), Seq(42));
  }

  void whatIsSelectedAnywhereIsSelectedEverywhere() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    desk.window->goTo(60);
    auto& tasks = desk.the<views::StateView>().table(views::StateKind::Tasks);
    QTest::mouseClick(tasks.viewport(), Qt::LeftButton, {},
                      tasks.visualRect(tasks.model()->index(3, 0)).center());
    QVERIFY(desk.window->selection().task.has_value());
    QCOMPARE(desk.the<views::StageWidget>().selection(), desk.window->selection());
    QCOMPARE(desk.the<views::TimelineWidget>().scene().selection(), desk.window->selection());
    Q_EMIT desk.the<views::StageWidget>().requestChosen(1);
    QCOMPARE(desk.window->selection().request, std::optional<RequestId>(1));
    QCOMPARE(desk.the<views::TimelineWidget>().scene().selection(), desk.window->selection());
    QTest::keyClick(desk.window.get(), Qt::Key_Escape);
    QVERIFY(desk.window->selection().empty());
    QVERIFY(desk.the<views::StageWidget>().selection().empty());
  }

  void axisSpeedThemeAndScaleChangeAndAreRemembered() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    QTest::keyClick(desk.window.get(), Qt::Key_T);
    QCOMPARE(desk.window->playback().axis(), recordings::Axis::Time);
    desk.the<QSlider>().setValue(views::TransportBar::sliderOf(0.25));
    QCOMPARE(desk.window->playback().speed(), 0.25);
    desk.act("theme.dark");
    QVERIFY(desk.window->theme().dark);
    const double before = desk.window->theme().scale;
    desk.act("view.larger");
    QVERIFY(desk.window->theme().scale > before);
    const double scale = desk.window->theme().scale;
    desk.open();
    QCOMPARE(desk.window->playback().axis(), recordings::Axis::Time);
    QCOMPARE(desk.window->playback().speed(), 0.25);
    QVERIFY(desk.window->theme().dark);
    QCOMPARE(desk.window->theme().scale, scale);
    desk.act("view.normal");
    QCOMPARE(desk.window->theme().scale, 1.0);
    for (const char* theme : {"theme.contrast", "theme.light"}) desk.act(theme);
    QVERIFY(!desk.window->theme().dark);
  }

  void aRecordingIsSavedAndComesBackWithTheSameEvents() {
    Desk desk;
    QVERIFY(desk.record("fork-fails"));
    const auto events = *desk.window->session().recording()->eventsIn(0, desk.events());
    QVERIFY(desk.window->session().unsaved());
    desk.saveName = desk.folder.filePath(QStringLiteral("kept"));
    desk.act("file.save");
    QVERIFY(!desk.window->session().unsaved());
    QVERIFY(desk.window->windowTitle().startsWith(QStringLiteral("kept.ktr")));
    QVERIFY(desk.record("one-create"));
    desk.act("file.recent");
    QVERIFY(desk.window->session().recording());
    QVERIFY(*desk.window->session().recording()->eventsIn(0, desk.events()) == events);
    QVERIFY(!desk.window->session().unsaved());
    desk.openName = desk.saveName + QStringLiteral(".ktr");
    desk.act("file.open");
    QCOMPARE(desk.events(), Seq(events.size()));
  }

  void closingAsksForAnUnsavedRecordingAndHeedsTheAnswer() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    desk.answer = WindowServices::Unsaved::Cancel;
    QVERIFY(!desk.window->close());
    QCOMPARE(desk.asked, 1);
    desk.answer = WindowServices::Unsaved::Save;  // and then no name
    QVERIFY(!desk.window->close());
    desk.saveName = desk.folder.filePath(QStringLiteral("last.ktr"));
    QVERIFY(desk.window->close());
    QCOMPARE(desk.asked, 3);
    QVERIFY(QFile::exists(desk.saveName));
    desk.open();
    QVERIFY(desk.window->close());
    QCOMPARE(desk.asked, 3);
  }

  void whatWasNotSavedIsGoneFromTheCache() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    const QDir cache(desk.folder.filePath(QStringLiteral("cache")));
    QVERIFY(!cache.isEmpty());
    desk.window.reset();
    QVERIFY(cache.isEmpty());
  }

  void presentingPutsPanelsAwayAndEscapeBringsThemBack() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    const double scale = desk.window->theme().scale;
    QTest::keyClick(desk.window.get(), Qt::Key_F11);
    QVERIFY(desk.window->presenting());
    QVERIFY(!desk.the<views::EventsView>().isVisible() && !desk.the<LibraryPane>().isVisible() &&
            !desk.the<views::StateView>().isVisible());
    QVERIFY(desk.the<views::StageWidget>().isVisible() && desk.the<QLabel>("sentence").isVisible());
    QVERIFY(desk.window->theme().scale > scale);
    const Seq before = desk.seq();
    QTest::keyClick(desk.window.get(), Qt::Key_PageDown);
    QVERIFY(desk.seq() > before);
    QTest::keyClick(desk.window.get(), Qt::Key_Escape);
    QVERIFY(!desk.window->presenting());
    QVERIFY(desk.the<views::EventsView>().isVisible() && desk.the<LibraryPane>().isVisible());
    QCOMPARE(desk.window->theme().scale, scale);
  }

  void whereThereIsLittleRoomPanesGiveWayAndNothingIsCut_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("larger");
    QTest::addColumn<QString>("stays");
    QTest::newRow("large") << QSize(1600, 1000) << 0 << QStringLiteral("library state events");
    QTest::newRow("a projector's") << QSize(1024, 768) << 0 << QStringLiteral("library events");
    QTest::newRow("small") << QSize(900, 600) << 0 << QStringLiteral("library");
    QTest::newRow("smallest") << QSize(680, 500) << 0 << QString();
    QTest::newRow("large letters") << QSize(1400, 900) << 9 << QStringLiteral("library");
  }
  void whereThereIsLittleRoomPanesGiveWayAndNothingIsCut() {
    QFETCH(QSize, size);
    QFETCH(int, larger);
    QFETCH(QString, stays);
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    for (int time = 0; time < larger; ++time) desk.act("view.larger");
    desk.window->resize(size);
    const auto shown = [&] {
      QStringList panes;
      if (desk.the<LibraryPane>().isVisible()) panes << QStringLiteral("library");
      if (desk.the<views::StateView>().isVisible()) panes << QStringLiteral("state");
      if (desk.the<views::EventsView>().isVisible()) panes << QStringLiteral("events");
      return panes.join(u' ');
    };
    for (const Seq seq : {Seq(0), Seq(82), Seq(100), desk.events() - 1}) {
      desk.window->goTo(seq);
      QApplication::processEvents();
      QCOMPARE(desk.window->size(), size);
      QCOMPARE(shown(), stays);
      QVERIFY(desk.the<views::StageWidget>().isVisible() && desk.the<views::TimelineWidget>().isVisible());
      QCOMPARE(test::cutIn(*desk.window), QString());
    }
    // What a person wants to see anyway comes, and goes again.
    for (const char* pane : {"pane.library", "pane.state", "pane.events"}) {
      const QString before = shown();
      desk.act(pane);
      QVERIFY(shown() != before);
      desk.act(pane);
      QCOMPARE(shown(), before);
    }
  }

  void presentingMakesEverythingLargerAndLeavesTheTransport() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    desk.window->resize(desk.window->screen()->size());
    QApplication::processEvents();
    const auto& stage = desk.the<views::StageWidget>();
    const double machine = stage.scene().scale;
    const int play = desk.the<views::TransportBar>().height();
    QTest::keyClick(desk.window.get(), Qt::Key_F11);
    QApplication::processEvents();
    QVERIFY(desk.the<views::TransportBar>().isVisible());
    QVERIFY(desk.the<views::TransportBar>().height() > play);
    QVERIFY(stage.scene().scale > machine * 1.1);
    QCOMPARE(test::cutIn(*desk.window), QString());
    // A problem is not lost while the line below is away.
    desk.openName = desk.folder.filePath(QStringLiteral("missing.ktr"));
    QVERIFY(!desk.the<QLabel>("status").isVisible());
    desk.act("file.open");
    QVERIFY(desk.the<QLabel>("status").isVisible());
    QTest::keyClick(desk.window.get(), Qt::Key_F11);
    QVERIFY(!desk.window->presenting());
    QVERIFY(desk.the<LibraryPane>().isVisible() && desk.the<QLabel>("status").isVisible());
  }

  void aFileThatIsNoRecordingIsOneLineAndNothingElse_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("not a recording at all\n");
    QTest::newRow("sqlite header only") << QByteArray("SQLite format 3\0rest", 20);
  }
  void aFileThatIsNoRecordingIsOneLineAndNothingElse() {
    QFETCH(QByteArray, bytes);
    Desk desk;
    QVERIFY(desk.record("one-create"));
    const Seq events = desk.events();
    desk.openName = desk.folder.filePath(QStringLiteral("bad.ktr"));
    std::ofstream(desk.openName.toStdString(), std::ios::binary).write(bytes.constData(), bytes.size());
    desk.act("file.open");
    QVERIFY(desk.window->statusText().contains(QStringLiteral("bad.ktr")));
    QVERIFY(!desk.window->statusText().contains(u'\n'));
    QCOMPARE(desk.events(), events);
    desk.openName = desk.folder.path();
    desk.act("file.open");
    QVERIFY(!desk.window->statusText().isEmpty());
  }

  void aBadFileAtTheStartIsSaidUnderAWindowThatIsNotBlank() {
    Desk desk;
    WindowOptions options;
    options.file = desk.folder.filePath(QStringLiteral("missing.ktr")).toStdString();
    desk.window->begin(options);
    const auto shown = [&] { return desk.window->moment() && !desk.window->session().running(); };
    QVERIFY(QTest::qWaitFor(shown, 60'000));
    QVERIFY(desk.window->statusText().contains(QStringLiteral("missing.ktr")));
    QVERIFY(!desk.window->playback().playing());
  }

  void aFileAndAnEventOnTheCommandLineAreShown() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    desk.saveName = desk.folder.filePath(QStringLiteral("at.ktr"));
    desk.act("file.save");
    desk.open();
    WindowOptions options;
    options.file = desk.saveName.toStdString();
    options.at = 88;
    desk.window->begin(options);
    QCOMPARE(desk.seq(), Seq(88));
    QVERIFY(!desk.window->playback().playing());
    auto& position = desk.the<QLabel>("position");
    QCOMPARE(position.text().section(u' ', 0, 0), QStringLiteral("88"));
    desk.act("go.end");
    QCOMPARE(position.text().section(u' ', 0, 0), position.text().section(u' ', -1));
  }

  void aDroppedRecordingOpens() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    desk.saveName = desk.folder.filePath(QStringLiteral("dropped.ktr"));
    desk.act("file.save");
    const Seq events = desk.events();
    QVERIFY(desk.record("one-create"));
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(desk.saveName)});
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(desk.window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(desk.window.get(), &drop);
    QCOMPARE(desk.events(), events);
  }

  void withoutARecordingNoKeyDoesHarm() {
    Desk desk;
    for (const ActionSpec& spec : actionSpecs()) {
      const QString id = QLatin1String(spec.id);
      if (id.isEmpty() || id.startsWith(QLatin1String("run.")) || id == QLatin1String("help.keys") ||
          id == QLatin1String("file.quit"))
        continue;
      desk.act(spec.id);
    }
    QVERIFY(desk.window->isVisible());
  }
};

KTS_VIEW_TEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
