// SPDX-License-Identifier: GPL-2.0-or-later
// One run of one scenario, from its specification to its verdict. What the rest of the program knows of the
// engine, with engine_loop.h for those who want to watch and steer while it runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "engine/scenarios/scenario.h"
#include "engine/vocabulary/event_sink.h"
#include "engine/vocabulary/schedule.h"

namespace kts::engine {

enum class RuntimeKind : std::uint8_t { Controlled, Threads };
enum class Granularity : std::uint8_t { Sync, Fine };
// Sequentially consistent, or with the store buffers of x86 (engine/kernel/store_buffer.h).
enum class Memory : std::uint8_t { Sc, Tso };

// A task that could move now, and what it would do: what a manual scheduler's owner chooses from.
struct Choice {
  TaskId task = 0;       // a move (schedule.h)
  std::string name;      // its comm
  std::string next;      // "takes kthread_create_lock"
};

// Asked on the engine's thread before each step of a manual run, when the sink knows of every event so far;
// nothing ends the run there.
using AskOwner = std::function<std::optional<TaskId>(std::span<const Choice>)>;

// Makes the protocol of a run, where it is none of the tables' (variant_table.h): a test's own.
class Kthread;
class Runtime;
using MakeProtocol = std::function<std::unique_ptr<Kthread>(Runtime&)>;

struct RunSpec {
  Scenario scenario;
  Settings settings;                       // parameters, design, variant
  MakeProtocol protocol = {};              // in place of design and variant
  RuntimeKind runtime = RuntimeKind::Controlled;
  std::string scheduler = "round-robin";   // round-robin, random, replay, manual
  std::optional<std::uint64_t> seed;       // random
  std::optional<Schedule> schedule;        // replay
  // replay: the run ends with the schedule, and in this finding, which no run can show of itself
  std::optional<Finding> endsIn = {};
  AskOwner askOwner;                       // manual
  Granularity granularity = Granularity::Sync;
  Memory memory = Memory::Sc;              // tso: of controlled runs only
  std::uint64_t maxEvents = 0;             // 0: no bound
  // A timer's expiry is a step like any other; always so where the schedule says when one expires.
  bool timersChosen = false;
};

// The schedulers' names, in the order in which they are shown.
std::span<const std::string_view> schedulerNames();

// The variants that a scenario has under a design: those of the list are of the design kthreadd.
std::vector<std::string> variantsOf(const Scenario& scenario, std::string_view design);

// Why the specification cannot run, in one line, or nothing when it can: unknown or out-of-range
// settings, schedulers without what they need.
std::optional<Problem> whyNotRunnable(const RunSpec& spec);

// Runs to the end on the calling thread (which on the threads runtime only collects), and tells the sink
// everything. `cancel`, when given, ends the run early once it is true. Problem when the run could not be
// made: a replayed schedule that does not fit, no more threads to be had.
std::expected<RunSummary, Problem> run(const RunSpec& spec, EventSink& sink,
                                       const std::atomic<bool>* cancel = nullptr);

}  // namespace kts::engine
