// SPDX-License-Identifier: GPL-2.0-or-later
// What recording and asking a recording cost, on a storm: many callers, about 80 events a creation.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "recordings/recorder.h"
#include "tests/support/synthetic_run.h"

namespace kts::recordings {

namespace {

constexpr std::size_t kEvents = 1'000'000;
constexpr std::size_t kBatch = 4096;

struct Storm {
  tests::SyntheticRun run{{16, 0, 42, 120, true}};
  RunHeader header = run.header();
  std::vector<Event> events = run.next(kEvents);
};
const Storm& storm() {
  static const Storm made;
  return made;
}

std::filesystem::path benchFile(const char* name) {
  return std::filesystem::temp_directory_path() /
         (std::string("kts-bench-") + name + std::to_string(getpid()) + ".ktr");
}

void writeStorm(const std::filesystem::path& file) {
  auto recorder = Recorder::create(file).value();
  recorder->begin(storm().header);
  for (std::size_t at = 0; at < kEvents; at += kBatch)
    recorder->events(std::span(storm().events).subspan(at, std::min(kBatch, kEvents - at)));
  recorder->end({Verdict::Finished, {}, "", kEvents, kEvents});
}

// One recording for all readers, gone when the program ends.
const std::filesystem::path& stormFile() {
  struct File {
    std::filesystem::path path = benchFile("read");
    File() { writeStorm(path); }
    ~File() { std::filesystem::remove(path); }
  };
  static const File file;
  return file.path;
}

void BM_Write(benchmark::State& state) {
  storm();
  const auto file = benchFile("write");
  for (auto _ : state) writeStorm(file);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(kEvents));
  state.counters["bytes_per_event"] =
      static_cast<double>(std::filesystem::file_size(file)) / static_cast<double>(kEvents);
  std::filesystem::remove(file);
}
BENCHMARK(BM_Write)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

void BM_OpenToOverview(benchmark::State& state) {
  const auto& file = stormFile();
  for (auto _ : state) {
    const auto recording = Recording::open(file).value();
    benchmark::DoNotOptimize(recording->window(0, recording->events(), 1600, Axis::Time));
    benchmark::DoNotOptimize(recording->density(1600, Axis::Time));
  }
}
BENCHMARK(BM_OpenToOverview)->Unit(benchmark::kMillisecond);

void BM_StateAt(benchmark::State& state) {
  const auto recording = Recording::open(stormFile()).value();
  std::mt19937_64 random(1);
  for (auto _ : state) benchmark::DoNotOptimize(recording->stateAt(random() % kEvents));
}
BENCHMARK(BM_StateAt)->Unit(benchmark::kMicrosecond);

// range(0) events from the middle, in 1600 columns.
void BM_Window(benchmark::State& state) {
  const auto recording = Recording::open(stormFile()).value();
  const auto width = static_cast<Seq>(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(
        recording->window((kEvents - width) / 2, (kEvents + width) / 2, 1600, Axis::Time));
}
BENCHMARK(BM_Window)->Arg(kEvents)->Arg(100'000)->Arg(40'000)->Arg(10'000)->Arg(1'000)->Unit(
    benchmark::kMicrosecond);

void BM_Decode(benchmark::State& state) {
  const auto recording = Recording::open(stormFile()).value();
  for (auto _ : state)
    for (Seq from = 0; from < kEvents; from += kBatch)
      benchmark::DoNotOptimize(recording->eventsIn(from, from + kBatch));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(kEvents));
}
BENCHMARK(BM_Decode)->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace kts::recordings
