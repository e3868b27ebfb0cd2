// SPDX-License-Identifier: GPL-2.0-or-later
// What a frame of the timeline costs at 1920x1080, in process CPU time: a storm of about a million events is
// panned, zoomed and scrubbed. Arguments: callers, requests of each.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <QApplication>
#include <QImage>
#include <filesystem>

#include "engine/run.h"
#include "recordings/recorder.h"
#include "views/timeline/timeline_scene.h"

namespace kts::views {
namespace {

void makeApplication() {
  static int argc = 1;
  static char name[] = "bench";
  static char* argv[] = {name, nullptr};
  if (QCoreApplication::instance() == nullptr) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    // Never destroyed: Qt's own statics would be gone before it at the end of the process.
    static const auto* application = new QApplication(argc, argv);
    Q_UNUSED(application);
    (void)loadFonts();
  }
}

// A storm, recorded once for each size; the file goes with the process's folder.
std::shared_ptr<const recordings::Recording> stormOf(int callers, int requests) {
  const auto folder = std::filesystem::temp_directory_path() / ("kts-bench-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto file = folder / ("storm-" + std::to_string(callers) + "x" + std::to_string(requests) + ".ktr");
  if (!std::filesystem::exists(file)) {
    auto recorder = recordings::Recorder::create(file);
    if (!recorder) return nullptr;
    for (const engine::Scenario& scenario : engine::builtinScenarios()) {
      if (scenario.name != "storm") continue;
      engine::RunSpec spec;
      spec.scenario = scenario;
      spec.scheduler = "random", spec.seed = 1;
      spec.settings = {{"callers", std::to_string(callers)}, {"requests", std::to_string(requests)}};
      if (!engine::run(spec, **recorder)) return nullptr;
    }
  }
  auto recording = recordings::Recording::open(file);
  std::shared_ptr<const recordings::Recording> opened;
  if (recording) opened = std::move(*recording);
  std::filesystem::remove_all(folder);  // what is open stays readable
  return opened;
}

struct Bench {
  QImage image{1920, 1080, QImage::Format_ARGB32_Premultiplied};
  TimelineScene scene{bundledTheme(ThemeName::Light)};
  double events = 0;
  bool good = false;

  explicit Bench(benchmark::State& state) {
    const auto recording = stormOf(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    if (!recording) {
      state.SkipWithError("the storm could not be recorded");
      return;
    }
    events = static_cast<double>(recording->events());
    scene.setRecording(recording);
    scene.setSize(image.size(), 1);
    good = true;
    frame();
  }
  void frame() {
    QPainter painter(&image);
    scene.paintStill(painter);
    scene.paintMoving(painter);
  }
  void report(benchmark::State& state) const {
    state.SetItemsProcessed(state.iterations());
    state.counters["events"] = events;
    state.counters["lanes"] = static_cast<double>(scene.lanes().size());
    state.counters["rows"] = static_cast<double>(
        scene.layout().visible(scene.view().scroll, scene.geometry().lanes.height()).last);
  }
};

// A frame of a pan through a stretch in which events are much narrower than pixels.
void BM_PaintTimeline(benchmark::State& state) {
  makeApplication();
  Bench bench(state);
  if (!bench.good) return;
  const double width = bench.events / static_cast<double>(state.range(2));
  double from = 0;
  for (auto _ : state) {
    from = from + width * 1.2 > bench.events ? 0 : from + width / 100;
    bench.scene.setRange({from, from + width});
    bench.frame();
  }
  bench.report(state);
}
BENCHMARK(BM_PaintTimeline)
    ->ArgNames({"callers", "requests", "zoom"})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->Args({44, 250, 1})
    ->Args({44, 250, 4})
    ->Args({44, 250, 100})
    ->Args({44, 250, 3000})
    ->Args({44, 250, 50000})
    ->Args({1000, 12, 4});

// A frame of a zoom from the whole run to single events and back: each asks the recording anew.
void BM_ZoomTimeline(benchmark::State& state) {
  makeApplication();
  Bench bench(state);
  if (!bench.good) return;
  double factor = 1.05;
  for (auto _ : state) {
    const AxisRange& range = bench.scene.view().range;
    if (range.width() < 50) factor = 1 / 1.05;
    if (range.width() > bench.events * 0.99) factor = 1.05;
    bench.scene.setRange(zoomedAt(range, bench.events / 3, factor, 4, bench.scene.limits()));
    bench.frame();
  }
  bench.report(state);
}
BENCHMARK(BM_ZoomTimeline)
    ->ArgNames({"callers", "requests"})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->Args({44, 250})
    ->Args({1000, 12});

// A frame in which only the playhead moves.
void BM_ScrubTimeline(benchmark::State& state) {
  makeApplication();
  Bench bench(state);
  if (!bench.good) return;
  Seq seq = 0;
  for (auto _ : state) {
    bench.scene.setPlayhead(seq = (seq + 997) % static_cast<Seq>(bench.events), 0);
    QPainter painter(&bench.image);
    bench.scene.paintMoving(painter);
  }
  bench.report(state);
}
BENCHMARK(BM_ScrubTimeline)
    ->ArgNames({"callers", "requests"})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->Args({44, 250});

}  // namespace
}  // namespace kts::views
