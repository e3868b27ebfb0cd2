// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/graph.h"

#include <algorithm>

namespace kts::engine {

namespace {
bool looksForDiamonds(const ExploreSpec& spec, const World& world) {
  return spec.symmetry && !spec.everyByte && !spec.everyStep && !world.buffersStores();
}
}  // namespace

Graph::Graph(const ExploreSpec& spec, World& world, Watch& watch)
    : m_spec(spec),
      m_world(world),
      m_watch(watch),
      m_fingerprints(world, spec.symmetry),
      m_steps(spec, world, looksForDiamonds(spec, world)),
      m_diamonds(looksForDiamonds(spec, world)) {}

// The colours that it makes are asked for, too.
std::uint64_t Graph::fingerprint() {
  const std::uint64_t now = m_fingerprints.of(m_steps.state());
  return m_spec.everyByte ? hashOfBytes(m_world) : now;
}

ExploreProgress Graph::covered() const {
  ExploreProgress progress;
  progress.states = m_chart.size();
  progress.transitions = m_transitions;
  progress.waiting = m_waiting;
  progress.depth = m_depth;
  progress.bytes = m_known.bytes() + m_steps.bytes() + m_fingerprints.bytes() + m_chart.bytes() +
                   m_movesAfter.bytes() + m_now.bytes() + m_next.bytes();
  progress.found = found();
  return progress;
}

std::expected<void, Problem> Graph::search() {
  m_world.save(m_begin);
  m_steps.begin();
  Arrival begin;
  describe(begin);
  m_known.find(*begin.print, 0);
  m_chart.add(0, Kind::Inner, false);
  keep(begin);
  for (m_depth = 0; m_waiting > 0; ++m_depth) {
    std::swap(m_now, m_next);
    m_next.begin(m_chart.size());
    m_movesAfter.clear();
    for (m_at = 0; m_at < m_now.size(); ++m_at) {
      if (!m_watch.goOn([this] { return covered(); })) return {};
      if (auto done = goOn(); !done) return done;
    }
  }
  m_whole = true;
  m_now = Layer(), m_next = Layer();  // what counts from here on needs the room
  m_movesAfter = {};
  m_inOrder = inOrder();
  return {};
}

// The state that the last step led to.
void Graph::describe(Arrival& arrival) {
  arrival.print = fingerprint();
  m_known.willFind(*arrival.print);
  arrival.pieces.assign(m_steps.pieces().begin(), m_steps.pieces().end());
  arrival.canMove = m_steps.canMove();
  m_fingerprints.coloursOfTasks(arrival.colours);
  arrival.names = m_diamonds ? m_fingerprints.names() : Fingerprints::kAlike;
}

std::uint64_t Graph::colourOf(TaskId move, const Arrival& arrival) const {
  const std::uint64_t owner = arrival.colours[m_world.ownerOf(move)];
  return m_world.isStep(move) ? owner : ~owner;
}

// Of tasks that symmetry makes one, one will move, for all.
void Graph::keep(const Arrival& arrival) {
  ++m_waiting;
  m_next.states.push(arrival.pieces);
  m_alike.clear();
  const std::size_t first = m_next.moves.size();
  arrival.canMove.forEach([&](TaskId task) {
    const std::uint64_t own = colourOf(task, arrival);
    const std::uint64_t colour = m_spec.symmetry ? own : task;
    const auto alike = std::ranges::find(m_alike, colour);
    m_moveOf[task] = static_cast<std::uint8_t>(alike - m_alike.begin());
    if (alike != m_alike.end()) {
      ++m_next.moves[first + m_moveOf[task]].times;
      return;
    }
    m_alike.push_back(colour);
    m_next.moves.push_back({own & Move::kRoom, task, 1});
  });
  m_next.add(arrival.names);
  if (m_diamonds) m_next.diamonds.resize(m_next.moves.size());
}

// One step of each task that can move.
std::expected<void, Problem> Graph::goOn() {
  const State state = m_now.first + static_cast<State>(m_at);
  const std::span<const Move> moves = m_now.movesOf(m_at);
  m_chart.beginEdges();
  m_now.ends[m_at].movesAfter = static_cast<std::uint32_t>(m_movesAfter.size());
  if (m_diamonds) m_movesAfter.resize(m_movesAfter.size() + moves.size() * moves.size(), kNoMove);
  m_made.assign(moves.size(), {});
  if (m_chart.kindOf(state) == Kind::Inner) m_from = m_now.states.take(), --m_waiting;
  if (m_arrivals.size() < moves.size()) m_arrivals.resize(moves.size());
  for (std::size_t move = 0; move < moves.size(); ++move)
    if (!known(moves, move)) make(moves, move);
  if (m_diamonds) fetchDiamonds();
  for (std::size_t move = 0; move < moves.size(); ++move) {
    ++m_transitions;
    if (m_made[move].to == kNone)
      if (auto settled = settle(moves, move); !settled) return settled;
    m_chart.addEdge(m_made[move].to, moves[move].times);
    if (!m_diamonds) continue;
    const bool bad = m_found != kNone && m_chart.kindOf(m_made[move].to) == Kind::BadEnd;
    m_now.moves[m_now.firstMoveOf(m_at) + move].hasLed(bad ? kNone : m_made[move].to, m_made[move].sameNames);
  }
  m_chart.endEdges();
  if (m_diamonds) keepDiamonds(moves);
  return {};
}

void Graph::make(std::span<const Move> moves, std::size_t at) {
  Arrival& arrival = m_arrivals[at];
  arrival.step = m_steps.make(m_from, moves[at].task);
  arrival.print.reset();
  if (arrival.step.midStep) return;
  describe(arrival);
}

std::expected<void, Problem> Graph::settle(std::span<const Move> moves, std::size_t at) {
  const Arrival& arrival = m_arrivals[at];
  Made& made = m_made[at];
  if (m_diamonds && arrival.step.outcome.lost == kNoTask && arrival.step.footprint <= Diamond::kMostTouches)
    made.touches = arrival.step.footprint;
  const std::uint64_t kept = m_waiting;
  const auto to = arrive(moves[at].task, arrival);
  if (!to) return std::unexpected(to.error());
  made.to = *to;
  if (made.touches == kNone) return {};
  const bool isNew = m_waiting > kept;
  made.sameNames = isNew || calledTheSame(*to, arrival.names);
  findMovesAfter(moves, at, *to, isNew);
  return {};
}

// Symmetry may have called the tasks otherwise there, or may have another make the move for all of its kind.
void Graph::findMovesAfter(std::span<const Move> moves, std::size_t at, State to, bool isNew) {
  const std::uint32_t place = m_next.placeOf(to);
  if (place == kNone) return;
  std::uint8_t* const after = movesAfter(m_at, at);
  for (std::size_t other = 0; other < moves.size(); ++other) {
    const TaskId task = moves[other].task;
    if (!m_arrivals[at].canMove.contains(task)) continue;
    after[other] =
        isNew ? m_moveOf[task]
              : static_cast<std::uint8_t>(m_next.moveOf(place, colourOf(task, m_arrivals[at])));
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
      if (oneAfter == kNoMove || m_steps.footprints().conflict(m_made[other].touches, m_made[one].touches))
        continue;
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

std::expected<Graph::State, Problem> Graph::arrive(TaskId task, const Arrival& arrival) {
  const Outcome& outcome = arrival.step.outcome;
  const State number = m_chart.size();
  const bool bad = outcome.finding.has_value();
  if (bad)
    if (auto why = whyNotExplored(*outcome.finding)) return std::unexpected(*why);
  const bool ends = bad || outcome.ended;
  if (arrival.print)
    if (const State known = m_known.find(*arrival.print, number); known != FingerprintTable::kNew) {
      if (outcome.lost != kNoTask) m_chart.setLost(known);
      return known;
    }
  const Kind kind = bad ? Kind::BadEnd : ends ? Kind::GoodEnd : Kind::Inner;
  m_chart.add(task, kind, outcome.lost != kNoTask);
  if ((bad || outcome.lost != kNoTask) && !found()) m_watch.endIn(m_spec.secondsAfterFinding);
  if (outcome.lost != kNoTask && m_lost == kNone) m_lost = number;
  if (bad && m_found == kNone) {
    m_found = number;
    m_tail = arrival.step.racedWith;
  }
  if (ends)
    m_next.add(arrival.names);
  else
    keep(arrival);
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
