// SPDX-License-Identifier: GPL-2.0-or-later
// The keys play and step wherever a person has clicked before, and a field keeps what is typed into it.
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QWheelEvent>

#include "app/main_window.h"
#include "tests/support/desk.h"
#include "tests/support/view_test.h"
#include "views/events/events_view.h"
#include "views/scenario_form/scenario_form.h"
#include "views/stage/stage_widget.h"
#include "views/state/state_view.h"
#include "views/timeline/timeline_widget.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;

class KeyboardTest : public kts::test::ViewTest {
  Q_OBJECT

  static void press(Qt::Key key) {
    QWidget* at = QApplication::focusWidget();
    QTest::keyClick(at ? at : QApplication::activeWindow(), key);
  }
  static void click(QWidget& widget) { QTest::mouseClick(&widget, Qt::LeftButton); }
  static QPushButton& button(Desk& desk, const char* text) {
    for (QPushButton* button : desk.the<views::ScenarioForm>().findChildren<QPushButton*>())
      if (button->text().startsWith(QLatin1String(text))) return *button;
    qFatal("the form has no such button");
  }
  static void playsAndPausesBySpace(Desk& desk) {
    const bool before = desk.window->playback().playing();
    press(Qt::Key_Space);
    QVERIFY(desk.window->playback().playing() != before);
    press(Qt::Key_Space);
    QCOMPARE(desk.window->playback().playing(), before);
  }

 private Q_SLOTS:
  void spacePlaysAndPausesAfterAClickOnRecord() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
    auto& callers = desk.the<QSpinBox>("parameter callers");
    for (QPushButton* pressed : {&button(desk, "Record"), &button(desk, "Again")}) {
      click(callers);
      callers.setFocus();
      click(*pressed);
      QVERIFY(desk.ended());
      const auto recording = desk.window->session().recording();
      const std::string design = desk.the<views::ScenarioForm>().choice().settings.at("design");
      playsAndPausesBySpace(desk);
      QCOMPARE(desk.window->session().recording(), recording);  // not recorded a second time
      QCOMPARE(desk.the<views::ScenarioForm>().choice().settings.at("design"), design);
      desk.window->goTo(0);
      press(Qt::Key_Right);
      QCOMPARE(desk.seq(), Seq(1));
    }
  }

  void whoHasWalkedToAButtonFindsItAgainAfterTheRun() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
    button(desk, "Again").setFocus(Qt::TabFocusReason);
    for (int time = 0; time < 3; ++time) {
      const auto before = desk.window->session().recording();
      press(Qt::Key_Space);
      QVERIFY(desk.ended());
      QVERIFY(desk.window->session().recording() != before);
      QTRY_VERIFY(button(desk, "Again").hasFocus());
    }
  }

  void aClickInAnyViewTakesTheKeysOutOfTheFilter() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
    QWidget* const views[] = {&desk.the<views::StageWidget>(), &desk.the<views::TimelineWidget>(),
                              desk.the<views::StateView>().table(views::StateKind::Tasks).viewport(),
                              desk.the<QTableView>("events").viewport()};
    for (QWidget* view : views) {
      desk.act("view.filter");
      QVERIFY(desk.the<QLineEdit>("eventFilter").hasFocus());
      click(*view);
      QVERIFY(!desk.the<QLineEdit>("eventFilter").hasFocus());
      desk.window->goTo(10);
      press(Qt::Key_Right);
      QCOMPARE(desk.seq(), Seq(11));
      playsAndPausesBySpace(desk);
    }
  }

  void escapeEmptiesTheFilterThenLeavesItAndThenSelectsNothing() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
    Q_EMIT desk.the<views::StageWidget>().requestChosen(1);
    desk.act("view.filter");
    auto& line = desk.the<QLineEdit>("eventFilter");
    QTest::keyClicks(&line, QStringLiteral("kind ~ wake"));
    press(Qt::Key_Escape);
    QVERIFY(line.text().isEmpty() && line.hasFocus());
    QVERIFY(!desk.window->selection().empty());
    press(Qt::Key_Escape);
    QVERIFY(!line.hasFocus() && !desk.window->selection().empty());
    press(Qt::Key_Escape);
    QVERIFY(desk.window->selection().empty());
  }

  void theWheelOverAFieldChangesNothingInIt() {
    Desk desk;
    desk.pick("storm");
    auto& form = desk.the<views::ScenarioForm>();
    const views::FormChoice before = form.choice();
    QList<QWidget*> fields;
    for (QWidget* box : form.findChildren<QComboBox*>()) fields << box;
    for (QWidget* box : form.findChildren<QSpinBox*>()) fields << box;
    QVERIFY(fields.size() >= 8);
    for (QWidget* field : fields) {
      field->setFocus();
      const QPointF at = field->rect().center();
      QWheelEvent turn(at, field->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                       Qt::NoScrollPhase, false);
      QApplication::sendEvent(field, &turn);
    }
    QVERIFY(form.choice() == before);
  }
};

KTS_VIEW_TEST_MAIN(KeyboardTest)
#include "keyboard_test.moc"
