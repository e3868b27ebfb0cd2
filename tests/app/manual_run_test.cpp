// SPDX-License-Identifier: GPL-2.0-or-later
// Runs in which the person is the scheduler: the questions, the answers, and every way out of them.
#include <QDir>
#include <QLineEdit>
#include <QPushButton>

#include "tests/support/desk.h"
#include "tests/support/view_test.h"
#include "views/choices/choice_strip.h"
#include "views/scenario_form/scenario_form.h"
#include "views/state/state_view.h"
#include "views/timeline/timeline_widget.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;
using views::ChoiceStrip;

namespace {

struct ManualDesk : Desk {
  explicit ManualDesk(const char* scenario = "three-callers") {
    pick(scenario);
    pickIn("scheduler", "manual");
    act("run.record");
  }
  const std::optional<Question>& question() { return window->session().question(); }
  // Until there is a question with that number or a later one.
  bool asked(std::uint64_t number = 1) {
    return QTest::qWaitFor([&] { return question() && question()->number >= number; }, 60'000);
  }
  ChoiceStrip& strip() { return the<ChoiceStrip>(); }
  void click(std::size_t choice) {
    auto buttons = window->findChildren<views::ChoiceButton*>();
    buttons.removeIf([](auto* button) { return button->isHidden(); });
    QTest::mouseClick(buttons[static_cast<qsizetype>(choice)], Qt::LeftButton);
  }
};

}  // namespace

class ManualRunTest : public kts::test::ViewTest {
  Q_OBJECT

 private Q_SLOTS:
  void beforeEachQuestionThePictureShowsAllThatHasHappened() {
    ManualDesk desk;
    QVERIFY(desk.asked());
    QCOMPARE(desk.events(), Seq(0));
    QVERIFY(desk.strip().isVisible());
    Seq before = 0;
    for (std::uint64_t number = 1; number <= 60; ++number) {
      QVERIFY(desk.asked(number));
      const Question question = *desk.question();
      QCOMPARE(question.number, number);
      QCOMPARE(desk.events(), question.events);
      QCOMPARE(desk.strip().choices().size(), question.choices.size());
      if (desk.events() > 0) {
        QCOMPARE(desk.seq(), desk.events() - 1);
        QCOMPARE(desk.window->moment()->after.seq, desk.events());
      }
      before = desk.events();
      const std::size_t choice = number % question.choices.size();
      const TaskId mover = question.choices[choice].task;
      desk.click(choice);
      QVERIFY(desk.asked(number + 1));
      // Whom the person has chosen has moved, and nobody else.
      for (const Event& event : desk.eventsFrom(before)) QCOMPARE(event.task, mover);
    }
    QVERIFY(before > 40);
  }

