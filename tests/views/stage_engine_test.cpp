// SPDX-License-Identifier: GPL-2.0-or-later
// The stage upon runs of the real protocol: whatever a scheduler does, it stays readable and loses nothing.
#include <QSet>

#include "engine/run.h"
#include "tests/support/stage_moments.h"
#include "tests/support/view_test.h"
#include "views/stage/animation.h"
#include "views/state/state_tables.h"

using namespace kts;
using namespace kts::views;

namespace {

struct Collected : EventSink {
  test::EventScript run;
  void begin(const RunHeader& header) override { run.header = header; }
  void events(std::span<const Event> events) override {
    run.events.insert(run.events.end(), events.begin(), events.end());
  }
  void end(const RunSummary&) override {}
};

// What a wake comes to stands upon its arrow, or right beside it.
bool saysItAtItsArrow(const StageScene& scene) {
  const Shape *note = scene.find("note/wake"), *arrow = scene.find("arrow/wake");
  if (!note || !arrow) return !note == !arrow;
  QRectF reach;
  for (const QPointF& point : arrow->path) reach |= QRectF(point - QPointF(1, 1), QSizeF(2, 2));
  const double near = 40 * scene.scale;
  return reach.adjusted(-near, -near, near, near).intersects(note->rect);
}

}  // namespace

#if defined(__SANITIZE_ADDRESS__)
constexpr int kSeeds = 1;  // ten times as slow
#else
constexpr int kSeeds = 2;
#endif

class StageEngineTest : public kts::test::ViewTest {
  Q_OBJECT
 private Q_SLOTS:
  void everyMomentOfEveryScenarioIsReadable_data() {
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("design");
    QTest::addColumn<int>("seed");
    for (const engine::Scenario& scenario : engine::builtinScenarios())
      for (const std::string& design : scenario.designs)
        for (int seed = 1; seed <= kSeeds; ++seed) {
          const QString name = QString::fromStdString(scenario.name), own = QString::fromStdString(design);
          QTest::newRow(qPrintable(QStringLiteral("%1-%2-%3").arg(name, own).arg(seed)))
              << name << own << seed;
        }
  }
  void everyMomentOfEveryScenarioIsReadable() {
    QFETCH(QString, scenario);
    QFETCH(QString, design);
    QFETCH(int, seed);
    engine::RunSpec spec;
    spec.scenario = engine::findScenario(scenario.toStdString()).value();
    spec.scheduler = "random";
    spec.seed = static_cast<std::uint64_t>(seed);
    if (scenario == QStringLiteral("storm")) spec.settings = {{"callers", "40"}, {"requests", "1"}};
    if (scenario == QStringLiteral("wait-family")) spec.settings = {{"direct", "40"}, {"threads", "40"}};
    spec.settings["design"] = design.toStdString();
    Collected collected;
    QVERIFY(engine::run(spec, collected).has_value());
    const auto& [header, events, marks] = collected.run;
    const std::array sizes = {QSizeF(700, 320), QSizeF(936, 318), QSizeF(1900, 700)};
    const Theme theme = bundledTheme(ThemeName::Light);
    ProtocolState state = header.initial, before;
    std::size_t drawn = 0;
    for (Seq seq = 0; seq < events.size(); ++seq) {
      before = state;
      apply(state, events[seq]);
      if (events.size() > 600 && seq % 7 != 0) continue;
      StageMoment moment{&state, &before, events[seq], header.names, events.size(), isBootWorld(header)};
      const StageScene scene = sceneOf(moment, theme, {sizes[seq % sizes.size()], {}, {}});
      const QString fault = test::faultOf(scene, theme);
      QVERIFY2(fault.isEmpty(), qPrintable(QStringLiteral("event %1: %2").arg(seq).arg(fault)));
      QVERIFY2(saysItAtItsArrow(scene), qPrintable(QStringLiteral("event %1").arg(seq)));
      QCOMPARE(listTitle(state), design == QStringLiteral("workqueue")
                                     ? QStringLiteral("worklist")
                                     : QStringLiteral("kthread_create_list"));
      // Whoever is not counted stands somewhere, once; who acts is never only counted.
      QSet<TaskId> shown;
      for (const TaskId task : scene.shown) {
        QVERIFY(!shown.contains(task));
        shown.insert(task);
      }
      const Cast cast = castOf(moment);
      const bool acts = cast.kthreadd == events[seq].task ||
                        std::count(cast.callers.begin(), cast.callers.end(), events[seq].task) ||
                        std::count(cast.threads.begin(), cast.threads.end(), events[seq].task);
      if (acts) QVERIFY2(shown.contains(events[seq].task), qPrintable(QStringLiteral("event %1").arg(seq)));
      if (state.requests.size() <= 3)
        state.requests.forEach([&](const Request& request) {
          QVERIFY2(scene.find("request:" + std::to_string(request.key)),
                   qPrintable(QStringLiteral("no token at %1").arg(seq)));
        });
      ++drawn;
    }
    QVERIFY(drawn > 20);
  }

