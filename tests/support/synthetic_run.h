// SPDX-License-Identifier: GPL-2.0-or-later
// A run without the engine: callers, kthreadd and new threads play the creation protocol, interleaved by a
// seed, each event legal after those before it. About 80 events a creation.
#pragma once

#include <coroutine>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "engine/vocabulary/event_sink.h"

namespace kts::tests {

struct SyntheticOptions {
  int callers = 3;
  int requestsPerCaller = 2;
  std::uint64_t seed = 1;
  std::uint32_t meanNs = 200;  // between two events
  bool endless = false;        // callers never stop asking
};

class SyntheticRun {
 public:
  using Options = SyntheticOptions;
  explicit SyntheticRun(const Options& options);
  ~SyntheticRun();
  SyntheticRun(const SyntheticRun&) = delete;
  SyntheticRun& operator=(const SyntheticRun&) = delete;

  RunHeader header() const;
  // The next events, at most `most`; fewer only at the run's end.
  std::vector<Event> next(std::size_t most);
  const ProtocolState& state() const { return m_state; }  // after all events made so far
  RunSummary summary() const;

  // Everything at once.
  static std::vector<Event> all(const Options& options);

 private:
  struct Script;
  struct Actor;
  struct Player;

  Options m_options;
  ProtocolState m_initial, m_state;
  std::vector<Event> m_said;
  std::mt19937_64 m_random;
  std::uint64_t m_tNs = 0;
  TaskId m_nextTask = 0;
  RequestId m_nextRequest = 0;
  std::int32_t m_nextPid = 0;
  std::vector<std::unique_ptr<Actor>> m_actors;
  std::size_t m_idle = 0;  // actors tried since the last event
};

}  // namespace kts::tests
