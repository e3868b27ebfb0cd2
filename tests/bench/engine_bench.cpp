// SPDX-License-Identifier: GPL-2.0-or-later
// What the engine costs: an event, a controlled event, a creation on real threads. Ratios count within one
// run.
#include <benchmark/benchmark.h>
#include <pthread.h>

#include <atomic>
#include <filesystem>
#include <string>

#include "engine/run.h"
#include "engine/runtime/event_ring.h"
#include "engine/runtime/futex.h"
#include "recordings/recorder.h"

namespace kts::engine {
namespace {

struct NullSink : EventSink {
  std::uint64_t count = 0;
  void begin(const RunHeader&) override {}
  void events(std::span<const Event> events) override { count += events.size(); }
  void end(const RunSummary&) override {}
};

void BM_Rdtsc(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(readTsc());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Rdtsc);

// What Kernel::emit() does on a real thread, the collector keeping up.
[[gnu::noinline]] void emitOne(EventRing& ring, std::int32_t arg) {
  ring.next() = Event{readTsc(),    7,     3, ObjectId(ObjectType::CreateLock), 1, arg, EventKind::LockTaken,
                      Effect::None, Site()};
  ring.publish();
}

void BM_Emit(benchmark::State& state) {
  EventRing ring(16384);
  std::int32_t arg = 0;
  for (auto _ : state) {
    emitOne(ring, ++arg);
    if ((arg & 4095) == 0) ring.release(ring.head());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Emit);

RunSpec stormOf(int callers, int requests, RuntimeKind runtime) {
  RunSpec spec;
  spec.scenario = findScenario("storm").value();
  spec.settings = {{"callers", std::to_string(callers)}, {"requests", std::to_string(requests)}};
  spec.runtime = runtime;
  return spec;
}

// items: protocol events of a storm under the random scheduler, nobody listening.
void BM_ControlledStep(benchmark::State& state) {
  RunSpec spec = stormOf(8, 250, RuntimeKind::Controlled);
  spec.scheduler = "random";
  spec.seed = 1;
  std::uint64_t events = 0;
  for (auto _ : state) {
    NullSink sink;
    (void)run(spec, sink);
    events += sink.count;
    ++*spec.seed;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
}
BENCHMARK(BM_ControlledStep)->Unit(benchmark::kMillisecond);

constexpr int kCreations = 20000;

// items: creations. One caller, so that every hand-over is one of the chain's.
void BM_ThreadsCreate(benchmark::State& state) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "kthreadscope-bench.ktr";
  const RunSpec spec = stormOf(1, kCreations, RuntimeKind::Threads);
  for (auto _ : state) {
    auto recorder = recordings::Recorder::create(file);
    if (!recorder) return state.SkipWithError(recorder.error().message.c_str());
    (void)run(spec, **recorder);
  }
  std::filesystem::remove(file);
  state.SetItemsProcessed(state.iterations() * kCreations);
}
BENCHMARK(BM_ThreadsCreate)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

// The same with nobody listening: what recording adds is the difference.
void BM_ThreadsCreateUnrecorded(benchmark::State& state) {
  const RunSpec spec = stormOf(1, kCreations, RuntimeKind::Threads);
  for (auto _ : state) {
    NullSink sink;
    (void)run(spec, sink);
  }
  state.SetItemsProcessed(state.iterations() * kCreations);
}
BENCHMARK(BM_ThreadsCreateUnrecorded)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

// ---- the bare chain: requester -> manager -> child -> manager -> requester -> child, exit

struct Post {
  std::atomic<std::uint32_t> word{0};
  void post() {
    word.store(1, std::memory_order_release);
    futexWakeOne(word);
  }
  void wait() {
    while (word.exchange(0, std::memory_order_acquire) == 0) futexWait(word, 0);
  }
};

// The manager serves one request at a time; a child is woken by its own word, freed by whoever comes last.
struct Child {
  Post wake;
  std::atomic<int> users{2};
  void drop() {
    if (users.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
};

struct Chain {
  Post request, done, started;
  Child* child = nullptr;
  bool over = false;
};

void* chainChild(void* data) {
  auto& chain = *static_cast<Chain*>(data);
  Child* self = chain.child;
  chain.started.post();
  self->wake.wait();
  self->drop();
  return nullptr;
}

void* chainManager(void* data) {
  auto& chain = *static_cast<Chain*>(data);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 256 * 1024);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  for (;;) {
    chain.request.wait();
    if (chain.over) return nullptr;
    chain.child = new Child;
    pthread_t child;
    if (pthread_create(&child, &attributes, chainChild, &chain) != 0) return nullptr;
    chain.started.wait();
    chain.done.post();
  }
}

void* chainRequester(void* data) {
  auto& chain = *static_cast<Chain*>(data);
  for (int at = 0; at < kCreations; ++at) {
    chain.request.post();
    chain.done.wait();
    Child* child = chain.child;
    child->wake.post();
    child->drop();
  }
  chain.over = true;
  chain.request.post();
  return nullptr;
}

// Both are threads that somebody else started, as kthreadd and the caller are: where a system puts them first
// is half of what hand-overs cost from there on.
void BM_RawChain(benchmark::State& state) {
  for (auto _ : state) {
    Chain chain;
    pthread_t manager, requester;
    pthread_create(&manager, nullptr, chainManager, &chain);
    pthread_create(&requester, nullptr, chainRequester, &chain);
    pthread_join(requester, nullptr);
    pthread_join(manager, nullptr);
  }
  state.SetItemsProcessed(state.iterations() * kCreations);
}
BENCHMARK(BM_RawChain)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kts::engine
