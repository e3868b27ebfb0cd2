// SPDX-License-Identifier: GPL-2.0-or-later
// Tries every rule on a run, event by event: costs about as much as folding it. Needs no file and no engine;
// its owner folds the state.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/vocabulary/event_sink.h"
#include "engine/vocabulary/rule_memory.h"
#include "engine/vocabulary/rule_table.h"
#include "engine/vocabulary/verdict.h"

namespace kts {

// The first event that breaks a rule.
struct Breach {
  Rule rule = Rule::Awake;
  TaskId task = kNoTask;
  Seq seq = 0;
  std::string sentence;              // how, for a person
  std::vector<FindingEvent> events;  // those that missed each other, in their order
};

class RuleWatch {
 public:
  explicit RuleWatch(const RunHeader& header);

  // The event that comes next, before it is applied to `before`.
  void see(const ProtocolState& before, const Event& event);
  // Nobody can move any more, and `last` is how it stands: what only the end can tell.
  void end(const ProtocolState& last);

  const std::optional<Breach>& breachOf(Rule rule) const {
    return m_breaches[static_cast<std::size_t>(rule)];
  }
  // What the run's finding is made of, or nothing while every rule holds: the earliest event that breaks
  // one, else a lost wakeup (one for ever, else the first that another wake has rescued), else a deadlock.
  // Notices are none.
  const Breach* first() const;
  const RuleMemory& memory() const { return m_memory; }

 private:
  // lost_wakeups.cpp
  void followSleepers(const ProtocolState& before, const Event& event);
  void lookForSleepers(const ProtocolState& now, const Event& last);
  void rescue(const ProtocolState& before, const Event& event);
  void loseWakeup(const Task& task, const ProtocolState& now, const std::string& how);
  void leaveStuck(const std::vector<TaskId>& stuck, const ProtocolState& last);
  std::string whoLives(TaskId task, const ProtocolState& last) const;
  void explain(Breach& breach, const RuleCase& c) const;

  RuleMemory m_memory;
  std::vector<std::string> m_names;
  std::array<std::optional<Breach>, kRules> m_breaches;
  std::optional<Rule> m_first;  // of those that an event breaks

  bool m_look = false;  // the last event may have left somebody asleep in vain
  Event m_last;
  TaskId m_inVain = kNoTask;  // who sleeps in vain
  bool m_rescued = false;  // who slept in vain first
};

// A breach as the finding of its run.
Finding findingOf(const Breach& breach);

}  // namespace kts
