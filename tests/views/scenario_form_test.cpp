// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/scenario_form/scenario_form.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

#include "tests/support/view_test.h"

using namespace kts;
using namespace kts::views;

class ScenarioFormTest : public kts::test::ViewTest {
  Q_OBJECT

  static FormScenario storm() {
    return {"storm",
            "Storm",
            "Many at once.",
            "kthreadd",
            {"kthreadd", "workqueue"},
            {{"kthreadd", {{"late-copy", "copies too late"}, {"no-barrier", "stores plainly"}}},
             {"workqueue", {{"shared-keventd", "shares the queue"}}}},
            {{"callers", 8, 1, 64}, {"requests", 100, 1, 100000}}};
  }
  static FormScenario three() {
    return {"three-callers",       "Three callers", "Three ask.", "kthreadd", {"kthreadd"}, {},
            {{"callers", 3, 1, 8}}};
  }

 private Q_SLOTS:
  void itBeginsWithTheScenariosDefaults() {
    ScenarioForm form;
    form.setSchedulers({"round-robin", "random"});
    form.setScenario(storm());
    const FormChoice choice = form.choice();
    QCOMPARE(choice.scenario, std::string("storm"));
    QCOMPARE(choice.settings, (std::map<std::string, std::string>{
                                  {"callers", "8"}, {"requests", "100"}, {"design", "kthreadd"}}));
    QCOMPARE(choice.scheduler, std::string("round-robin"));
    QVERIFY(!choice.threads && !choice.seed);
  }

  void theWordsSayWhatTheChosenVariantChanges() {
    ScenarioForm form;
    form.setScenario(storm());
    auto* design = form.findChild<QComboBox*>(QStringLiteral("design"));
    auto* variant = form.findChild<QComboBox*>(QStringLiteral("variant"));
    auto* about = form.findChild<QLabel*>(QStringLiteral("quiet"));
    const QString alone = QStringLiteral("Many at once.");
    QCOMPARE(about->text(), alone);
    variant->setCurrentIndex(2);
    QVERIFY(about->isVisibleTo(&form));
    QCOMPARE(about->text(), alone + QStringLiteral("\n\nno-barrier: stores plainly."));
    QCOMPARE(variant->accessibleDescription(), QStringLiteral("stores plainly"));
    design->setCurrentIndex(1);
    QCOMPARE(about->text(), alone);
    variant->setCurrentIndex(1);
    QCOMPARE(about->text(), alone + QStringLiteral("\n\nshared-keventd: shares the queue."));
    form.setScenario(three());
    QCOMPARE(about->text(), QStringLiteral("Three ask."));
  }

  void noFieldIsSqueezedInALowWindow() {
    ScenarioForm form;
    form.setSchedulers({"round-robin", "random"});
    FormScenario scenario = storm();
    scenario.variants["kthreadd"][0].about =
        "what it changes takes a good many words, and stands on lines of its own";
    form.setScenario(scenario);
    auto* variant = form.findChild<QComboBox*>(QStringLiteral("variant"));
    for (const int height : {250, 350, 450, 700}) {
      form.resize(226, height);
      form.show();
      for (const int chosen : {1, 0, 1, 2}) {
        variant->setCurrentIndex(chosen);
        QCoreApplication::processEvents();
        int bottom = 0;
        for (const char* name : {"design", "variant", "runtime", "scheduler", "granularity", "memory"}) {
          auto* field = form.findChild<QComboBox*>(QLatin1String(name));
          QVERIFY2(field->y() >= bottom, name);
          QVERIFY(field->height() >= field->minimumSizeHint().height());
          bottom = field->y() + field->height();
        }
      }
    }
  }

