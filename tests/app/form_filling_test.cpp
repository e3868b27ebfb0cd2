// SPDX-License-Identifier: GPL-2.0-or-later
// What the form offers: scenarios of the person's own, and what a recording that is opened was made with.
#include <QComboBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QSpinBox>

#include "tests/support/desk.h"
#include "tests/support/view_test.h"
#include "views/scenario_form/scenario_form.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;
using views::FormChoice;
using views::ScenarioForm;

namespace {

constexpr const char* kOwn = R"({"name": "mine", "title": "My own", "about": "Two of mine.",
  "parameters": [{"name": "callers", "default": 2, "min": 1, "max": 5}],
  "callers": [{"name": "caller %d", "count": "$callers",
    "does": [{"create": "k", "threadfn": "returns"}, {"wake": "k"}]}]})";

QString written(Desk& desk, const char* name, const QByteArray& text) {
  const QString path = desk.folder.filePath(QLatin1String(name));
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) qFatal("cannot write %s", name);
  return path;
}

QString openedOwn(Desk& desk) {
  desk.scenarioName = written(desk, "mine.json", kOwn);
  desk.act("file.scenario");
  return desk.scenarioName;
}

QStringList libraryOf(Desk& desk) {
  const auto& list = desk.the<QListWidget>("library");
  QStringList entries;
  for (int row = 0; row < list.count(); ++row) entries << list.item(row)->text();
  return entries;
}

FormChoice choiceOf(Desk& desk) { return desk.the<ScenarioForm>().choice(); }

}  // namespace

class FormFillingTest : public kts::test::ViewTest {
  Q_OBJECT

 private Q_SLOTS:
  void aScenarioFileIsChosenRecordedAndRemembered() {
    Desk desk;
    const QString file = openedOwn(desk);
    QCOMPARE(choiceOf(desk).scenario, file.toStdString());
    QCOMPARE(choiceOf(desk).settings.at("callers"), std::string("2"));
    QVERIFY(libraryOf(desk).contains(QStringLiteral("My own")));
    QVERIFY(desk.window->statusText().contains(file));
    QVERIFY(desk.recordAsChosen());
    QCOMPARE(desk.window->session().recording()->info().header.scenario, std::string("mine"));
    desk.open();
    QVERIFY(libraryOf(desk).contains(QStringLiteral("My own")));
    desk.window->begin({});
    QVERIFY(desk.ended());
    QCOMPARE(desk.window->session().recording()->info().header.scenario, std::string("mine"));
  }

  void aScenarioFileCanBeDroppedOnTheWindow() {
    Desk desk;
    const QString file = written(desk, "mine.json", kOwn);
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(desk.window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(desk.window.get(), &drop);
    QCOMPARE(choiceOf(desk).scenario, file.toStdString());
  }

  void aWrongScenarioFileIsOneLineWithItsLineAndField_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("field");
    QTest::newRow("not JSON") << QByteArray("{\n \"name\": \"x\",\n oops\n}") << QStringLiteral("3")
                              << QString();
    QTest::newRow("unknown statement") << QByteArray(kOwn).replace("{\"wake\": \"k\"}", "{\"wakes\": \"k\"}")
                                       << QStringLiteral("4") << QStringLiteral("wakes");
    QTest::newRow("unknown threadfn") << QByteArray(kOwn).replace("\"returns\"", "\"retires\"")
                                      << QStringLiteral("4") << QStringLiteral("threadfn");
    QTest::newRow("empty") << QByteArray() << QString() << QString();
  }
  void aWrongScenarioFileIsOneLineWithItsLineAndField() {
    QFETCH(QByteArray, text);
    QFETCH(QString, line);
    QFETCH(QString, field);
    Desk desk;
    QVERIFY(desk.record("one-create"));
    const FormChoice before = choiceOf(desk);
    const Seq events = desk.events();
    desk.scenarioName = written(desk, "wrong.json", text);
    desk.act("file.scenario");
    const QString said = desk.window->statusText();
    QVERIFY2(said.contains(QStringLiteral("wrong.json")) && !said.contains(u'\n'), qPrintable(said));
    QVERIFY2(said.contains(line) && said.contains(field), qPrintable(said));
    QVERIFY(choiceOf(desk) == before);
    QCOMPARE(desk.events(), events);
    QVERIFY(!libraryOf(desk).contains(QStringLiteral("wrong.json")));
    desk.scenarioName = desk.folder.filePath(QStringLiteral("missing.json"));
    desk.act("file.scenario");
    QVERIFY(desk.window->statusText().contains(QStringLiteral("missing.json")));
  }

