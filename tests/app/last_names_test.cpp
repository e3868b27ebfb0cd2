// SPDX-License-Identifier: GPL-2.0-or-later
// Who is gone keeps its name, in every view.
#include "recordings/last_names.h"

#include <QRegularExpression>

#include "app/main_window.h"
#include "tests/support/desk.h"
#include "tests/support/view_test.h"
#include "views/stage/stage_widget.h"
#include "views/state/state_view.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;

class LastNamesTest : public kts::test::ViewTest {
  Q_OBJECT

  // All that stage, state tables and sentence say now.
  static QStringList wordsOf(Desk& desk) {
    QStringList words{QString::fromStdString(desk.window->moment()->sentence)};
    for (const views::Shape& shape : desk.the<views::StageWidget>().scene().shapes) words << shape.text;
    const auto& state = desk.the<views::StateView>();
    for (int kind = 0; kind < views::kStateKinds; ++kind) {
      const auto& model = state.model(static_cast<views::StateKind>(kind));
      for (int row = 0; row < model.rowCount(); ++row)
        for (int column = 0; column < model.columnCount(); ++column)
          words << model.index(row, column).data().toString();
    }
    return words;
  }

 private Q_SLOTS:
  void nobodyIsEverCalledByANumber_data() {
    QTest::addColumn<QString>("scenario");
    for (const char* name : {"stop-after-exit", "whose-child", "reaped", "create-and-stop"})
      QTest::newRow(name) << QString::fromLatin1(name);
  }
  void nobodyIsEverCalledByANumber() {
    QFETCH(QString, scenario);
    static const QRegularExpression kNumber(QStringLiteral("\\btask \\d"));
    Desk desk;
    QVERIFY(desk.record(scenario.toStdString()));
    for (Seq seq = 0; seq < desk.events(); ++seq) {
      desk.window->goTo(seq);
      const QStringList numbered = wordsOf(desk).filter(kNumber);
      QVERIFY2(numbered.isEmpty(),
               qPrintable(QStringLiteral("event %1: %2").arg(seq).arg(numbered.value(0))));
    }
  }

  void aStopOfOneThatHasEndedSaysWhoItWas() {
    Desk desk;
    QVERIFY(desk.record("stop-after-exit"));
    desk.act("go.end");
    const auto& scene = desk.the<views::StageWidget>().scene();
    const ObjectId stop(ObjectType::StopInfo);
    const views::Shape* says = scene.find("object:" + std::to_string(stop.value) + "/says");
    QVERIFY(says);
    QCOMPARE(says->text, QStringLiteral("worker/1"));
    QCOMPARE(scene.find("threads/none/text")->text, QStringLiteral("2 came and went"));
    desk.act("go.start");
    QCOMPARE(desk.the<views::StageWidget>().scene().find("threads/none/text")->text,
             QStringLiteral("none yet"));
  }

  void aThreadOfAProcessIsToldFromItsProcess() {
    Desk desk;
    QVERIFY(desk.record("contaminated-parent"));
    const auto& recording = *desk.window->session().recording();
    QStringList names;
    const auto tasks = recording.tasks();
    for (const auto& row : *tasks)
      names << QString::fromStdString(recordings::lastNameOf(recording, row));
    QVERIFY(names.contains(QStringLiteral("modprobe")) && names.contains(QStringLiteral("modprobe 102")));
    QCOMPARE(names.removeDuplicates(), qsizetype(0));
  }
};

KTS_VIEW_TEST_MAIN(LastNamesTest)
#include "last_names_test.moc"
