// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/findings.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/vocabulary/sentence.h"
#include "recordings/last_names.h"

namespace kts::recordings {

namespace {

constexpr Seq kBatch = 4096;

bool sameEvent(const Finding& a, const Finding& b) { return a.seq == b.seq && a.kind == b.kind; }

}  // namespace

FindingSearch::FindingSearch(const Recording& recording, ProtocolState first)
    : m_recording(&recording), m_watch(recording.info().header), m_state(std::move(first)) {}

Result<FindingSearch> FindingSearch::begin(const Recording& recording) {
  auto first = recording.stateAt(0);
  if (!first) return std::unexpected(first.error());
  return FindingSearch(recording, std::move(*first));
}

Result<bool> FindingSearch::advance(Seq most) {
  const Seq events = m_recording->events(), until = std::min(events, m_state.seq + most);
  while (m_state.seq < until) {
    const auto batch = m_recording->eventsIn(m_state.seq, std::min(until, m_state.seq + kBatch));
    if (!batch) return std::unexpected(batch.error());
    if (batch->empty()) break;
    for (const Event& event : *batch) {
      m_watch.see(m_state, event);
      apply(m_state, event);
    }
  }
  if (m_state.seq < events) return false;
  // Where the rest of a damaged one is missing, nobody waits in vain: it is the file that ends there.
  const RunInfo& info = m_recording->info();
  if (m_recording->finished() && info.damage.empty() && !std::exchange(m_ended, true) &&
      endedByItself(info.summary.verdict))
    m_watch.end(m_state);
  return true;
}

// Told with the names of its moment: later its task may be gone.
void FindingSearch::tell(FindingEvent& one) const {
  const auto before = m_recording->stateAt(one.seq);
  const auto event = m_recording->eventsIn(one.seq, one.seq + 1);
  if (!before || !event || event->empty()) return;
  const std::string sentence = sentenceOf(event->front(), *before, m_recording->info().header.names);
  one.sentence = withLastNames(sentence, lastNamesOf(*m_recording));
}

std::vector<Finding> FindingSearch::findings() const {
  std::vector<Finding> all;
  for (int at = 0; at < kRules; ++at)
    if (const auto& breach = m_watch.breachOf(static_cast<Rule>(at))) all.push_back(findingOf(*breach));
  std::optional<Finding> main = m_recording->info().summary.finding;
  if (main && std::ranges::none_of(all, [&](const Finding& one) { return sameEvent(one, *main); })) {
    if (const auto rule = ruleOf(*main)) main->rule = infoOf(*rule).name;
    all.push_back(*main);
  }
  for (Finding& finding : all)
    for (FindingEvent& event : finding.events) tell(event);
  const auto rank = [&](const Finding& finding) {
    return std::tuple(isNotice(finding), !main || !sameEvent(finding, *main), finding.seq);
  };
  std::ranges::stable_sort(all, {}, rank);
  return all;
}

Result<std::vector<Finding>> findingsOf(const Recording& recording) {
  auto search = FindingSearch::begin(recording);
  if (!search) return std::unexpected(search.error());
  if (const auto done = search->advance(~Seq{0} / 2); !done) return std::unexpected(done.error());
  return search->findings();
}

bool isNotice(const Finding& finding) {
  const auto rule = ruleNamed(finding.rule);
  return rule && infoOf(*rule).group == RuleGroup::Notice;
}

}  // namespace kts::recordings