  // keventd, khelper and the others are workers, too, and are there before the helper queue's own.
  void theWorkerOfTheHelperQueueIsItsOwnFromTheFirstMomentOn() {
    engine::RunSpec spec;
    spec.scenario = engine::findScenario("circular-boot").value();
    spec.scheduler = "random";
    spec.seed = 3;
    spec.settings["design"] = "workqueue";
    Collected collected;
    QVERIFY(engine::run(spec, collected).has_value());
    const auto& [header, events, marks] = collected.run;
    ProtocolState state = header.initial;
    std::size_t seen = 0;
    for (const Event& event : events) {
      apply(state, event);
      StageMoment moment{&state, nullptr, event, header.names, events.size(), isBootWorld(header)};
      const Task* worker = state.task(castOf(moment).kthreadd);
      QCOMPARE(worker != nullptr, state.helperWq);
      if (!worker) continue;
      QCOMPARE(textOf(worker->comm, header.names), std::string("kthread"));
      QCOMPARE(worker->pid, 7);  // its children have that name, too, until they get their own
      ++seen;
    }
    QVERIFY(seen > 100);
  }

  void aNewThreadSaysWhoseChildItIsAndWhenThatChanges() {
    engine::RunSpec spec;
    spec.scenario = engine::findScenario("whose-child").value();
    spec.scheduler = "random";
    spec.seed = 3;
    Collected collected;
    QVERIFY(engine::run(spec, collected).has_value());
    const auto& [header, events, marks] = collected.run;
    ProtocolState state = header.initial;
    QSet<QString> said;
    for (const Event& event : events) {
      apply(state, event);
      StageMoment moment{&state, nullptr, event, header.names, events.size(), false};
      const StageScene scene = sceneOf(moment, bundledTheme(ThemeName::Light), {QSizeF(2200, 700), {}, {}});
      for (const Shape& shape : scene.shapes) {
        if (!shape.key.ends_with("/parent")) continue;
        const Task* task = state.task(static_cast<TaskId>(std::stoul(shape.key.substr(5))));
        const Task* parent = task ? state.task(task->parent) : nullptr;
        QVERIFY(parent);
        const QString name = QString::fromStdString(textOf(parent->comm, header.names));
        const QString pid = QString::number(parent->pid);
        const QStringList right{QStringLiteral("child of ") + name, QStringLiteral("ppid ") + pid,
                                QChar(0x2191) + pid};  // as there is room
        QVERIFY2(right.contains(shape.text), qPrintable(shape.text));
        said.insert(name);
      }
    }
    for (const char* name : {"insmod", "init", "kthreadd"})
      QVERIFY2(said.contains(QLatin1String(name)), name);
  }

  void whatATaskHasOfItsOwnSaysWhoseItIs() {
    engine::RunSpec spec;
    spec.scenario = engine::findScenario("stop-inside-stop").value();
    spec.scheduler = "random";
    spec.seed = 3;
    spec.settings["variant"] = "own-stop-info";
    Collected collected;
    QVERIFY(engine::run(spec, collected).has_value());
    const auto& [header, events, marks] = collected.run;
    ProtocolState state = header.initial;
    std::size_t both = 0;
    for (const Event& event : events) {
      apply(state, event);
      StageMoment moment{&state, nullptr, event, header.names, events.size(), false};
      const StageScene scene = sceneOf(moment, bundledTheme(ThemeName::Light), {QSizeF(1280, 600), {}, {}});
      QSet<QString> names;
      int chips = 0;
      for (const Shape& shape : scene.shapes)
        if (shape.key.starts_with("object:") && shape.key.ends_with("/name") &&
            shape.text.startsWith(QStringLiteral("exited of ")))
          names.insert(shape.text), ++chips;
      QCOMPARE(int(names.size()), chips);
      both += chips >= 2;
    }
    QVERIFY(both > 0);
  }
};

KTS_VIEW_TEST_MAIN(StageEngineTest)
#include "stage_engine_test.moc"
