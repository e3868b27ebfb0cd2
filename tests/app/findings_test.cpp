// SPDX-License-Identifier: GPL-2.0-or-later
// What is found in a run, in the real window: its tab, its marks, and the way to it.
#include <QLabel>
#include <QListWidget>
#include <QSignalSpy>

#include "app/main_window.h"
#include "app/tab_pane.h"
#include "tests/support/desk.h"
#include "tests/support/view_test.h"
#include "views/findings/finding_words.h"
#include "views/findings/findings_view.h"
#include "views/stage/stage_widget.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;

class FindingsTest : public kts::test::ViewTest {
  Q_OBJECT

  static bool tabIsThere(Desk& desk) {
    return desk.the<TabPane>().isShown(&desk.the<views::FindingsView>());
  }
  static bool waitForFindings(Desk& desk) {
    return QTest::qWaitFor([&] { return tabIsThere(desk); }, 60'000);
  }
  static bool stageMarks(Desk& desk, TaskId task) {
    return desk.the<views::StageWidget>().scene().find("mark:" + std::to_string(task)) != nullptr;
  }

 private Q_SLOTS:
  void aGoodRunHasNoTabAndNoMarks() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    QTest::qWait(50);
    QVERIFY(!tabIsThere(desk));
    const Seq before = desk.seq();
    desk.act("go.finding");
    QCOMPARE(desk.seq(), before);
    QVERIFY(desk.window->statusText().contains(QStringLiteral("Nothing was found")));
  }

  void aDeadlockIsMarkedWhereItBeginsAndAKeyGoesThere() {
    Desk desk;
    QVERIFY(desk.record("stop-inside-stop"));
    QVERIFY(waitForFindings(desk));
    const auto& view = desk.the<views::FindingsView>();
    QCOMPARE(view.findings().size(), std::size_t(1));
    const Finding finding = view.findings().front();
    QCOMPARE(finding.kind, std::string("deadlock"));
    QVERIFY(!stageMarks(desk, finding.task));
    QTest::keyClick(desk.window.get(), Qt::Key_N);
    QCOMPARE(desk.seq(), finding.seq);
    QCOMPARE(desk.the<TabPane>().front(), static_cast<const QWidget*>(&view));
    QVERIFY(view.text().contains(views::explanationOf(finding).toHtmlEscaped()));
    QVERIFY(stageMarks(desk, finding.task));
    desk.act("go.end");
    QVERIFY(stageMarks(desk, finding.task));  // it waits to the end
    desk.act("go.start");
    QVERIFY(!stageMarks(desk, finding.task));
  }

  void eachEventOfAFindingIsALinkThatMovesThePlayhead() {
    Desk desk;
    QVERIFY(desk.record("stop-after-exit"));
    QVERIFY(waitForFindings(desk));
    auto& view = desk.the<views::FindingsView>();
    const Finding finding = view.findings().front();
    QCOMPARE(finding.events.size(), std::size_t(4));
    for (const FindingEvent& event : finding.events) {
      QVERIFY(view.text().contains(QStringLiteral("href=\"%1\"").arg(event.seq)));
      Q_EMIT desk.the<QLabel>("findingPage").linkActivated(QString::number(event.seq));
      QCOMPARE(desk.seq(), event.seq);
      QCOMPARE(QString::fromStdString(desk.window->moment()->sentence).isEmpty(), false);
    }
  }

  void anotherRecordingTakesTheTabAway() {
    Desk desk;
    QVERIFY(desk.record("stop-inside-stop"));
    QVERIFY(waitForFindings(desk));
    desk.act("go.finding");
    QVERIFY(desk.record("one-create"));
    QTest::qWait(50);
    QVERIFY(!tabIsThere(desk));
    QVERIFY(desk.the<TabPane>().front() != &desk.the<views::FindingsView>());
  }

  void aLostWakeupIsToldInTheOrderOfItsEvents() {
    Finding finding{"lost-wakeup", 2, 18, "kthreadd sleeps for ever", "no-lost-wakeup", {}};
    const auto told = [&](Seq read, Seq change, Seq wake, Seq sleep) {
      finding.events = {{"read", read, ""}, {"change", change, ""}, {"wake", wake, ""}, {"sleep", sleep, ""}};
      return views::explanationOf(finding);
    };
    const QString stale = told(6, 8, 10, 18), early = told(10, 11, 8, 15), busy = told(57, 33, 36, 124);
    QVERIFY(stale.contains(QStringLiteral("looked at event 6 and found nothing")));
    QVERIFY(early.contains(QStringLiteral("The wake came at event 8")));
    QVERIFY(busy.contains(QStringLiteral("without another look")));
  }
};

KTS_VIEW_TEST_MAIN(FindingsTest)
#include "findings_test.moc"
