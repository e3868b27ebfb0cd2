// SPDX-License-Identifier: GPL-2.0-or-later
// What an exploration has covered so far, and what it found, as the pane shows it. Plain values, made anew
// some ten times a second while it runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kts::views {

enum class ExplorationPhase : std::uint8_t {
  None,  // nothing was explored yet
  Running,
  Paused,
  Proved,
  Found,      // a counterexample
  Bounded,    // a bound was reached, time or memory
  Cancelled,  // by the person
};

// One way to go wrong, with the run that shows it.
struct ExplorationFinding {
  std::string kind;      // "lost-wakeup", as in a recording
  std::string sentence;  // what goes wrong there
  std::uint64_t steps = 0, switches = 0, preemptions = 0;
  std::string minimal;  // "no order has fewer steps", as far as that was proved; may be empty
  bool twin = false;    // there is a run that is the same up to two steps, and ends well
};

// One thing counted three ways; nothing where it is not known (yet).
struct ExplorationCounts {
  std::optional<double> orders, classes, states;
};

struct ExplorationFigures {
  ExplorationPhase phase = ExplorationPhase::None;
  std::string subject;    // "storm, callers=2", what is explored
  std::string method;     // "graph"
  std::string guarantee;  // one sentence: what is known now

  std::uint64_t states = 0, transitions = 0, executions = 0;
  std::uint64_t waiting = 0;  // states known, and not gone on from yet
  std::uint32_t depth = 0;    // steps from the begin
  std::uint64_t bytes = 0, maxBytes = 0;
  double seconds = 0;

  // Lines of the protocol that make events: some order has come to so many of them; and the others.
  std::uint32_t sitesReached = 0, sites = 0;
  std::vector<std::string> sitesMissed;

  // How far it is, 0 to 1, where that can be said; and of what that is a share.
  std::optional<double> done;
  std::string doneOf;

  ExplorationCounts counts;
  std::optional<double> badShare;  // of random schedules, those that end in a finding
  std::vector<ExplorationFinding> findings;

  bool running() const { return phase == ExplorationPhase::Running || phase == ExplorationPhase::Paused; }
};

}  // namespace kts::views
