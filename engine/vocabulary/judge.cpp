// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/judge.h"

namespace kts {

namespace {

Verdict verdictOf(const Breach& breach) {
  switch (breach.rule) {
    case Rule::NoLostWakeup: return Verdict::LostWakeup;
    case Rule::Served: return Verdict::Deadlock;
    default: return Verdict::RuleBroken;
  }
}

}  // namespace

bool endedByItself(Verdict verdict) {
  return verdict == Verdict::Finished || verdict == Verdict::Deadlock || verdict == Verdict::LostWakeup;
}

std::optional<Rule> ruleOf(const Finding& finding) {
  if (const auto named = ruleNamed(finding.rule)) return named;
  if (finding.kind == "data-race") return Rule::NoDataRace;
  if (finding.kind == "dead-memory") return Rule::RequestAlive;
  if (finding.kind == "lost-wakeup") return Rule::NoLostWakeup;
  if (finding.kind == "deadlock") return Rule::Served;
  if (finding.kind == "livelock") return Rule::NoLivelock;
  return {};
}

void judge(const RuleWatch& watch, RunSummary& summary) {
  if (const Breach* breach = watch.first()) {
    // A run that was cut off keeps saying so: that it is not whole matters more.
    if (endedByItself(summary.verdict) || summary.verdict == Verdict::RuleBroken)
      summary.verdict = verdictOf(*breach);
    summary.finding = findingOf(*breach);
  } else if (summary.finding && summary.finding->rule.empty()) {
    if (const auto rule = ruleOf(*summary.finding)) summary.finding->rule = infoOf(*rule).name;
  }
}

void Judge::begin(const RunHeader& header) {
  m_watch.emplace(header);
  m_state = header.initial;
  m_into.begin(header);
}

void Judge::events(std::span<const Event> events) {
  for (const Event& event : events) {
    m_watch->see(m_state, event);
    apply(m_state, event);
  }
  m_into.events(events);
}

void Judge::end(const RunSummary& summary) {
  m_summary = summary;
  if (endedByItself(summary.verdict)) m_watch->end(m_state);
  judge(*m_watch, m_summary);
  m_into.end(m_summary);
}

}  // namespace kts
