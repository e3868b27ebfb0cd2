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
  for (const Expansions::Mover& mover : some.moversOf(successor)) {
    const std::uint64_t colour = m_spec.symmetry ? mover.colour : mover.move;
    const auto alike = std::ranges::find(m_alike, colour);
    m_moveOf[mover.move] = static_cast<std::uint8_t>(alike - m_alike.begin());
    if (alike != m_alike.end()) {
      ++m_next.moves[first + m_moveOf[mover.move]].times;
      continue;
    }
    m_alike.push_back(colour);
    m_next.moves.push_back({mover.colour, mover.move, 1});
  }
  m_next.add(successor.names);
  if (m_diamonds) m_next.diamonds.resize(m_next.moves.size());
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
  m_made.assign(moves.size(), {});
  if (!knowsTheOthers(successors, moves)) return Went::Back;
  if (m_diamonds) fetchDiamonds();
  if (!moves.empty()) m_from = m_states.take(), --m_waiting;
  m_chart.beginEdges();
  auto next = successors.begin();
  for (std::size_t move = 0; move < moves.size(); ++move) {
    ++m_transitions;
    if (next != successors.end() && next->move == move)
      if (auto done = settleStep(some, *next++, moves); !done) return std::unexpected(done.error());
    m_chart.addEdge(m_made[move].to, moves[move].times);
    if (!m_diamonds) continue;
    const bool bad = m_found != kNone && m_chart.kindOf(m_made[move].to) == Kind::BadEnd;
    m_now.moves[m_now.firstMoveOf(m_at) + move].hasLed(bad ? kNone : m_made[move].to, m_made[move].sameNames);
  }
  m_chart.endEdges();
  if (m_diamonds) keepDiamonds(moves);
  return Went::Through;
}

// Where the steps lead that were not made.
bool Graph::knowsTheOthers(std::span<const Successor> successors, std::span<const Move> moves) {
  if (!m_diamonds) return true;
  const std::size_t before = m_movesAfter.size();
  m_now.ends[m_at].movesAfter = static_cast<std::uint32_t>(before);
  m_movesAfter.resize(before + moves.size() * moves.size(), kNoMove);
  auto next = successors.begin();
  for (std::size_t move = 0; move < moves.size(); ++move) {
    if (next != successors.end() && next->move == move) {
      ++next;
    } else if (!known(moves, move)) {
      m_movesAfter.resize(before);
      return false;
    }
  }
  return true;
}

std::expected<void, Problem> Graph::settleStep(const Expansions& some, const Successor& successor,
                                               std::span<const Move> moves) {
  const std::size_t at = successor.move;
  Made& made = m_made[at];
  if (m_diamonds && successor.lost == kNoTask && successor.footprint <= Diamond::kMostTouches)
    made.touches = successor.footprint;
  const std::uint64_t kept = m_waiting;
  const auto to = arrive(moves[at].task, some, successor);
  if (!to) return std::unexpected(to.error());
  made.to = *to;
  if (made.touches == kNone) return {};
  const bool isNew = m_waiting > kept;
  made.sameNames = isNew || calledTheSame(*to, successor.names);
  findMovesAfter(some.moversOf(successor), moves, at, *to, isNew);
  return {};
}

// Symmetry may have called the tasks otherwise there, or may have another make the move for all of its kind.
void Graph::findMovesAfter(std::span<const Expansions::Mover> movers, std::span<const Move> moves,
                           std::size_t at, State to, bool isNew) {
  const std::uint32_t place = m_next.placeOf(to);
  if (place == kNone) return;
  std::uint8_t* const after = movesAfter(m_at, at);
  auto mover = movers.begin();  // both rise by the task
  for (std::size_t other = 0; other < moves.size(); ++other) {
    while (mover != movers.end() && mover->move < moves[other].task) ++mover;
    if (mover == movers.end()) return;
    if (mover->move == moves[other].task)
      after[other] =
          isNew ? m_moveOf[mover->move] : static_cast<std::uint8_t>(m_next.moveOf(place, mover->colour));
  }
}

