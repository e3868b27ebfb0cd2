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
    m_next.moves.push_back({mover.colour & Move::kRoom, mover.move, 1});
  }
  m_next.add(successor.names);
  if (m_diamonds) m_next.leads.resize(m_next.moves.size());
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
  auto next = successors.begin();
  for (std::size_t move = 0; move < moves.size(); ++move) {
    ++m_transitions;
    if (next != successors.end() && next->move == move)
      if (auto done = settleStep(some, *next++, moves); !done) return std::unexpected(done.error());
    m_chart.addEdge(m_made[move].to, moves[move].times);
    if (!m_diamonds) continue;
    const bool bad = m_found != kNone && m_chart.kindOf(m_made[move].to) == Kind::BadEnd;
    const auto task = static_cast<TaskId>(moves[move].task);
    m_now.leadOf(m_at, move).led = {bad ? kNone : m_made[move].to, task, m_made[move].sameNames};
  }
  m_chart.endEdges();
  if (m_diamonds) keepDiamonds(moves);
  return Went::Through;
}

// Where the steps lead that were not made.
bool Graph::takeOthers(std::span<const Successor> successors, std::span<const Move> moves) {
  m_made.assign(moves.size(), {});
  if (!m_diamonds) return true;
  const auto eachOther = [&](auto&& call) {
    auto next = successors.begin();
    for (std::size_t move = 0; move < moves.size(); ++move)
      if (next != successors.end() && next->move == move)
        ++next;
      else
        call(move);
  };
  bool all = true;
  eachOther([&](std::size_t move) { all = all && whereKnown(move) != kNone; });
  if (!all) return false;
  m_now.beginMovesAfter(m_at);
  eachOther([&](std::size_t move) { takeKnown(moves, move); });
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
  const std::uint32_t next = m_next.placeOf(to), now = m_now.placeOf(to);
  if (next == kNone && now == kNone) return;
  const auto known = [&](std::uint64_t colour) {
    return next != kNone ? m_next.moveOf(next, colour) : m_now.moveOf(now, colour);
  };
  std::uint8_t* const after = m_now.movesAfter(m_at, at);
  auto mover = movers.begin();  // both rise by the task
  for (std::size_t other = 0; other < moves.size(); ++other) {
    while (mover != movers.end() && mover->move < moves[other].task) ++mover;
    if (mover == movers.end()) return;
    if (mover->move == moves[other].task)
      after[other] = isNew ? m_moveOf[mover->move] : static_cast<std::uint8_t>(known(mover->colour));
  }
}

// Whether tasks are called in that state, which was known before, what they are called now.
bool Graph::calledTheSame(State to, std::uint64_t names) const {
  if (names == Fingerprints::kAlike) return false;
  if (const std::uint32_t next = m_next.placeOf(to); next != kNone) return m_next.ends[next].names == names;
  const std::uint32_t place = m_now.placeOf(to);
  return place != kNone && m_now.ends[place].names == names;
}

// What whereKnown() will ask of the next states is on its way from far memory before it is asked.
void Graph::fetchDiamonds() {
  constexpr std::size_t kSoon = 3;
  const auto eachDiamond = [&](std::size_t place, auto&& call) {
    if (place >= m_now.size()) return;
    for (std::size_t lead = m_now.firstMoveOf(place); lead < m_now.ends[place].moves; ++lead)
      if (const Diamond& diamond = m_now.leads[lead].diamond; diamond.through != kNone)
        call(throughOf(diamond), diamond);
  };
  eachDiamond(m_at + kSoon, [&](const Trace& trace, const Diamond& diamond) {
    __builtin_prefetch(&trace.ends[diamond.through]);
  });
  eachDiamond(m_at + 1, [&](const Trace& trace, const Diamond& diamond) {
    __builtin_prefetch(&trace.leadOf(diamond.through, 0));
    __builtin_prefetch(&trace.moveNumbers[trace.ends[diamond.through].movesAfter]);
  });
}

const Trace& Graph::throughOf(const Diamond& diamond) const { return diamond.inPast ? m_past : m_now; }

// The states of the layer before have been gone on from, and those of this layer that come before.
Graph::State Graph::whereKnown(std::size_t at) const {
  const Diamond& diamond = m_now.leadOf(m_at, at).diamond;
  return diamond.through == kNone ? kNone : throughOf(diamond).leadOf(diamond.through, diamond.made).led.to;
}

void Graph::takeKnown(std::span<const Move> moves, std::size_t at) {
  const Diamond& diamond = m_now.leadOf(m_at, at).diamond;
  const Trace& trace = throughOf(diamond);
  const Lead* const its = &trace.leadOf(diamond.through, 0);
  const Led& made = its[diamond.made].led;
  m_made[at] = {diamond.touches, made.to, diamond.sameNames && made.sameNames};
  if (made.to >= m_next.first) __builtin_prefetch(&m_next.ends[made.to - m_next.first]);
  if (!diamond.sameNames) return;
  std::uint8_t* const after = m_now.movesAfter(m_at, at);
  const std::uint8_t* const afterIts = trace.movesAfter(diamond.through, diamond.made);
  const std::size_t count = trace.moveCountOf(diamond.through);
  std::size_t same = 0;  // both rise by the task
  for (std::size_t other = 0; other < moves.size(); ++other) {
    while (same < count && its[same].led.task < moves[other].task) ++same;
    if (same < count && its[same].led.task == moves[other].task) after[other] = afterIts[same];
  }
}

// For each pair of steps that touch nothing in common, of those states that wait to be gone on from.
void Graph::keepDiamonds(std::span<const Move> moves) {
  for (Made& made : m_made) {
    made.place = m_next.placeOf(made.to);
    if (made.place == kNone)
      made.placeNow = m_now.placeOf(made.to);
    else
      __builtin_prefetch(&m_next.leadOf(made.place, 0)), __builtin_prefetch(&m_next.movesOf(made.place)[0]);
  }
  for (std::size_t one = 0; one < moves.size(); ++one) {
    const std::uint32_t place = m_made[one].place;
    if (place == kNone) continue;
    const Lead* const leads = &m_next.leadOf(place, 0);
    const std::uint8_t* const after = m_now.movesAfter(m_at, one);
    for (std::size_t other = 0; other < moves.size(); ++other) {
      if (after[other] == kNoMove || leads[after[other]].diamond.through != kNone) continue;
      const Made& rest = m_made[other];
      const std::uint8_t oneAfter = m_now.movesAfter(m_at, other)[one];
      if (oneAfter == kNoMove || m_footprints.conflict(rest.touches, m_made[one].touches)) continue;
      const Half half{one, m_next, place, after[other]};
      if (rest.placeNow != kNone)
        keepDiamond(moves, half, {other, m_now, rest.placeNow, oneAfter});
      else if (rest.place < place)
        keepDiamond(moves, half, {other, m_next, rest.place, oneAfter});
    }
  }
}

void Graph::keepDiamond(std::span<const Move> moves, const Half& half, const Half& rest) {
  const bool sameNames = m_made[half.move].sameNames && m_made[rest.move].sameNames &&
                         half.layer.movesOf(half.place)[half.other].task == moves[rest.move].task &&
                         rest.layer.movesOf(rest.place)[rest.other].task == moves[half.move].task;
  m_next.leadOf(half.place, half.other).diamond = {rest.place, m_made[rest.move].touches, rest.other,
                                                   &rest.layer == &m_now, sameNames};
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
