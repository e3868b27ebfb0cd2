// SPDX-License-Identifier: GPL-2.0-or-later
// The stage's shapes, without pixels.
#include <QFontMetricsF>
#include <QSet>

#include "tests/support/event_script.h"
#include "tests/support/golden.h"
#include "tests/support/stage_moments.h"
#include "tests/support/view_test.h"
#include "views/stage/scene_of.h"

using namespace kts;
using namespace kts::views;
using kts::test::EventScript;
using kts::test::sceneAt;

class StageSceneTest : public kts::test::ViewTest {
  Q_OBJECT

  const std::vector<std::pair<std::string, EventScript>>& scripts() {
    static const std::vector<std::pair<std::string, EventScript>> kScripts = [] {
      std::vector<std::pair<std::string, EventScript>> all;
      for (const char* name : {"one-create", "three-callers", "boot", "stop"})
        all.emplace_back(name, test::fixture(name));
      all.emplace_back("crowd-8", test::crowdScript(8, true));
      all.emplace_back("crowd-300", test::crowdScript(300, true));
      return all;
    }();
    return kScripts;
  }

 private Q_SLOTS:
  void tellingMomentsLookAsTheyWereAgreed_data() {
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("mark");
    for (const auto& [name, script] : scripts())
      for (const auto& [mark, seq] : script.marks) {
        const QString row = QString::fromStdString(name + "-" + mark);
        QTest::newRow(qPrintable(row)) << QString::fromStdString(name) << QString::fromStdString(mark);
      }
  }
  void tellingMomentsLookAsTheyWereAgreed() {
    QFETCH(QString, script);
    QFETCH(QString, mark);
    const EventScript run = test::fixture(script.toStdString());
    const StageScene scene =
        sceneAt(run, run.at(mark.toStdString()), bundledTheme(ThemeName::Light), {936, 318});
    KTS_COMPARE_GOLDEN_TEXT(QStringLiteral("stage/%1-%2.txt").arg(script, mark), textOf(scene));
  }

  void everyWordFitsAtEverySizeAndScale() {
    const std::array sizes = {QSizeF(700, 320),  QSizeF(800, 300), QSizeF(936, 318), QSizeF(1280, 420),
                              QSizeF(1920, 600), QSizeF(600, 900), QSizeF(1900, 700)};
    const std::array scales = {1.0, 1.25, 1.5, 2.0};
    std::size_t turn = 0;
    for (const auto& [name, script] : scripts()) {
      const Seq events = script.events.size();
      // Every size and scale at the ends of long runs and every sixteenth event; one of them at the others.
      for (Seq seq = events > 200 ? events - 1 : 0; seq <= events; ++seq)
        for (std::size_t at = 0; at < sizes.size() * scales.size(); ++at) {
          if (seq % 16 != 0 && seq != events && at != seq % (sizes.size() * scales.size())) continue;
          const QSizeF size = sizes[at % sizes.size()];
          const Theme theme = bundledTheme(ThemeName::Light, scales[at / sizes.size()]);
          const QString fault = test::faultOf(sceneAt(script, seq, theme, size), theme);
          QVERIFY2(fault.isEmpty(), qPrintable(QStringLiteral("%1 at %2, %3x%4, scale %5: %6")
                                                   .arg(QString::fromStdString(name))
                                                   .arg(seq)
                                                   .arg(size.width())
                                                   .arg(size.height())
                                                   .arg(theme.scale)
                                                   .arg(fault)));
          ++turn;
        }
    }
    QVERIFY(turn > 1000);
  }

  void whatDoesNotFitIsNoticed() {
    const EventScript run = test::fixture("three-callers");
    const Theme theme = bundledTheme(ThemeName::Light);
    const StageScene good = sceneAt(run, run.at("in-vain"), theme, {936, 318});
    QCOMPARE(test::faultOf(good, theme), QString());
    const auto withShape = [&](std::string_view key, auto change) {
      StageScene scene = good;
      for (Shape& shape : scene.shapes)
        if (shape.key == key) change(shape);
      return test::faultOf(scene, theme);
    };
    QVERIFY(
        withShape("task:3/name", [](Shape& s) { s.rect.setWidth(20); }).contains(QStringLiteral("too wide")));
    QVERIFY(
        withShape("task:3/name", [](Shape& s) { s.rect.setHeight(8); }).contains(QStringLiteral("too high")));
    QVERIFY(withShape("lock", [](Shape& s) {
              s.rect.moveLeft(900);
            }).contains(QStringLiteral("leaves the canvas")));
    QVERIFY(
        withShape("arrow/wake", [](Shape& s) { s.path[1].setY(-3); }).contains(QStringLiteral("runs off")));
    QVERIFY(withShape("task:3/name", [&](Shape& s) {
              s.rect = good.find("task:4/name")->rect;
            }).contains(QStringLiteral("lies upon")));
    QVERIFY(
        withShape("task:3/name", [](Shape& s) { s.key = "task:4/name"; }).contains(QStringLiteral("twice")));
  }