  void aTimelineWithoutAnEventSaysWhatWouldFillItAndDoesIt() {
    ManualDesk desk;
    QVERIFY(desk.asked());
    auto& timeline = desk.the<views::TimelineWidget>();
    auto* remedy = timeline.findChild<QPushButton*>();
    QVERIFY(timeline.scene().notice().contains(QStringLiteral("choose")) && !remedy->isVisible());
    desk.act("run.stop");
    QVERIFY(QTest::qWaitFor([&] { return !desk.window->session().running(); }, 60'000));
    QCOMPARE(desk.events(), Seq(0));
    QVERIFY(timeline.scene().notice().contains(QStringLiteral("before its first event")));
    QVERIFY(remedy->isVisible() && !remedy->text().isEmpty());
    for (const QSize size : {desk.window->size(), QSize(1100, 700)}) {
      desk.window->resize(size);
      QCoreApplication::processEvents();
      QVERIFY(timeline.rect().contains(remedy->geometry()));
    }
    desk.pickIn("scheduler", "round-robin");
    QTest::mouseClick(remedy, Qt::LeftButton);
    QVERIFY(desk.ended());
    QVERIFY(desk.events() > 0 && !remedy->isVisible());
  }

  void aNumberKeyMovesTheTaskOfThatNumber() {
    ManualDesk desk;
    QVERIFY(desk.asked());
    desk.the<QLineEdit>("eventFilter").setFocus();
    for (std::uint64_t number = 1; number <= 12; ++number) {
      QVERIFY(desk.asked(number));
      const auto choices = desk.question()->choices;
      const Seq before = desk.events();
      if (number == 1) desk.the<views::StateView>().setFocus();
      const int key = number % 2 && choices.size() > 1 ? 2 : 1;
      QTest::keyClick(desk.window.get(), static_cast<Qt::Key>(Qt::Key_0 + key));
      QVERIFY(desk.asked(number + 1));
      QVERIFY(desk.events() > before || desk.question()->number > number);
      for (const Event& event : desk.eventsFrom(before))
        QCOMPARE(event.task, choices[static_cast<std::size_t>(key - 1)].task);
    }
    // A number that nobody has chooses nobody, nor does a key while nothing is asked.
    const std::uint64_t number = desk.question()->number;
    QTest::keyClick(desk.window.get(), Qt::Key_9);
    QTest::qWait(50);
    QCOMPARE(desk.question()->number, number);
    desk.act("run.stop");
    QVERIFY(desk.ended());
    QTest::keyClick(desk.window.get(), Qt::Key_1);
    QVERIFY(desk.window->isVisible());
  }

  // Keyboard alone: Tab to a choice, Space for this one and the next.
  void theFocusStaysAtItsPlaceFromQuestionToQuestion() {
    ManualDesk desk;
    QVERIFY(desk.asked());
    desk.strip().focusChoice(1);
    for (std::uint64_t number = 1; number <= 6; ++number) {
      QVERIFY(desk.asked(number));
      auto* focused = qobject_cast<views::ChoiceButton*>(desk.window->focusWidget());
      QVERIFY(focused);
      QTest::keyClick(focused, Qt::Key_Space);
      QVERIFY(desk.asked(number + 1));
    }
  }

  void letItRunFinishesAndTheScheduleGivesTheSameRunAgain() {
    ManualDesk desk;
    for (std::uint64_t number = 1; number <= 20; ++number) {
      QVERIFY(desk.asked(number));
      desk.click(desk.question()->choices.size() - 1);
    }
    QVERIFY(desk.asked(21));
    desk.act("run.letRun");
    QVERIFY(desk.ended());
    QVERIFY(!desk.strip().isVisible());
    QVERIFY(desk.window->session().recording()->info().summary.verdict == Verdict::Finished);
    const std::vector<Event> events = desk.allEvents();
    desk.pickIn("scheduler", "replay");
    QVERIFY(desk.recordAsChosen());
    QVERIFY2(desk.window->statusText().isEmpty(), qPrintable(desk.window->statusText()));
    QVERIFY(desk.allEvents() == events);
  }

  void endingItKeepsWhatThereIs() {
    ManualDesk desk;
    for (std::uint64_t number = 1; number <= 10; ++number) {
      QVERIFY(desk.asked(number));
      desk.click(0);
    }
    QVERIFY(desk.asked(11));
    const Seq events = desk.events();
    desk.act("run.stop");
    QVERIFY(desk.ended());
    QVERIFY(!desk.strip().isVisible());
    QCOMPARE(desk.events(), events);
    QVERIFY(desk.window->session().recording()->info().summary.verdict == Verdict::Unfinished);
    QVERIFY(desk.window->session().unsaved());
    desk.saveName = desk.folder.filePath(QStringLiteral("half.ktr"));
    desk.act("file.save");
    QVERIFY(!desk.window->session().unsaved());
  }

  // The engine's thread waits for an answer that will not come.
  void aQuestionHoldsUpNoEnd_data() {
    QTest::addColumn<int>("steps");
    QTest::newRow("at the first question") << 0;
    QTest::newRow("in the middle") << 7;
    QTest::newRow("while an answer is on its way") << -1;
  }
  void aQuestionHoldsUpNoEnd() {
    QFETCH(int, steps);
    for (const bool closes : {true, false}) {
      ManualDesk desk;
      QVERIFY(desk.asked());
      for (int step = 1; step <= steps; ++step) {
        QVERIFY(desk.asked(static_cast<std::uint64_t>(step)));
        desk.click(0);
      }
      if (steps < 0) desk.click(0);
      if (closes) {
        desk.answer = WindowServices::Unsaved::Cancel;
        QVERIFY(!desk.window->close());
        QVERIFY(desk.window->session().running());
        desk.answer = WindowServices::Unsaved::Discard;
        QVERIFY(desk.window->close());
        QCOMPARE(desk.Desk::asked, 2);
      }
      desk.window.reset();
      QVERIFY(QDir(desk.folder.filePath(QStringLiteral("cache"))).isEmpty());
    }
  }

  void anotherRunOrRecordingTakesThePlaceOfAQuestion() {
    ManualDesk desk;
    QVERIFY(desk.asked());
    desk.click(0);
    desk.pickIn("scheduler", "round-robin");
    QVERIFY(desk.recordAsChosen());
    QVERIFY(!desk.strip().isVisible());
    QVERIFY(desk.window->session().recording()->info().summary.verdict == Verdict::Finished);
    desk.openName = desk.folder.filePath(QStringLiteral("whole.ktr"));
    desk.saveName = desk.openName;
    desk.act("file.save");
    desk.pickIn("scheduler", "manual");
    desk.act("run.record");
    QVERIFY(desk.asked());
    desk.act("file.open");
    QVERIFY(desk.ended());
    QVERIFY(!desk.strip().isVisible());
    QCOMPARE(desk.window->windowTitle().section(u' ', 0, 0), QStringLiteral("whole.ktr"));
  }
};

KTS_VIEW_TEST_MAIN(ManualRunTest)
#include "manual_run_test.moc"
