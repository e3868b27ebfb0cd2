// SPDX-License-Identifier: GPL-2.0-or-later
// A controlled run that is made in slices: what run() does at once, and the engine's loop bit by bit.
#pragma once

#include <memory>

#include "engine/protocol/kthread.h"
#include "engine/run.h"
#include "engine/runtime/controlled.h"
#include "engine/scenarios/scenario_tasks.h"

namespace kts::engine {

// What is known before the first event, from a kernel that has been populated.
RunHeader headerOf(const RunSpec& spec, const ScenarioTasks& tasks, const Kthread& kernel);

// A setting that is no parameter: design or variant; "" when it is not set.
std::string settingOf(const RunSpec& spec, const std::string& key);

// A finding's sentence with "task 4" put into the name under which the task is shown.
std::string withNames(std::string text, const ProtocolState& state, std::span<const std::string> names);

class ControlledRun {
 public:
  // Sets the world up and tells the sink of its begin.
  static std::expected<std::unique_ptr<ControlledRun>, Problem> make(const RunSpec& spec, EventSink& sink);

  // Makes at most so many steps; true when the run has ended, and the sink knows.
  bool steps(std::uint64_t budget);
  void cancel();  // ends it here
  void flush() { m_runtime.flush(); }

  // Once it has ended; a schedule that did not fit is a Problem.
  std::expected<RunSummary, Problem> summary() const;

  Controlled& runtime() { return m_runtime; }
  const Kthread& kernel() const { return *m_kernel; }
  const ScenarioTasks& tasks() const { return *m_tasks; }

 private:
  explicit ControlledRun(EventSink& sink) : m_sink(sink) {}
  std::vector<Choice> choicesOf(const MoveSet& canMove);
  Choice choiceOf(TaskId move, const ProtocolState& state) const;
  void end(Verdict verdict);

  EventSink& m_sink;
  std::unique_ptr<ScenarioTasks> m_tasks;
  std::unique_ptr<Scheduler> m_scheduler;
  Controlled m_runtime;
  std::unique_ptr<Kthread> m_kernel;
  std::optional<Finding> m_endsIn;  // after so many steps
  std::uint64_t m_endsAt = 0;
  std::optional<RunSummary> m_summary;
};

}  // namespace kts::engine
