// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/engine_loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <algorithm>
#include <thread>

#include "engine/controlled_run.h"

namespace kts::engine {

namespace asio = boost::asio;

// A controlled run is made in slices, each a handler that posts the next: commands come between. A run on
// real threads holds the loop until it ends or is cancelled.
struct EngineLoop::Impl {
  static constexpr std::uint64_t kSlice = 2048;

  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(io);
  asio::steady_timer pacer{io};

  // Each run has a flag of its own, so that a late cancel never hits the run after it. The owner's thread.
  using Flag = std::shared_ptr<std::atomic<bool>>;
  Flag latest = std::make_shared<std::atomic<bool>>(false);

  // the run that is under way; on the loop's thread alone
  Flag cancelled;
  std::shared_ptr<EventSink> sink;
  Ended ended;
  std::unique_ptr<ControlledRun> run;
  bool paused = false, sliceWaits = false;
  double pace = 0;
  double owedSteps = 0;

  std::thread thread{[this] { io.run(); }};

  void begin(RunSpec spec, Flag flag, std::shared_ptr<EventSink> into, Ended tell) {
    finish(true);
    cancelled = std::move(flag);
    sink = std::move(into);
    ended = std::move(tell);
    if (const auto why = whyNotRunnable(spec)) return report(std::unexpected(*why));
    if (spec.runtime == RuntimeKind::Threads) return report(engine::run(spec, *sink, cancelled.get()));
    auto made = ControlledRun::make(spec, *sink);
    if (!made) return report(std::unexpected(made.error()));
    run = std::move(*made);
    postSlice();
  }

  void postSlice() {
    if (sliceWaits || paused || !run) return;
    sliceWaits = true;
    if (pace <= 0) return asio::post(io, [this] { slice(kSlice); });
    // Paced: a few steps a tick, the fraction is owed to the next.
    constexpr double kTick = 1.0 / 60;
    owedSteps = std::min(owedSteps + pace * kTick, pace);
    const auto now = static_cast<std::uint64_t>(owedSteps);
    owedSteps -= static_cast<double>(now);
    pacer.expires_after(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(kTick)));
    pacer.async_wait([this, now](const boost::system::error_code&) { slice(now); });
  }

  void slice(std::uint64_t budget) {
    sliceWaits = false;
    if (!run || paused) return;
    advance(budget);
    postSlice();
  }

  void advance(std::uint64_t budget) {
    if (!run) return;
    if (*cancelled) return finish(true);
    const bool over = run->steps(budget);
    run->flush();
    if (over) finish(false);
  }

  // The end of the run, its own or before its time.
  void finish(bool early) {
    if (!run) return;
    if (early) run->cancel();
    auto summary = run->summary();
    run.reset();
    report(std::move(summary));
  }

  void report(std::expected<RunSummary, Problem> summary) {
    sink.reset();
    if (Ended tell = std::exchange(ended, nullptr)) tell(std::move(summary));
  }
};

EngineLoop::EngineLoop() : m_impl(std::make_unique<Impl>()) {}

EngineLoop::~EngineLoop() {
  *m_impl->latest = true;
  asio::post(m_impl->io, [impl = m_impl.get()] {
    impl->finish(true);
    impl->pacer.cancel();
    impl->work.reset();
    impl->io.stop();
  });
  m_impl->thread.join();
}

void EngineLoop::start(RunSpec spec, std::shared_ptr<EventSink> sink, Ended ended) {
  *m_impl->latest = true;  // what runs on real threads lets go of the loop
  m_impl->latest = std::make_shared<std::atomic<bool>>(false);
  asio::post(m_impl->io, [impl = m_impl.get(), flag = m_impl->latest, spec = std::move(spec),
                          sink = std::move(sink), ended = std::move(ended)]() mutable {
    impl->begin(std::move(spec), std::move(flag), std::move(sink), std::move(ended));
  });
}

void EngineLoop::cancel() {
  *m_impl->latest = true;
  asio::post(m_impl->io, [impl = m_impl.get()] { impl->finish(true); });
}

void EngineLoop::pause() {
  asio::post(m_impl->io, [impl = m_impl.get()] { impl->paused = true; });
}

void EngineLoop::resume() {
  asio::post(m_impl->io, [impl = m_impl.get()] {
    impl->paused = false;
    impl->postSlice();
  });
}

void EngineLoop::step(std::uint64_t steps) {
  asio::post(m_impl->io, [impl = m_impl.get(), steps] { impl->advance(steps); });
}

void EngineLoop::setPace(double stepsPerSecond) {
  asio::post(m_impl->io, [impl = m_impl.get(), stepsPerSecond] { impl->pace = stepsPerSecond; });
}

}  // namespace kts::engine
