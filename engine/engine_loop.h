// SPDX-License-Identifier: GPL-2.0-or-later
// The engine on a thread of its own: an Asio loop that takes commands, runs one run at a time in slices, and
// paces it when asked. Its owner is told through the callbacks, on the loop's thread.
#pragma once

#include <functional>
#include <memory>

#include "engine/run.h"

namespace kts::engine {

class EngineLoop {
 public:
  using Ended = std::function<void(std::expected<RunSummary, Problem>)>;

  EngineLoop();
  ~EngineLoop();  // cancels what runs, and waits for it

  // The owner's thread: starts a run into `sink`. A run that is under way is cancelled first, and its owner
  // told.
  void start(RunSpec spec, std::shared_ptr<EventSink> sink, Ended ended);
  void cancel();

  // Controlled runs only; any thread.
  void pause();
  void resume();
  void step(std::uint64_t steps);                 // while paused
  void setPace(double stepsPerSecond);            // 0: as fast as it goes

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace kts::engine
