// SPDX-License-Identifier: GPL-2.0-or-later
// What a run ended with, from its events alone: the same for both runtimes, and for a recording that is read
// again.
#pragma once

#include <memory>
#include <optional>

#include "engine/vocabulary/event_sink.h"
#include "engine/vocabulary/rule_watch.h"

namespace kts {

// Nobody could move any more: the run was not cut off.
bool endedByItself(Verdict verdict);

// What the engine says of the run's end, made exact by what its events break: verdict and finding.
// `watch` has seen every event, and the end if there was one. What no event can show (two plain accesses
// that nothing orders) stands as the engine found it, with the rule that its kind belongs to.
void judge(const RuleWatch& watch, RunSummary& summary);

// The rule that a finding breaks: its own, else the one of its kind that no event can show.
std::optional<Rule> ruleOf(const Finding& finding);

// Stands between a run and the sink that it is told to, folds and tries every rule, and hands on the verdict
// that the events give.
class Judge : public EventSink {
 public:
  explicit Judge(EventSink& into, std::shared_ptr<void> keptAlive = {})
      : m_into(into), m_keptAlive(std::move(keptAlive)) {}

  void begin(const RunHeader& header) override;
  void events(std::span<const Event> events) override;
  void end(const RunSummary& summary) override;

  // Once the run has ended.
  const RunSummary& summary() const { return m_summary; }
  const RuleWatch& watch() const { return *m_watch; }

 private:
  EventSink& m_into;
  std::shared_ptr<void> m_keptAlive;
  std::optional<RuleWatch> m_watch;
  ProtocolState m_state;
  RunSummary m_summary;
};

}  // namespace kts
