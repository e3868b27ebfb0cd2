// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/exploration/exploration_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include "tests/support/view_test.h"
#include "views/exploration/exploration_words.h"
#include "views/exploration/orders_chart.h"

using namespace kts;
using namespace kts::views;

namespace {

ExplorationFigures running() {
  ExplorationFigures figures;
  figures.phase = ExplorationPhase::Running;
  figures.subject = "storm, callers=3";
  figures.method = "graph";
  figures.states = 120'000;
  figures.transitions = 300'000;
  figures.waiting = 40'000;
  figures.seconds = 0.5;
  figures.bytes = 40'000'000;
  figures.done = 0.66;
  figures.doneOf = "two thirds of the states known so far";
  return figures;
}

ExplorationFinding lostWakeup() {
  return {"lost-wakeup",
          "kthreadd sleeps although request 1 is in its list",
          34,
          6,
          1,
          "no order has fewer steps"};
}

}  // namespace

class ExplorationViewTest : public kts::test::ViewTest {
  Q_OBJECT

  static QPushButton* button(const QWidget& view, const QString& text) {
    for (auto* each : view.findChildren<QPushButton*>())
      if (each->text() == text && each->isVisible()) return each;
    return nullptr;
  }

 private Q_SLOTS:
  void numbersAreWrittenAsTheyAreReadAloud() {
    QCOMPARE(countText(0), QStringLiteral("0"));
    QCOMPARE(countText(162'048), QStringLiteral("162,048"));
    QCOMPARE(countText(1.36e23), QStringLiteral("1.4\u00d710\u00b2\u00b3"));
    QCOMPARE(countText(9.99e23), QStringLiteral("1.0\u00d710\u00b2\u2074"));
    QCOMPARE(bytesText(999), QStringLiteral("999 B"));
    QCOMPARE(bytesText(38'400'000), QStringLiteral("38 MB"));
    QCOMPARE(bytesText(4'200'000'000), QStringLiteral("4.2 GB"));
    QCOMPARE(secondsText(0.042), QStringLiteral("0.04 s"));
    QCOMPARE(secondsText(192), QStringLiteral("3 min 12 s"));
    QCOMPARE(secondsText(7300), QStringLiteral("2 h 1 min"));
    QCOMPARE(oneInText(0), QStringLiteral("none"));
    QCOMPARE(oneInText(1.0 / 240), QStringLiteral("1 in 240"));
    QCOMPARE(oneInText(0.87), QStringLiteral("87 %"));
    QCOMPARE(oneInText(1), QStringLiteral("all"));
  }

  void theThreeCountsLieOnOneLogarithmicScale() {
    ExplorationFigures figures = running();
    figures.states = 500;
    figures.counts.orders = 5e23;
    QCOMPARE(shapesText(ordersBars(figures)), QStringLiteral("orders 5.0\u00d710\u00b2\u00b3 1.000\n"
                                                             "states 500 0.125\n"));
    figures.counts.classes = 1;
    QCOMPARE(ordersBars(figures)[1].value, QStringLiteral("1"));
    QVERIFY(*ordersBars(figures)[1].share > 0);
  }

  void whatOneMethodDoesNotCountNamesTheOtherThatDoes() {
    ExplorationFigures figures = running();
    figures.phase = ExplorationPhase::Proved;
    figures.counts.orders = 5e23;
    QCOMPARE(ordersBars(figures)[1].value, QStringLiteral("dpor counts them"));
    figures.method = "dpor";
    figures.counts = {};
    figures.counts.classes = 16;
    QCOMPARE(ordersBars(figures)[0].value, QStringLiteral("graph counts them"));
    figures.method = "graph";  // orders that go round in a circle
    QCOMPARE(ordersBars(figures)[0].value, QStringLiteral("not counted"));
  }

  void theButtonsSayWhatCanBeDoneNow() {
    ExplorationView view;
    view.setMethods({{"graph", "every state"}, {"random", "samples"}});
    view.resize(1500, 200);
    view.show();
    QSignalSpy starts(&view, &ExplorationView::exploreWanted), stops(&view, &ExplorationView::stopWanted),
        pauses(&view, &ExplorationView::pauseWanted);
    QVERIFY(!button(view, "Pause"));
    button(view, "Explore")->click();
    QCOMPARE(starts.count(), 1);
    view.setFigures(running());
    QVERIFY(!view.findChild<QComboBox*>("method")->isEnabled());
    button(view, "Pause")->click();
    QCOMPARE(pauses.takeFirst().at(0).toBool(), true);
    ExplorationFigures paused = running();
    paused.phase = ExplorationPhase::Paused;
    view.setFigures(paused);
    button(view, "Resume")->click();
    QCOMPARE(pauses.takeFirst().at(0).toBool(), false);
    button(view, "Stop")->click();
    QCOMPARE(stops.count(), 1);
    ExplorationFigures ended = running();
    ended.phase = ExplorationPhase::Proved;
    view.setFigures(ended);
    QVERIFY(button(view, "Explore"));
    QVERIFY(!button(view, "Pause"));
  }

  void whatIsChosenIsHandedOut() {
    ExplorationView view;
    view.setMethods({{"graph", ""}, {"pct", ""}, {"bounded", ""}});
    QCOMPARE(view.choice().method, std::string("graph"));
    QVERIFY(!view.choice().fine && !view.choice().tso && !view.choice().rulesOnAll);
    view.findChild<QComboBox*>("method")->setCurrentIndex(1);
    view.findChild<QComboBox*>("granularity")->setCurrentIndex(1);
    view.findChild<QComboBox*>("memory")->setCurrentIndex(1);
    QCOMPARE(view.choice().method, std::string("pct"));
    view.findChild<QCheckBox*>("rules")->click();
    QVERIFY(view.choice().fine && view.choice().tso && view.choice().rulesOnAll);
    view.findChild<QComboBox*>("method")->setCurrentIndex(2);
    QVERIFY(!view.choice().rulesOnAll);
  }

  void whatHoldsStandsWhereFindingsWould() {
    ExplorationView view;
    view.resize(1500, 200);
    view.show();
    const auto shows = [&](const QString& text) {
      const auto labels = view.findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(),
                         [&](QLabel* label) { return label->isVisible() && label->text() == text; });
    };
    ExplorationFigures figures = running();
    figures.guarantee.clear();
    view.setFigures(figures);
    QVERIFY(shows("No finding so far."));
    figures.guarantee = "Something was found.";
    view.setFigures(figures);
    QVERIFY(shows("Something was found.") && !shows("No finding so far."));
    figures.phase = ExplorationPhase::Proved;
    figures.guarantee = "Each ends well.";
    view.setFigures(figures);
    QVERIFY(shows("Each ends well.") && shows("No finding."));
    figures.phase = ExplorationPhase::Found;
    figures.guarantee = "None has fewer steps.";
    figures.findings = {lostWakeup()};
    view.setFigures(figures);
    QVERIFY(shows("None has fewer steps.") && !shows("No finding."));
  }

  void aFindingOffersItsStory() {
    ExplorationView view;
    view.resize(1500, 200);
    view.show();
    QSignalSpy stories(&view, &ExplorationView::storyWanted);
    ExplorationFigures figures = running();
    figures.phase = ExplorationPhase::Found;
    figures.findings = {lostWakeup(), lostWakeup()};
    view.setFigures(figures);
    const auto buttons = view.findChildren<QPushButton*>("openStory");
    QCOMPARE(buttons.size(), 2);
    buttons[1]->click();
    QCOMPARE(stories.takeFirst().at(0).toInt(), 1);
    view.setFigures(running());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(view.findChildren<QPushButton*>("openStory").isEmpty());
  }

  void aFindingWithATwinOffersToCompareThem() {
    ExplorationView view;
    view.resize(1500, 240);
    view.show();
    QSignalSpy twins(&view, &ExplorationView::twinWanted);
    ExplorationFigures figures = running();
    figures.phase = ExplorationPhase::Found;
    figures.findings = {lostWakeup(), lostWakeup()};
    figures.findings[1].twin = true;
    view.setFigures(figures);
    const auto buttons = view.findChildren<QPushButton*>("compareTwin");
    QCOMPARE(buttons.size(), 2);
    QVERIFY(buttons[0]->isHidden() && !buttons[1]->isHidden());
    buttons[1]->click();
    QCOMPARE(twins.takeFirst().at(0).toInt(), 1);
  }

  // Twenty updates a second must not take the card from under somebody's pointer.
  void aFindingStaysTheSameWidgetWhileFiguresArrive() {
    ExplorationView view;
    view.show();
    ExplorationFigures figures = running();
    figures.findings = {lostWakeup()};
    view.setFigures(figures);
    auto* before = view.findChild<QPushButton*>("openStory");
    figures.states += 1000;
    view.setFigures(figures);
    QCOMPARE(view.findChild<QPushButton*>("openStory"), before);
  }

  void aNarrowViewKeepsTheControlsAndTheFindings() {
    ExplorationView view;
    view.resize(560, 200);
    view.show();
    ExplorationFigures figures = running();
    figures.findings = {lostWakeup()};
    view.setFigures(figures);
    QVERIFY(!view.findChild<OrdersChart*>()->isVisible());
    QVERIFY(button(view, "Stop"));
    QVERIFY(view.findChild<QPushButton*>("openStory")->isVisible());
  }
};

KTS_VIEW_TEST_MAIN(ExplorationViewTest)
#include "exploration_view_test.moc"