  void aScenarioFileThatGoesWrongBeforeARunRecordsNothing() {
    Desk desk;
    const QString file = openedOwn(desk);
    QVERIFY(desk.recordAsChosen());
    const auto events = desk.allEvents();
    written(desk, "mine.json", "{");
    desk.act("run.record");
    QVERIFY(!desk.window->session().running());
    QVERIFY2(desk.window->statusText().contains(file), qPrintable(desk.window->statusText()));
    QVERIFY(desk.allEvents() == events);
    // And one that was changed runs as it is now.
    written(desk, "mine.json",
            QByteArray(kOwn).replace("\"default\": 2, \"min\": 1, \"max\": 5",
                                     "\"default\": 1, \"min\": 1, \"max\": 1"));
    QVERIFY(desk.recordAsChosen());
    QVERIFY(desk.allEvents().size() < events.size());
  }

  void anOpenedRecordingFillsTheFormWithWhatMadeIt_data() {
    QTest::addColumn<QString>("scheduler");
    for (const char* scheduler : {"round-robin", "random", "manual", "threads"})
      QTest::newRow(scheduler) << QString::fromLatin1(scheduler);
  }
  void anOpenedRecordingFillsTheFormWithWhatMadeIt() {
    QFETCH(QString, scheduler);
    const bool threads = scheduler == QStringLiteral("threads"),
               manual = scheduler == QStringLiteral("manual");
    Desk desk;
    desk.pick("three-callers");
    if (threads)
      desk.the<QComboBox>("runtime").setCurrentIndex(1);
    else
      desk.pickIn("scheduler", scheduler.toLatin1());
    desk.the<QLineEdit>("seed").setText(QStringLiteral("4711"));
    desk.the<QSpinBox>("parameter callers").setValue(2);
    desk.pickIn("variant", "late-copy");
    if (!threads) desk.the<QComboBox>("granularity").setCurrentIndex(1);
    FormChoice chosen = choiceOf(desk);
    QCOMPARE(chosen.settings.at("variant"), std::string("late-copy"));
    desk.act("run.record");
    if (manual) {
      QVERIFY(QTest::qWaitFor([&] { return desk.window->session().question().has_value(); }, 60'000));
      desk.act("run.letRun");
    }
    QVERIFY(desk.ended());
    const auto events = desk.allEvents();
    const QString found = desk.window->statusText();  // what the variant breaks
    desk.saveName = desk.openName = desk.folder.filePath(QStringLiteral("made.ktr"));
    desk.act("file.save");

    desk.open();
    QVERIFY(desk.record("bind"));
    QVERIFY(choiceOf(desk) != chosen);
    desk.act("file.open");
    if (!threads) QCOMPARE(desk.window->statusText(), found);
    FormChoice offered = choiceOf(desk);
    if (manual) {  // a person's choices are had again by replaying them
      QCOMPARE(offered.scheduler, std::string("replay"));
      QCOMPARE(offered.schedule, desk.window->session().recording()->info().summary.schedule);
      QVERIFY(!offered.schedule.empty());
      offered.scheduler = chosen.scheduler;
      offered.schedule = chosen.schedule;
    }
    QVERIFY(offered == chosen);
    QVERIFY(desk.recordAsChosen());
    if (!threads) QVERIFY(desk.allEvents() == events);
    // And its schedule fits what the form shows.
    if (threads) return;
    desk.act("file.open");
    desk.pickIn("scheduler", "replay");
    QVERIFY(desk.recordAsChosen());
    QCOMPARE(desk.window->statusText(), found);
    QVERIFY(desk.allEvents() == events);
  }

  // The file is gone or another by now; the recording has the text that it was made with.
  void aRecordingOfAScenarioThatIsGoneRunsItAgain() {
    Desk desk;
    const QString file = openedOwn(desk);
    QVERIFY(desk.recordAsChosen());
    const auto events = desk.allEvents();
    desk.saveName = desk.openName = desk.folder.filePath(QStringLiteral("mine.ktr"));
    desk.act("file.save");
    QVERIFY(QFile::remove(file));
    desk.open();
    QVERIFY(desk.record("bind"));
    desk.act("file.open");
    QVERIFY(desk.recordAsChosen());
    QVERIFY2(desk.window->statusText().isEmpty(), qPrintable(desk.window->statusText()));
    QVERIFY(desk.allEvents() == events);
  }

  void aScheduleThatDoesNotFitIsOneLineAndNothingElse_data() {
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QString>("names");
    QTest::newRow("no schedule at all") << QStringLiteral("3x,oops") << QStringLiteral("4x3,2,4");
    QTest::newRow("nobody of that number") << QStringLiteral("2x4,99,2") << QStringLiteral("99");
    QTest::newRow("a task that sleeps") << QStringLiteral("2x200") << QStringLiteral("2");
    QTest::newRow("a huge number") << QStringLiteral("99999999999999999999") << QStringLiteral("character 1");
  }
  void aScheduleThatDoesNotFitIsOneLineAndNothingElse() {
    QFETCH(QString, schedule);
    QFETCH(QString, names);
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    const auto events = desk.allEvents();
    desk.pickIn("scheduler", "replay");
    auto& field = desk.the<QLineEdit>("schedule");
    field.selectAll();
    QTest::keyClicks(&field, schedule);
    desk.act("run.record");
    QVERIFY(desk.ended());
    const QString said = desk.window->statusText();
    QVERIFY2(!said.isEmpty() && !said.contains(u'\n') && said.contains(names), qPrintable(said));
    QVERIFY(desk.allEvents() == events);
    QCOMPARE(field.text(), schedule);
  }

  void aRecentFileThatIsMissingIsSaidAndForgotten() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    desk.saveName = desk.folder.filePath(QStringLiteral("gone.ktr"));
    desk.act("file.save");
    QVERIFY(libraryOf(desk).contains(QStringLiteral("gone.ktr")));
    QVERIFY(desk.record("bind"));
    const auto events = desk.allEvents();
    QVERIFY(QFile::remove(desk.saveName));
    desk.act("file.recent");
    QVERIFY2(desk.window->statusText().contains(QStringLiteral("gone.ktr")),
             qPrintable(desk.window->statusText()));
    QVERIFY(!libraryOf(desk).contains(QStringLiteral("gone.ktr")));
    QVERIFY(desk.allEvents() == events);
  }

  // The list has another order after the first click: the second must not open what stands there then.
  void aDoubleClickOnARecentFileOpensThatFile() {
    Desk desk;
    const std::array names = {"one-create", "three-callers"};
    for (const char* name : names) {
      QVERIFY(desk.record(name));
      desk.saveName = desk.folder.filePath(QLatin1String(name) + QStringLiteral(".ktr"));
      desk.act("file.save");
    }
    auto& list = desk.the<QListWidget>("library");
    auto* entry = list.item(list.count() - 1);
    QCOMPARE(entry->text(), QStringLiteral("one-create.ktr"));
    const QPoint at = list.visualItemRect(entry).center();
    QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(list.viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(desk.window->session().recording()->info().header.scenario, std::string("one-create"));
  }
};

KTS_VIEW_TEST_MAIN(FormFillingTest)
#include "form_filling_test.moc"
