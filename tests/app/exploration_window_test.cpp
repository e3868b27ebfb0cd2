// SPDX-License-Identifier: GPL-2.0-or-later
// Exploring in the real window: a pane that comes with the wish, and a story that opens like any recording.
#include <QAction>
#include <QComboBox>
#include <QPushButton>

#include "app/compare_window.h"
#include "app/exploration.h"
#include "app/main_window.h"
#include "app/tab_pane.h"
#include "recordings/compare/comparison.h"
#include "tests/support/desk.h"
#include "tests/support/view_test.h"
#include "views/compare/compare_widget.h"
#include "views/exploration/exploration_view.h"
#include "views/scenario_form/scenario_form.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;
using views::ExplorationPhase;

class ExplorationWindowTest : public kts::test::ViewTest {
  Q_OBJECT

  static views::ExplorationView& view(Desk& desk) { return desk.the<views::ExplorationView>(); }
  static void press(Desk& desk, const char* action) {
    desk.window->findChild<QAction*>(QLatin1String(action))->trigger();
  }
  static void choose(Desk& desk, const char* field, const QString& value) {
    auto* box = desk.the<views::ScenarioForm>().findChild<QComboBox*>(QLatin1String(field));
    box->setCurrentIndex(box->findData(value));
  }

 private Q_SLOTS:
  void thePaneIsAbsentUntilSomebodyExplores() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    QVERIFY(!desk.the<TabPane>().isShown(&view(desk)));
    press(desk, "run.explore");
    QVERIFY(desk.the<TabPane>().isShown(&view(desk)));
    QCOMPARE(desk.the<TabPane>().front(), static_cast<QWidget*>(&view(desk)));
    QTRY_COMPARE(view(desk).figures().phase, ExplorationPhase::Proved);
    QVERIFY(view(desk).figures().findings.empty());
    QVERIFY(*view(desk).figures().counts.orders > 1e9);
    QVERIFY2(desk.window->statusText().isEmpty(), qPrintable(desk.window->statusText()));
  }

  void ordersClassesAndStatesStandSideBySide() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    press(desk, "run.explore");
    QTRY_COMPARE(view(desk).figures().phase, ExplorationPhase::Proved);
    auto* methods = view(desk).findChild<QComboBox*>(QStringLiteral("method"));
    methods->setCurrentIndex(methods->findData(QStringLiteral("dpor")));
    press(desk, "run.explore");
    QTRY_COMPARE(view(desk).figures().phase, ExplorationPhase::Proved);
    const views::ExplorationCounts counts = view(desk).figures().counts;
    QVERIFY(counts.orders && counts.classes && counts.states);
    QVERIFY(*counts.orders > 1e6 * *counts.classes);
    QVERIFY(*counts.classes > 10 && *counts.states > 100);
  }

  void aFindingOpensAsARecordingAtItsLastEvent() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    choose(desk, "variant", QStringLiteral("check-before-state"));
    press(desk, "run.explore");
    QTRY_COMPARE(view(desk).figures().phase, ExplorationPhase::Found);
    QCOMPARE(view(desk).figures().findings.size(), std::size_t(1));
    QVERIFY(*view(desk).figures().badShare > 0);
    view(desk).findChild<QPushButton*>(QStringLiteral("openStory"))->click();
    QTRY_VERIFY(desk.window->session().recording() && !desk.window->session().running());
    const auto& summary = desk.window->session().recording()->info().summary;
    QTRY_COMPARE(summary.verdict, Verdict::LostWakeup);
    QTRY_COMPARE(desk.seq(), desk.events() - 1);
    QVERIFY(!desk.window->playback().playing());
  }

  void oneClickLaysTheStoryBesideTheNearestRunThatEndsWell() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    choose(desk, "variant", QStringLiteral("check-before-state"));
    press(desk, "run.explore");
    QTRY_COMPARE(view(desk).figures().phase, ExplorationPhase::Found);
    auto* button = view(desk).findChild<QPushButton*>(QStringLiteral("compareTwin"));
    QVERIFY(button && !button->isHidden());
    // The second time the story is there already, and nothing has to be given up for it.
    for (int time = 0; time < 2; ++time) {
      button->click();
      const auto compared = [&] {
        auto* window = desk.window->findChild<CompareWindow*>();
        return window && window->view().comparison();
      };
      QVERIFY(QTest::qWaitFor(compared, 60'000));
      const auto& comparison = *desk.window->findChild<CompareWindow*>()->view().comparison();
      QCOMPARE(comparison.a.info.summary.verdict, Verdict::LostWakeup);
      QCOMPARE(comparison.b.info.summary.verdict, Verdict::Finished);
      QCOMPARE(comparison.b.info.header.variant, std::string("check-before-state"));
      QCOMPARE(desk.asked, 1);
    }
    QVERIFY2(desk.window->statusText().contains(QStringLiteral("sleeps for ever")),
             qPrintable(desk.window->statusText()));
  }

  void aLargeOneIsPausedResumedAndStopped() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    Exploration exploration;
    engine::ExploreSpec spec;
    spec.scenario = engine::findScenario("storm").value();
    spec.settings = {{"callers", "6"}, {"requests", "3"}};
    exploration.start(spec);
    QTRY_VERIFY(exploration.figures().states > 1000);
    exploration.pause(true);
    QCOMPARE(exploration.figures().phase, ExplorationPhase::Paused);
    std::uint64_t states = 0;
    const auto rests = [&] {
      states = exploration.figures().states;
      QTest::qWait(150);
      return exploration.figures().states == states;
    };
    QTRY_VERIFY_WITH_TIMEOUT(rests(), 60'000);
    exploration.pause(false);
    QTRY_VERIFY(exploration.figures().states > states);
    exploration.stop();
    QTRY_COMPARE(exploration.figures().phase, ExplorationPhase::Cancelled);
    QVERIFY(!exploration.story());
    exploration.start(spec);  // and is left running: its end waits for it
    QTRY_VERIFY(exploration.figures().states > 0);
  }

  void whatCannotBeExploredIsSaidInOneLine() {
    Exploration exploration;
    QString line;
    connect(&exploration, &Exploration::problem, this, [&](const QString& said) { line = said; });
    engine::ExploreSpec spec;
    spec.scenario = engine::findScenario("storm").value();
    spec.settings = {{"callers", "900"}};
    exploration.start(spec);
    QTRY_VERIFY(!line.isEmpty());
    QVERIFY(!line.contains(u'\n'));
    QCOMPARE(exploration.figures().phase, ExplorationPhase::None);
  }
};

KTS_VIEW_TEST_MAIN(ExplorationWindowTest)
#include "exploration_window_test.moc"
