// SPDX-License-Identifier: GPL-2.0-or-later
// The stage as a person meets it: pictures, animation, pointer, keys, screen readers.
#include "views/stage/stage_widget.h"

#include <QAccessible>
#include <QBuffer>
#include <QPainter>
#include <QSignalSpy>
#include <QSvgGenerator>
#include <QSvgRenderer>

#include "tests/support/golden.h"
#include "tests/support/stage_moments.h"
#include "tests/support/view_test.h"
#include "views/stage/painter.h"

using namespace kts;
using namespace kts::views;
using kts::test::EventScript;
using kts::test::sceneAt;

class StageWidgetTest : public kts::test::ViewTest {
  Q_OBJECT

  static QImage imageOf(const StageScene& scene, const Theme& theme) {
    QImage image(scene.size.toSize(), QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&image);
    paintStage(painter, scene, theme);
    return image;
  }

  struct Shown {
    EventScript run;
    StageWidget stage;
    qint64 now = 0;

    explicit Shown(const char* script) : run(test::fixture(script)) {
      stage.setClock([this] { return now; });
      stage.resize(936, 318);
      stage.show();
      stage.setRun(run.header, run.events.size());
    }
    void go(Seq seq, int untilNext = 0) {
      stage.showMoment(run.stateAt(seq), seq ? std::optional(run.events[seq - 1]) : std::nullopt, untilNext);
    }
  };

 private Q_SLOTS:
  void picturesLookAsTheyWereAgreed_data() {
    QTest::addColumn<int>("theme");
    QTest::addColumn<QSize>("size");
    QTest::newRow("light") << 0 << QSize(936, 318);
    QTest::newRow("dark") << 1 << QSize(936, 318);
    QTest::newRow("contrast") << 2 << QSize(936, 318);
    QTest::newRow("small") << 0 << QSize(700, 320);
    QTest::newRow("large") << 1 << QSize(1900, 700);
  }
  void picturesLookAsTheyWereAgreed() {
    QFETCH(int, theme);
    QFETCH(QSize, size);
    const EventScript run = test::fixture("three-callers");
    const Theme look = bundledTheme(kThemeNames[static_cast<std::size_t>(theme)]);
    const QImage image = imageOf(sceneAt(run, run.at("in-vain"), look, size), look);
    KTS_COMPARE_GOLDEN_IMAGE(
        QStringLiteral("stage/in-vain-%1.png").arg(QLatin1String(QTest::currentDataTag())), image);
  }

  void aPaneIsReadNoSmallerAtALargerScaleAndALowOneNotMuchSmaller() {
    for (const char* script : {"three-callers", "boot", "stop"})
      for (const QSize size : {QSize(1500, 230), QSize(1530, 330), QSize(910, 270), QSize(1300, 500)}) {
        Shown shown(script);
        shown.stage.setHeadline(false);
        shown.stage.resize(size);
        double before = 0;
        for (const double scale : {1.0, 1.25, 1.5, 1.75, 2.0, 2.35}) {
          const Theme theme = bundledTheme(ThemeName::Light, scale);
          shown.stage.setTheme(theme);
          for (Seq seq = 0; seq <= shown.run.events.size(); seq += 3) {
            shown.go(seq);
            const QString fault = test::faultOf(shown.stage.scene(), theme);
            QVERIFY2(fault.isEmpty(), qPrintable(QStringLiteral("%1 at %2, %3x%4, scale %5: %6")
                                                     .arg(QLatin1String(script))
                                                     .arg(seq)
                                                     .arg(size.width())
                                                     .arg(size.height())
                                                     .arg(scale)
                                                     .arg(fault)));
          }
          QVERIFY2(shown.stage.scene().scale >= before - 1e-9,
                   qPrintable(QStringLiteral("%1x%2, scale %3: %4 after %5")
                                  .arg(size.width())
                                  .arg(size.height())
                                  .arg(scale)
                                  .arg(shown.stage.scene().scale)
                                  .arg(before)));
          before = shown.stage.scene().scale;
        }
        QVERIFY(before > 1.3 * std::min(size.width() / 960.0, size.height() / 250.0));
      }
  }

  void anAnimationBeginsAndEndsAtTheScenesThemselves() {
    const EventScript run = test::fixture("three-callers");
    const Theme theme = bundledTheme(ThemeName::Light);
    for (Seq seq = 1; seq <= run.events.size(); ++seq) {
      const StageScene before = sceneAt(run, seq - 1, theme, {936, 318}),
                       after = sceneAt(run, seq, theme, {936, 318});
      const StageAnimation animation(before, after);
      QCOMPARE(textOf(animation.at(0)), textOf(before));
      QVERIFY(animation.at(0) == before && animation.at(1) == after && animation.at(7) == after);
      // What stands still in both does not stir in between.
      const StageScene half = animation.at(0.5);
      for (const Shape& shape : after.shapes)
        if (const Shape* was = before.find(shape.key);
            was && *was == shape && shape.kind != ShapeKind::Token) {
          QVERIFY(half.find(shape.key));
          QCOMPARE(half.find(shape.key)->rect, shape.rect);
          QCOMPARE(half.find(shape.key)->opacity, shape.opacity);
        }
    }
  }

