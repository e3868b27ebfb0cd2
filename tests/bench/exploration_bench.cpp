// SPDX-License-Identifier: GPL-2.0-or-later
// What it costs to try every order: items are steps. The counters say how many states there are, and how much
// memory was held at the end.
#include <benchmark/benchmark.h>

#include "engine/exploration/exploration.h"

namespace kts::engine {
namespace {

void exploreOnce(benchmark::State& state, ExploreSpec& spec, std::uint64_t& steps) {
  ExploreControl control;
  const auto result = explore(spec, control);
  if (!result) return state.SkipWithError(result.error().message.c_str());
  steps += result->covered.transitions;
  state.counters["states"] = static_cast<double>(result->covered.states);
  state.counters["MB"] = static_cast<double>(result->covered.bytes) / 1e6;
}

// Create and wake, `callers` of them; proved.
void BM_ExploreStorm(benchmark::State& state, Granularity granularity) {
  ExploreSpec spec;
  spec.scenario = findScenario("storm").value();
  spec.settings = {{"callers", std::to_string(state.range(0))}, {"requests", "1"}};
  spec.granularity = granularity;
  std::uint64_t steps = 0;
  for (auto _ : state) exploreOnce(state, spec, steps);
  state.SetItemsProcessed(static_cast<std::int64_t>(steps));
}
BENCHMARK_CAPTURE(BM_ExploreStorm, sync, Granularity::Sync)
    ->ArgName("callers")
    ->Arg(2)
    ->Arg(3)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_ExploreStorm, fine, Granularity::Fine)
    ->ArgName("callers")
    ->Arg(2)
    ->Unit(benchmark::kMillisecond);

// The same by one order of each class; items: steps.
void BM_ExploreStormByDpor(benchmark::State& state) {
  ExploreSpec spec;
  spec.scenario = findScenario("storm").value();
  spec.settings = {{"callers", std::to_string(state.range(0))}, {"requests", "1"}};
  spec.method = Method::Dpor;
  std::uint64_t steps = 0;
  for (auto _ : state) exploreOnce(state, spec, steps);
  state.SetItemsProcessed(static_cast<std::int64_t>(steps));
}
BENCHMARK(BM_ExploreStormByDpor)->ArgName("callers")->DenseRange(1, 3)->Unit(benchmark::kMillisecond);

// Runs with random steps, the detectors on. Of a small load most states are known soon; of a large one each
// run comes to states of its own.
void BM_ExploreStep(benchmark::State& state) {
  ExploreSpec spec;
  spec.scenario = findScenario("storm").value();
  spec.settings = {{"callers", std::to_string(state.range(0))}, {"requests", std::to_string(state.range(1))}};
  spec.method = Method::Random;
  spec.threads = 1;
  spec.maxSeconds = 2;
  std::uint64_t steps = 0;
  for (auto _ : state) exploreOnce(state, spec, steps);
  state.SetItemsProcessed(static_cast<std::int64_t>(steps));
}
BENCHMARK(BM_ExploreStep)
    ->ArgNames({"callers", "requests"})
    ->Args({3, 1})
    ->Args({4, 4})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kts::engine