  void aDesignHasItsOwnVariants() {
    ScenarioForm form;
    form.setScenario(storm());
    auto* design = form.findChild<QComboBox*>(QStringLiteral("design"));
    auto* variant = form.findChild<QComboBox*>(QStringLiteral("variant"));
    QCOMPARE(variant->count(), 3);
    variant->setCurrentIndex(1);
    QCOMPARE(form.choice().settings.at("variant"), std::string("late-copy"));
    design->setCurrentIndex(1);
    QCOMPARE(variant->count(), 2);
    QVERIFY(!form.choice().settings.contains("variant"));
    variant->setCurrentIndex(1);
    form.setScenario(storm());
    QCOMPARE(form.choice().settings.at("variant"), std::string("shared-keventd"));
    FormChoice other;
    other.settings = {{"design", "kthreadd"}, {"variant", "no-barrier"}};
    form.setChoice(other);
    QCOMPARE(form.choice().settings.at("variant"), std::string("no-barrier"));
    form.setScenario(three());
    QVERIFY(!form.choice().settings.contains("variant"));
  }

  void parametersKeepToTheirRanges() {
    ScenarioForm form;
    form.setSchedulers({"round-robin", "random"});
    form.setScenario(storm());
    auto* box = form.findChild<QSpinBox*>(QStringLiteral("parameter callers"));
    box->setValue(1000);
    QCOMPARE(form.choice().settings.at("callers"), std::string("64"));
    form.setScenario(storm());
    QCOMPARE(form.choice().settings.at("callers"), std::string("64"));
    form.setScenario(three());
    QCOMPARE(form.choice().settings, (std::map<std::string, std::string>{{"callers", "3"}}));
  }

  void threadsHaveNoSchedulerAndNoSeed() {
    ScenarioForm form;
    form.setSchedulers({"round-robin", "random"});
    form.setScenario(three());
    form.rollSeed();
    QCOMPARE(form.choice().scheduler, std::string("random"));
    QVERIFY(form.choice().seed.has_value());
    form.findChild<QComboBox*>(QStringLiteral("memory"))->setCurrentIndex(1);
    QVERIFY(form.choice().tso);
    form.findChild<QComboBox*>(QStringLiteral("runtime"))->setCurrentIndex(1);
    QVERIFY(!form.choice().tso);
    QVERIFY(form.choice().threads && form.choice().scheduler.empty() && !form.choice().seed);
  }

  void replayTakesTheShownRunsScheduleUntilThePersonTypesAnother() {
    ScenarioForm form;
    form.setSchedulers({"round-robin", "random", "replay"});
    form.setScenario(three());
    QVERIFY(form.choice().schedule.empty());
    form.offerSchedule(QStringLiteral("3x2,2"));
    auto* scheduler = form.findChild<QComboBox*>(QStringLiteral("scheduler"));
    scheduler->setCurrentIndex(scheduler->findData(QStringLiteral("replay")));
    QCOMPARE(form.choice().schedule, std::string("3x2,2"));
    auto* field = form.findChild<QLineEdit*>(QStringLiteral("schedule"));
    QVERIFY(field->isVisibleTo(&form));
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("4,3"));
    form.offerSchedule(QStringLiteral("2"));
    QCOMPARE(form.choice().schedule, std::string("4,3"));
  }

  void againIsAlwaysAnotherSeed() {
    ScenarioForm form;
    form.setSchedulers({"round-robin", "random"});
    form.setScenario(three());
    auto before = form.choice().seed;
    for (int i = 0; i < 100; ++i) {
      form.rollSeed();
      QVERIFY(form.choice().seed != before);
      before = form.choice().seed;
    }
  }

  void recordHandsOutTheChoiceAndStopsWhileItRuns() {
    ScenarioForm form;
    form.setSchedulers({"round-robin", "random"});
    form.setScenario(three());
    QSignalSpy record(&form, &ScenarioForm::recordWanted), stop(&form, &ScenarioForm::stopWanted);
    auto* button = form.findChild<QPushButton*>(QStringLiteral("primary"));
    button->click();
    QCOMPARE(record.count(), 1);
    QVERIFY(record.at(0).at(0).value<FormChoice>() == form.choice());
    form.setRunning(true);
    button->click();
    QCOMPARE(record.count(), 1);
    QCOMPARE(stop.count(), 1);
  }
};

KTS_VIEW_TEST_MAIN(ScenarioFormTest)
#include "scenario_form_test.moc"