  void aTokenGoesItsWayWithoutAJump() {
    const EventScript run = test::fixture("one-create");
    const Theme theme = bundledTheme(ThemeName::Light);
    const Seq added = run.at("woken") - 2;  // list_add_tail
    const StageAnimation animation(sceneAt(run, added - 1, theme, {936, 318}),
                                   sceneAt(run, added, theme, {936, 318}));
    QPointF last = animation.at(0).find("request:0")->rect.center();
    const double whole = QLineF(last, animation.at(1).find("request:0")->rect.center()).length();
    QVERIFY(whole > 50);
    for (int at = 1; at <= 40; ++at) {
      const QPointF now = animation.at(at / 40.0).find("request:0")->rect.center();
      QVERIFY(QLineF(last, now).length() < whole * 0.12);
      last = now;
    }
  }

  void aStepEasesForAQuarterOfASecondAndFastPlayDoesNot() {
    Shown shown("one-create");
    shown.go(5);
    QVERIFY(!shown.stage.isAnimating());  // a jump
    const StageScene before = shown.stage.scene();
    shown.go(6);
    QVERIFY(shown.stage.isAnimating());
    QVERIFY(shown.stage.shownScene() == before);
    shown.now += 120;
    shown.stage.advance();
    QVERIFY(shown.stage.isAnimating());
    QVERIFY(!(shown.stage.shownScene() == before) && !(shown.stage.shownScene() == shown.stage.scene()));
    shown.now += 200;
    shown.stage.advance();
    QVERIFY(!shown.stage.isAnimating());
    QVERIFY(shown.stage.shownScene() == shown.stage.scene());
    shown.go(7, 16);
    QVERIFY(!shown.stage.isAnimating());
    QVERIFY(animationMs(0) == 250 && animationMs(250) == 200 && animationMs(1000) == 250 &&
            animationMs(100) == 80 && animationMs(30) == 0);
  }

  void clickingTellsWhatWasChosen() {
    Shown shown("three-callers");
    shown.go(shown.run.at("in-vain"));
    QSignalSpy tasks(&shown.stage, &StageWidget::taskChosen),
        requests(&shown.stage, &StageWidget::requestChosen),
        objects(&shown.stage, &StageWidget::objectChosen);
    const auto click = [&](const char* key) {
      QTest::mouseClick(&shown.stage, Qt::LeftButton, {},
                        shown.stage.scene().find(key)->rect.center().toPoint());
    };
    click("task:4");
    click("request:0");
    click("lock");
    QCOMPARE(tasks.takeFirst().at(0).value<TaskId>(), TaskId(4));
    QCOMPARE(requests.takeFirst().at(0).value<RequestId>(), RequestId(0));
    QCOMPARE(objects.takeFirst().at(0).value<ObjectId>(), ObjectId(ObjectType::CreateLock));
    QVERIFY(tasks.isEmpty() && requests.isEmpty() && objects.isEmpty());
  }

  void keysReachEveryFigure() {
    Shown shown("three-callers");
    shown.go(shown.run.at("in-vain"));
    shown.stage.activateWindow();
    shown.stage.setFocus();
    std::vector<StageTarget> met;
    for (std::size_t at = 0; at < shown.stage.scene().figures.size(); ++at) {
      QTest::keyClick(&shown.stage, Qt::Key_Tab);
      met.push_back(shown.stage.focusedFigure());
    }
    for (const StageFigure& figure : shown.stage.scene().figures)
      QVERIFY(!figure.target || std::find(met.begin(), met.end(), figure.target) != met.end());
    shown.stage.focusFigure(StageTarget::task(3));
    QTest::keyClick(&shown.stage, Qt::Key_Down);
    QCOMPARE(shown.stage.focusedFigure(), StageTarget::task(4));
    QSignalSpy tasks(&shown.stage, &StageWidget::taskChosen);
    QTest::keyClick(&shown.stage, Qt::Key_Return);
    QCOMPARE(tasks.count(), 1);
  }

  void aScreenReaderHearsASentencePerFigure() {
    Shown shown("three-callers");
    shown.go(shown.run.at("in-vain"));
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&shown.stage);
    QVERIFY(list && list->role() == QAccessible::List);
    QCOMPARE(list->childCount(), static_cast<int>(shown.stage.scene().figures.size()));
    for (int at = 0; at < list->childCount(); ++at) {
      QCOMPARE(list->child(at)->text(QAccessible::Name),
               shown.stage.scene().figures[static_cast<std::size_t>(at)].sentence);
      QCOMPARE(list->indexOfChild(list->child(at)), at);
    }
    QVERIFY(list->child(0)->text(QAccessible::Name).startsWith(QStringLiteral("caller-1, PID 101")));
    QCOMPARE(list->text(QAccessible::Description), shown.stage.scene().headline);
  }

  void anEmptyStageSaysWhatWouldFillIt() {
    StageWidget stage;
    stage.resize(500, 240);
    const QImage empty = stage.grab().toImage();
    QSet<QRgb> colours;
    for (int y = 0; y < empty.height(); ++y)
      for (int x = 0; x < empty.width(); ++x) colours.insert(empty.pixel(x, y));
    QVERIFY(colours.size() > 3);  // words, not a blank
  }

  void theSameSceneGoesIntoAnSvg() {
    const EventScript run = test::fixture("three-callers");
    const Theme theme = bundledTheme(ThemeName::Light);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize({936, 318});
    svg.setViewBox(QRect(0, 0, 936, 318));
    QPainter painter(&svg);
    paintStage(painter, sceneAt(run, run.at("in-vain"), theme, {936, 318}), theme);
    painter.end();
    QSvgRenderer renderer(buffer.data());
    QVERIFY(renderer.isValid());
    QVERIFY(buffer.data().contains("kthread_create_list"));
  }
};

KTS_VIEW_TEST_MAIN(StageWidgetTest)
#include "stage_widget_test.moc"