// Whether tasks are called in that state, which was known before, what they are called now.
bool Graph::calledTheSame(State next, std::uint64_t names) const {
  const std::uint32_t place = m_next.placeOf(next);
  if (place == kNone) return false;
  return names != Fingerprints::kAlike && m_next.ends[place].names == names;
}

// What known() will ask of the next states is on its way from far memory before it is asked.
void Graph::fetchDiamonds() {
  constexpr std::size_t kSoon = 3;
  const auto eachThrough = [&](std::size_t place, auto&& call) {
    if (place >= m_now.size()) return;
    for (std::size_t move = m_now.firstMoveOf(place); move < m_now.ends[place].moves; ++move)
      if (const std::uint32_t through = m_now.diamonds[move].through; through != kNone) call(through);
  };
  eachThrough(m_at + kSoon, [&](std::uint32_t through) { __builtin_prefetch(&m_now.ends[through]); });
  eachThrough(m_at + 1, [&](std::uint32_t through) {
    __builtin_prefetch(&m_now.moves[m_now.firstMoveOf(through)]);
    if (through < m_at) __builtin_prefetch(&m_movesAfter[m_now.ends[through].movesAfter]);
  });
}

// The states of this layer that come before have been gone on from.
bool Graph::known(std::span<const Move> moves, std::size_t at) {
  if (!m_diamonds) return false;
  const Diamond& diamond = m_now.diamondOf(m_at, at);
  if (diamond.through == kNone) return false;
  const std::span<const Move> its = m_now.movesOf(diamond.through);
  const Move& made = its[diamond.made];
  if (made.to() == kNone) return false;
  m_made[at] = {diamond.touches, made.to(), diamond.sameNames && made.sameNames()};
  if (!diamond.sameNames) return true;
  std::uint8_t* const after = movesAfter(m_at, at);
  const std::uint8_t* const afterIts = movesAfter(diamond.through, diamond.made);
  auto same = its.begin();  // both rise by the task
  for (std::size_t other = 0; other < moves.size(); ++other) {
    while (same != its.end() && same->task < moves[other].task) ++same;
    if (same != its.end() && same->task == moves[other].task) after[other] = afterIts[same - its.begin()];
  }
  return true;
}

// For each pair of steps that touch nothing in common, of those states that wait to be gone on from.
void Graph::keepDiamonds(std::span<const Move> moves) {
  for (Made& made : m_made) {
    made.place = m_next.placeOf(made.to);
    if (made.place != kNone) __builtin_prefetch(&m_next.diamondOf(made.place, 0));
  }
  for (std::size_t one = 0; one < moves.size(); ++one) {
    const std::uint32_t place = m_made[one].place;
    if (place == kNone) continue;
    const std::uint8_t* const after = movesAfter(m_at, one);
    for (std::size_t other = 0; other < moves.size(); ++other) {
      if (m_made[other].place >= place || after[other] == kNoMove) continue;
      const std::uint8_t oneAfter = movesAfter(m_at, other)[one];
      if (oneAfter == kNoMove || m_footprints.conflict(m_made[other].touches, m_made[one].touches)) continue;
      keepDiamond(moves, {one, place, after[other]}, {other, m_made[other].place, oneAfter});
    }
  }
}

void Graph::keepDiamond(std::span<const Move> moves, const Half& half, const Half& rest) {
  Diamond& diamond = m_next.diamondOf(half.place, half.other);
  if (diamond.through != kNone) return;
  const bool sameNames = m_made[half.move].sameNames && m_made[rest.move].sameNames &&
                         m_next.movesOf(half.place)[half.other].task == moves[rest.move].task &&
                         m_next.movesOf(rest.place)[rest.other].task == moves[half.move].task;
  diamond = {rest.place, m_made[rest.move].touches, rest.other, sameNames};
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
