// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/rule_cover.h"

#include <algorithm>
#include <numeric>

namespace kts::engine {

namespace {

// A run costs as much as some thousand transitions of the search. These are some fiftieth of its time,
// and, of a small graph, what nobody waits for.
constexpr std::uint64_t kTransitionsPerRun = 100'000, kAtLeast = 48;
// What is untried is looked for in so many states around, and once more after so many moves in any direction.
constexpr std::size_t kLookAt = 256, kBlind = 8;
// A run that is still in a circle after so many moves that are none of them new goes on to its end as each
// does that has no more steps of its own: in turn.
constexpr std::size_t kMostInVain = 1000;

}  // namespace

std::optional<Way> RuleCover::tryRuns() {
  if (!m_walk.isWhole())
    m_broken = m_rules.tryRun({});
  else if (goesOn())
    tryMost();
  return m_broken;
}

void RuleCover::tryMost() {
  number();
  std::uint64_t ends = 0;
  for (State state = 0; state < m_walk.states(); ++state) {
    if (!m_walk.endsWell(state) || !m_rules.wants(++ends)) continue;
    if (!goesOn()) return;
    tryRunTo(state);
  }
  for (State first = 0; first < m_walk.states();)
    if (firstUntriedOf(first) == kNone)
      ++first;
    else if (isEnough() || !goesOn() || !tryRunTo(first))
      return;
}

void RuleCover::number() {
  m_firstOf.resize(m_walk.states() + 1);
  m_walk.eachMove([&](State from) { ++m_firstOf[from + 1]; });
  std::partial_sum(m_firstOf.begin(), m_firstOf.end(), m_firstOf.begin());
  m_made.resize(m_firstOf.back());
  m_isSeen.resize(m_walk.states());
  m_transitions = 0;
}

// Once all states are numbered.
std::uint64_t RuleCover::bytes() const {
  return sizeof(std::uint32_t) * m_walk.states() + (m_walk.states() + m_walk.covered().transitions) / 8;
}

bool RuleCover::goesOn() {
  ExploreProgress covered = m_walk.covered();
  covered.bytes += bytes();
  covered.executions = tried();
  covered.rulesOn = m_transitions.value_or(0);
  return !m_broken && m_watch.look(covered);
}

bool RuleCover::isEnough() const {
  return !m_spec.rulesOnAll && tried() >= std::max(kAtLeast, m_made.size() / kTransitionsPerRun);
}

// ---- one run

// Whether it makes anything new.
bool RuleCover::tryRunTo(State state) {
  m_new = 0;
  m_walk.toBegin();
  for (const TaskId move : m_walk.wayTo(state)) make(move);
  goOn();
  const std::uint64_t before = tried();
  m_broken = m_rules.tryRun(m_walk.steps());
  if (tried() > before) *m_transitions += m_new;
  return m_new > 0;
}

void RuleCover::make(TaskId move) {
  const std::span<const TaskId> moves = m_walk.moves();
  const auto place = static_cast<std::size_t>(std::ranges::find(moves, move) - moves.begin());
  if (place < moves.size() && place < movesOf(m_walk.state())) {
    const std::size_t number = m_firstOf[m_walk.state()] + place;
    m_new += !m_made[number];
    m_made[number] = true;
  }
  m_walk.make(move);
}

void RuleCover::goOn() {
  for (std::size_t vain = 0; !m_walk.moves().empty() && vain < kMostInVain;) {
    if (const std::size_t untried = firstUntriedOf(m_walk.state()); untried < m_walk.moves().size()) {
      make(m_walk.moves()[untried]);
      vain = 0;
      continue;
    }
    const std::vector<State> way = wayToUntried();
    for (const State next : way) m_walk.makeTowards(next);
    if (way.empty()) wander();
    vain += way.empty() ? kBlind : way.size();
  }
}

void RuleCover::wander() {
  for (std::size_t step = 0; step < kBlind && !m_walk.moves().empty(); ++step)
    make(m_walk.moves()[m_walk.steps().size() % m_walk.moves().size()]);
}

// ---- what is untried

// The place among the state's moves.
std::size_t RuleCover::firstUntriedOf(State state) const {
  for (std::uint32_t move = m_firstOf[state]; move < m_firstOf[state + 1]; ++move)
    if (!m_made[move]) return move - m_firstOf[state];
  return kNone;
}

// The states on the way to the nearest that has some; none where it is far.
std::vector<RuleCover::State> RuleCover::wayToUntried() {
  std::vector<State> way;
  m_isSeen[m_walk.state()] = true;
  m_seen.assign(1, m_walk.state());
  m_from.assign(1, 0);
  for (std::size_t at = 0; at < m_seen.size() && m_seen.size() < kLookAt && way.empty(); ++at)
    for (const State next : m_walk.leadsTo(m_seen[at])) {
      if (m_isSeen[next]) continue;
      m_isSeen[next] = true;
      m_seen.push_back(next);
      m_from.push_back(at);
      if (firstUntriedOf(next) == kNone) continue;
      for (std::size_t back = m_seen.size() - 1; back > 0; back = m_from[back]) way.push_back(m_seen[back]);
      break;
    }
  for (const State state : m_seen) m_isSeen[state] = false;
  std::ranges::reverse(way);
  return way;
}

}  // namespace kts::engine
