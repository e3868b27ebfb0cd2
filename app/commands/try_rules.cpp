// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/try_rules.h"

#include "engine/vocabulary/rule_watch.h"

namespace kts::app {

namespace {

constexpr Seq kBatch = 4096;

// Nobody could move any more: the run was not cut off.
bool endedByItself(Verdict verdict) {
  return verdict == Verdict::Finished || verdict == Verdict::Deadlock || verdict == Verdict::LostWakeup;
}

std::vector<RuleResult> resultsOf(const RuleWatch& watch, const std::optional<Finding>& finding) {
  std::vector<RuleResult> results;
  for (int at = 0; at < kRules; ++at) {
    const RuleInfo& rule = infoOf(static_cast<Rule>(at));
    RuleResult& result = results.emplace_back(RuleResult{rule.name, rule.sentence, std::nullopt, {}});
    if (const auto& breach = watch.breachOf(static_cast<Rule>(at))) {
      result.seq = breach->seq, result.broken = breach->sentence;
    } else if (finding && finding->rule == rule.name) {
      result.seq = finding->seq, result.broken = finding->sentence;
    }
  }
  return results;
}

}  // namespace

recordings::Result<std::vector<RuleResult>> tryRules(const recordings::Recording& recording) {
  const recordings::RunInfo& info = recording.info();
  RuleWatch watch(info.header);
  auto state = recording.stateAt(0);
  if (!state) return std::unexpected(state.error());
  for (Seq from = 0; from < recording.events(); from += kBatch) {
    const auto events = recording.eventsIn(from, from + kBatch);
    if (!events) return std::unexpected(events.error());
    for (const Event& event : *events) {
      watch.see(*state, event);
      apply(*state, event);
    }
  }
  if (endedByItself(info.summary.verdict)) watch.end(*state);
  return resultsOf(watch, info.summary.finding);
}

}  // namespace kts::app
