// SPDX-License-Identifier: GPL-2.0-or-later
// Runs that the window starts, watches and stops.
#include <QSpinBox>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/support/desk.h"
#include "tests/support/view_test.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;
using namespace std::chrono_literals;

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

  void whatAKilledWindowHasLeftIsKeptForADay() {
    namespace fs = std::filesystem;
    Desk desk;
    const fs::path cache = (desk.folder.path() + QStringLiteral("/cache")).toStdString();
    fs::create_directories(cache);
    const auto put = [&](const std::string& name, std::chrono::hours age) {
      std::ofstream(cache / name) << "left";
      fs::last_write_time(cache / name, fs::file_time_type::clock::now() - age);
      return cache / name;
    };
    const std::string dead = "recording-2147483646-";
    const std::string own = "recording-" + std::to_string(QCoreApplication::applicationPid()) + "-";
    const fs::path old = put(dead + "1.ktr", 25h), oldWal = put(dead + "1.ktr-wal", 25h);
    const fs::path young = put(dead + "2.ktr", 23h), living = put(own + "99.ktr", 999h),
                   foreign = put("notes.txt", 999h);
    QVERIFY(desk.record("one-create"));
    QVERIFY(!fs::exists(old) && !fs::exists(oldWal));
    QVERIFY(fs::exists(young) && fs::exists(living) && fs::exists(foreign));
  }

  void againRecordsTheSameUnderAnotherSeed() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    std::set<std::uint64_t> seeds;
    for (int i = 0; i < 5; ++i) {
      desk.act("run.again");
      QVERIFY(QTest::qWaitFor(
          [&] { return !desk.window->session().running() && desk.window->session().recording(); }, 60'000));
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
