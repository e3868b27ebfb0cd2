// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/graph.h"

#include <algorithm>

namespace kts::engine {

// Of tasks that symmetry makes one, one will move, for all.
void Graph::keep(const Expansions& some, const Successor& successor) {
  ++m_waiting;
  m_to.assign(m_from.begin(), m_from.end());
  m_to.resize(successor.pieces);
  for (const auto& [place, piece] : some.changesOf(successor)) m_to[place] = piece;
  m_next.states.push(m_to);
  m_alike.clear();
  const std::size_t first = m_next.moves.size();
  MovesByTask byTask;
  for (const Expansions::Mover& mover : some.moversOf(successor)) {
    const std::uint64_t colour = m_spec.symmetry ? mover.colour : mover.move;
    if (const auto alike = std::ranges::find(m_alike, colour); alike != m_alike.end()) {
      m_next.moves[first + static_cast<std::size_t>(alike - m_alike.begin())].countAnother();
      continue;
    }
    byTask.set(mover.move, static_cast<std::uint32_t>(m_alike.size()));
    m_alike.push_back(colour);
    m_next.moves.push_back({mover.colour, mover.move});
  }
  if (m_diamonds) {
    m_next.leads.push_back({.moves = byTask});
    m_next.leads.resize(m_next.leads.size() + m_alike.size());
  }
  m_next.add(successor.names);
}

// What is looked up when they are settled is on its way from far memory before.
void Graph::fetch(std::span<const Successor> successors) const {
  for (const Successor& successor : successors) m_known.willFind(successor.print);
}

// Nothing of it is kept when it went back.
std::expected<Graph::Went, Problem> Graph::settle(const Expansions& some, std::size_t state) {
  m_at = some.states[state].place;
  const std::span<const Move> moves = m_now.movesOf(m_at);
  const std::span<const Successor> successors = some.successorsOf(state);
  if (!takeOthers(successors, moves)) return Went::Back;
  if (m_diamonds) fetchDiamonds();
  if (!moves.empty()) m_from = m_states.take(), --m_waiting;
  m_chart.beginEdges();
  Lead* const leads = m_diamonds && !moves.empty() ? &m_now.leadOf(m_at, 0) : nullptr;
  auto next = successors.begin();
  for (std::size_t move = 0; move < moves.size(); ++move) {
    ++m_transitions;
    if (next != successors.end() && next->move == move)
      if (auto done = settleStep(some, *next++, moves); !done) return std::unexpected(done.error());
    const Led led = m_made[move].led;
    m_chart.addEdge(led.to(), moves[move].times());
    const bool bad = m_found != kNone && m_chart.kindOf(led.to()) == Kind::BadEnd;
    if (leads) leads[move].led = bad ? Led() : led;
  }
  m_chart.endEdges();
  if (m_diamonds) keepDiamonds(moves);
  return Went::Through;
}

// Where the steps lead that were not made. False when one of them has to be.
bool Graph::takeOthers(std::span<const Successor> successors, std::span<const Move> moves) {
  m_made.assign(moves.size(), {});
  if (!m_diamonds) return true;
  auto next = successors.begin();
  for (std::size_t move = 0; move < moves.size(); ++move)
    if (next != successors.end() && next->move == move)
      ++next;
    else if (!takeKnown(m_now.leadOf(m_at, move).diamond, m_made[move]))
      return false;
  return true;
}

// The states of the layer before have been gone on from, and those of this layer that come before.
bool Graph::takeKnown(const Diamond& diamond, Made& made) const {
  if (!diamond) return false;
  made.touches = diamond.touches();
  Led led = leadsOf(diamond)[diamond.made()].led;
  if (led.to() >= m_next.first && led.leads() != Led::kNowhere)
    __builtin_prefetch(&m_next.leads[led.leads()]);
  if (!diamond.sameNames()) led.rename();
  made.led = led;
  return led.to() != kNone;
}

// Symmetry may have called the tasks otherwise there, or may have another make the move for all of its kind.
std::expected<void, Problem> Graph::settleStep(const Expansions& some, const Successor& successor,
                                               std::span<const Move> moves) {
  Made& made = m_made[successor.move];
  const std::uint64_t kept = m_waiting;
  const auto to = arrive(moves[successor.move].task(), some, successor);
  if (!to) return std::unexpected(to.error());
  made.led = Led(*to, Led::kNowhere, false);
  if (!m_diamonds) return {};
  const Layer& layer = *to >= m_next.first ? m_next : m_now;
  const std::uint32_t place = layer.placeOf(*to);
  if (place == Layer::kNone || layer.leadsOf(place) >= Led::kNowhere) return {};
  const bool isNew = m_waiting > kept, named = successor.names != Fingerprints::kAlike;
  const bool sameNames = isNew || (named && layer.names[place] == successor.names);
  made.led = Led(*to, layer.leadsOf(place), sameNames);
  if (successor.lost != kNoTask || successor.footprint > Diamond::kMostTouches) return {};
  made.touches = successor.footprint;
  if (sameNames) return {};
  for (const Expansions::Mover& mover : some.moversOf(successor))
    made.after.set(mover.move, layer.moveOf(place, mover.colour));
  return {};
}

// What takeKnown() will ask for a little later is on its way from far memory before it is asked.
void Graph::fetchDiamonds() {
  constexpr std::size_t kSoon = 2;
  const std::size_t place = m_at + kSoon;
  if (place >= m_now.size()) return;
  for (std::uint32_t lead = m_now.leadsOf(place) + 1; lead < m_now.ends[place].leads; ++lead)
    if (const Diamond diamond = m_now.leads[lead].diamond)
      __builtin_prefetch(&leadsOf(diamond)[diamond.made()]);
}

// For each pair of steps that touch nothing in common, of those states that wait to be gone on from.
void Graph::keepDiamonds(std::span<const Move> moves) {
  m_halves.clear();
  for (std::size_t move = 0; move < moves.size(); ++move) {
    const auto& [touches, led, after] = m_made[move];
    if (touches == kNone || led.leads() == Led::kNowhere || led.to() < m_now.first) continue;
    if (moves[move].task() >= MovesByTask::kTasks) continue;
    const Leads& leads = led.to() >= m_next.first ? m_next.leads : m_now.leads;
    m_halves.push_back({moves[move].task(), touches, led.to(), led.leads(), led.sameNames(),
                        led.sameNames() ? leads[led.leads()].moves : after});
  }
  for (std::size_t one = 0; one < m_halves.size(); ++one)
    for (std::size_t other = 0; other < one; ++other) {
      const bool inOrder = m_halves[one].to < m_halves[other].to;
      keepDiamond(m_halves[inOrder ? one : other], m_halves[inOrder ? other : one]);
    }
}

// The state that is gone on from first asks nothing of the other.
void Graph::keepDiamond(const Half& early, const Half& late) {
  const std::uint32_t afterLate = late.after[early.task], afterEarly = early.after[late.task];
  if (late.to < m_next.first || late.to == early.to) return;
  if (afterLate == MovesByTask::kNone || afterEarly == MovesByTask::kNone) return;
  Diamond& diamond = m_next.leads[late.leads + 1 + afterLate].diamond;
  if (diamond || m_footprints.conflict(early.touches, late.touches)) return;
  diamond = Diamond(early.leads + 1 + afterEarly, early.touches, early.to < m_next.first,
                    early.sameNames && late.sameNames);
}

std::expected<Graph::State, Problem> Graph::arrive(TaskId task, const Expansions& some,
                                                   const Successor& successor) {
  const State number = m_chart.size();
  const bool bad = successor.finding != 0, lost = successor.lost != kNoTask;
  if (bad)
    if (auto why = whyNotExplored(some.findings[successor.finding - 1u].finding))
      return std::unexpected(*why);
  const bool ends = bad || successor.ends;
  if (successor.isState)
    if (const State known = m_known.find(successor.print, number); known != FingerprintTable::kNew) {
      if (lost) m_chart.setLost(known);
      return known;
    }
  const Kind kind = bad ? Kind::BadEnd : ends ? Kind::GoodEnd : Kind::Inner;
  m_chart.add(task, kind, lost);
  if (lost && m_lost == kNone) m_lost = number;
  if (bad && m_found == kNone) {
    m_found = number;
    m_tail = some.findings[successor.finding - 1u].racedWith;
  }
  if (ends)
    m_next.add(successor.names);
  else
    keep(some, successor);
  return number;
}

std::vector<TaskId> Graph::stepsTo(State state) const { return m_world.chosen(m_chart.movesTo(state)); }

Way Graph::wayToFinding() const {
  Way way;
  way.steps = stepsTo(alwaysRescued() ? m_lost : m_found);
  way.tail = m_tail;
  if (alwaysRescued()) way.kind = kLostWakeup, way.goesOn = true;
  return way;
}

}  // namespace kts::engine