  void aRequestIsOneTokenAllItsLife() {
    const EventScript run = test::fixture("one-create");
    const Seq prepared = 2, returned = run.at("returned");
    for (Seq seq = 0; seq <= run.events.size(); ++seq) {
      const StageScene scene = sceneAt(run, seq, bundledTheme(ThemeName::Light), {936, 318});
      QCOMPARE(scene.find("request:0") != nullptr, seq >= prepared && seq < returned - 1);
    }
  }

  void itsTokenGoesFromCallerOverListAndChildBackToTheCaller() {
    const EventScript run = test::fixture("one-create");
    std::vector<Place> way;
    for (Seq seq = 0; seq <= run.events.size(); ++seq) {
      const ProtocolState state = run.stateAt(seq);
      const Request* request = state.request(0);
      if (!request) continue;
      const Place place = placeOf(*request, state, 2);
      if (way.empty() || way.back() != place) way.push_back(place);
    }
    const std::vector<Place> wanted = {Place::Caller,   Place::List,  Place::Kthreadd,
                                       Place::OnItsWay, Place::Child, Place::Started,
                                       Place::Kthreadd, Place::Done,  Place::Caller};
    QCOMPARE(way, wanted);
  }

  void kthreaddGoesThroughItsStepsInOrder() {
    const EventScript run = test::fixture("one-create");
    std::vector<Step> way;
    for (Seq seq = 0; seq <= run.events.size(); ++seq) {
      const ProtocolState state = run.stateAt(seq);
      const Step step = stepOf(*state.task(2), state);
      if (way.empty() || way.back() != step) way.push_back(step);
    }
    const std::vector<Step> wanted = {Step::Sleep,        Step::Take,  Step::Fork, Step::WaitStarted,
                                      Step::CompleteDone, Step::Sleep, Step::Take, Step::Sleep};
    QCOMPARE(way, wanted);
  }

  void aWakeThatFoundNobodyAsleepIsHollow() {
    const EventScript run = test::fixture("three-callers");
    const StageScene vain = sceneAt(run, run.at("in-vain"), bundledTheme(ThemeName::Light), {936, 318});
    QCOMPARE(vain.find("arrow/wake")->head, Head::Hollow);
    QCOMPARE(vain.find("arrow/wake")->dash, Dash::Dashed);
    const StageScene woke = sceneAt(run, run.at("first-wake"), bundledTheme(ThemeName::Light), {936, 318});
    QCOMPARE(woke.find("arrow/wake")->head, Head::Filled);
  }

  void aCrowdIsCountedAndNobodyIsLost() {
    for (const int callers : {1, 3, 8, 40, 1000}) {
      const EventScript run = test::crowdScript(callers, callers > 3);
      const ProtocolState state = run.stateAt(run.events.size());
      StageMoment moment;
      moment.state = &state;
      moment.event = run.events.back();
      moment.names = run.header.names;
      const Cast cast = castOf(moment);
      QCOMPARE(cast.callers.size(), static_cast<std::size_t>(callers));
      const Crowd crowd = crowdOf(moment, cast, cast.callers, 5, {});
      QCOMPARE(crowd.shown.size() + crowd.others, static_cast<std::size_t>(callers));
      std::size_t doing = 0;
      for (const auto& [what, count] : crowd.doing) {
        doing += count;
        QVERIFY2(!what.contains(QStringLiteral("sleeps")), qPrintable(what));  // after a number
      }
      QCOMPARE(doing, crowd.others);
      const Lock* lock = state.lock(ObjectType::CreateLock);
      if (lock && crowd.others > 0)
        QVERIFY(std::find(crowd.shown.begin(), crowd.shown.end(), lock->owner) != crowd.shown.end());
    }
  }

  void pointingFindsTheFrontmostFigure() {
    const EventScript run = test::fixture("three-callers");
    const StageScene scene = sceneAt(run, run.at("in-vain"), bundledTheme(ThemeName::Light), {936, 318});
    for (const StageFigure& figure : scene.figures) {
      if (!figure.target) continue;
      const StageFigure* hit = scene.figureAt(figure.rect.center());
      QVERIFY(hit && (hit->target == figure.target || figure.rect.contains(hit->rect)));
      QVERIFY(!figure.sentence.isEmpty());
    }
    QCOMPARE(scene.figureAt(scene.find("request:0")->rect.center())->target, StageTarget::request(0));
    QCOMPARE(scene.figureAt(scene.find("lock")->rect.center())->target,
             StageTarget::object(ObjectType::CreateLock));
    QVERIFY(!scene.figureAt({1, 1}));
  }

  void theSelectedFigureIsMarked() {
    const EventScript run = test::fixture("three-callers");
    Selection selection;
    selection.task = 3;
    const StageScene plain = sceneAt(run, run.at("in-vain"), bundledTheme(ThemeName::Light), {936, 318});
    const StageScene marked =
        sceneAt(run, run.at("in-vain"), bundledTheme(ThemeName::Light), {936, 318}, selection);
    QVERIFY(plain.find("task:3")->line.to != ColourRef(Ink::Accent));
    QCOMPARE(marked.find("task:3")->line.to, ColourRef(Ink::Accent));
  }
};

KTS_VIEW_TEST_MAIN(StageSceneTest)
#include "stage_scene_test.moc"
