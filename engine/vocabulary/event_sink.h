// SPDX-License-Identifier: GPL-2.0-or-later
// How events leave the engine. The recorder is one; a test that only counts is another.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/vocabulary/event.h"
#include "engine/vocabulary/protocol_state.h"
#include "engine/vocabulary/verdict.h"

namespace kts {

// Everything that is known before the first event.
struct RunHeader {
  std::string scenario;      // its name
  std::string scenarioJson;  // its whole text, as it was read
  std::string title;
  std::string design = "kthreadd";
  std::string variant;       // "" for the true protocol
  std::string runtime;       // "controlled" or "threads"
  std::string scheduler;     // "" on threads
  std::string granularity = "sync";
  std::string memory = "sc";
  std::optional<std::uint64_t> seed;
  std::uint64_t maxEvents = 0;  // 0: no bound
  std::vector<std::pair<std::string, std::int64_t>> parameters;  // as set, defaults included
  std::vector<std::string> names;  // comm patterns, by NameId
  ProtocolState initial;           // keyframe 0: the world before the first event
};

// Everything that is known after the last.
struct RunSummary {
  Verdict verdict = Verdict::Finished;
  std::optional<Finding> finding;
  std::string schedule;  // controlled runs: replaying it gives the same events
  std::uint64_t steps = 0;
  std::uint64_t events = 0;
};

// Called from one thread at a time: begin once, events any number of times in the run's order, end once.
// May take as long as it needs: the engine waits, and loses nothing.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void begin(const RunHeader& header) = 0;
  virtual void events(std::span<const Event> events) = 0;
  virtual void end(const RunSummary& summary) = 0;
};

}  // namespace kts
