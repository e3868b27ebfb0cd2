// SPDX-License-Identifier: GPL-2.0-or-later
// Runs that the window starts, watches and stops.
#include <QSpinBox>
#include <set>

#include "tests/support/desk.h"
#include "tests/support/view_test.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;

class ArrivingRunsTest : public kts::test::ViewTest {
  Q_OBJECT

 private Q_SLOTS:
  void everyScenarioOfTheProgramCanBeChosenAndRecorded() {
    Desk desk;
    for (const engine::Scenario& scenario : engine::builtinScenarios()) {
      QVERIFY2(desk.record(scenario.name), scenario.name.c_str());
      QCOMPARE(desk.window->session().recording()->info().header.scenario, scenario.name);
      QVERIFY2(!desk.window->statusText().startsWith(QStringLiteral("There is")), scenario.name.c_str());
    }
  }

  void againRecordsTheSameUnderAnotherSeed() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    std::set<std::uint64_t> seeds;
    for (int i = 0; i < 5; ++i) {
      desk.act("run.again");
      QVERIFY(QTest::qWaitFor(
          [&] { return !desk.window->session().running() && desk.window->session().recording(); }, 10'000));
      const auto& header = desk.window->session().recording()->info().header;
      QCOMPARE(header.scenario, std::string("three-callers"));
      QCOMPARE(header.scheduler, std::string("random"));
      seeds.insert(header.seed.value());
    }
    QCOMPARE(seeds.size(), std::size_t(5));
  }

  void aRunOnRealThreadsArrivesToo() {
    Desk desk;
    desk.the<QComboBox>("runtime").setCurrentIndex(1);
    QVERIFY(desk.record("three-callers"));
    QCOMPARE(desk.window->session().recording()->info().header.runtime, std::string("threads"));
    QVERIFY(desk.window->session().recording()->info().summary.verdict == Verdict::Finished);
  }

  // A long run is watched while it arrives, can be stopped, and what there is stays.
  void aLongRunIsWatchedAndStoppedSafely() {
    Desk desk;
    desk.pick("storm");
    for (QSpinBox* box : desk.window->findChildren<QSpinBox*>()) box->setValue(box->maximum());
    desk.act("run.record");
    QVERIFY(QTest::qWaitFor([&] { return desk.events() > 5000; }, 120'000));
    const Seq before = desk.events();
    QVERIFY(desk.window->session().running());
    QVERIFY(QTest::qWaitFor([&] { return desk.events() > before; }, 120'000));
    desk.act("run.stop");
    QVERIFY(QTest::qWaitFor([&] { return !desk.window->session().running(); }, 120'000));
    QVERIFY(desk.events() >= before);
    QVERIFY(desk.window->session().recording()->info().summary.verdict == Verdict::Unfinished);
    QTest::keyClick(desk.window.get(), Qt::Key_End);
    QCOMPARE(desk.seq(), desk.events() - 1);
    // Recording again while one runs ends the first.
    desk.act("run.record");
    desk.act("run.record");
    desk.window.reset();
  }
};

KTS_VIEW_TEST_MAIN(ArrivingRunsTest)
#include "arriving_runs_test.moc"
