// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/graph.h"

#include <algorithm>

namespace kts::engine {

Graph::Graph(const ExploreSpec& spec, World& world, Watch& watch)
    : m_spec(spec),
      m_world(world),
      m_watch(watch),
      m_fingerprints(world, spec.symmetry),
      m_images(world),
      m_rules(spec),
      m_diamonds(spec.symmetry && !spec.everyByte && !spec.everyStep && !world.buffersStores()) {}

// The colours that it makes are asked for, too.
std::uint64_t Graph::fingerprint() {
  const std::uint64_t now = m_fingerprints.now();
  return m_spec.everyByte ? hashOfBytes(m_world) : now;
}

ExploreProgress Graph::covered() const {
  ExploreProgress progress;
  progress.states = m_nodes.size();
  progress.transitions = m_transitions;
  progress.waiting = m_now.states.size() - m_at + m_next.states.size();
  progress.depth = m_depth;
  progress.bytes = m_known.bytes() + m_images.bytes() + m_nodes.capacity() * sizeof(Node) +
                   (m_edges.capacity() + m_ledTo.capacity()) * sizeof(State) +
                   m_colours.capacity() * sizeof(std::uint64_t) + m_now.bytes() + m_next.bytes();
  progress.found = found();
  return progress;
}

std::expected<void, Problem> Graph::search() {
  m_world.save(m_begin);
  m_known.find(fingerprint(), 0);
  m_nodes.push_back({});
  keep(0);
  for (m_depth = 0; !m_next.states.empty(); ++m_depth) {
    std::swap(m_now, m_next);
    m_next.begin(static_cast<State>(m_nodes.size()));
    m_colours.clear();
    m_colourBegins.clear();
    m_ledTo.clear();
    m_sameNames.clear();
    for (m_at = 0; m_at < m_now.states.size(); ++m_at) {
      if (!m_watch.goOn([this] { return covered(); })) return {};
      if (auto done = goOn(); !done) return done;
    }
  }
  m_whole = true;
  m_now = m_next = {};  // what counts from here on needs the room
  m_colours = {};
  return {};
}

// The state that the world is in, whose fingerprint was just taken. Of tasks that symmetry makes one, one
// will move, for all.
void Graph::keep(State state) {
  m_next.add(state);
  m_images.keep(m_next.pieces);
  m_alike.clear();
  const std::size_t first = m_next.moves.size();
  m_world.canMove().forEach([&](TaskId task) {
    const std::uint64_t own = m_fingerprints.colourOf(task);
    const std::uint64_t colour = m_spec.symmetry ? own : task;
    const auto alike = std::ranges::find(m_alike, colour, [](const auto& known) { return known.first; });
    if (alike != m_alike.end()) {
      ++m_next.moves[first + alike->second].times;
      return;
    }
    m_alike.emplace_back(colour, static_cast<std::uint16_t>(m_alike.size()));
    m_next.moves.push_back({own, static_cast<std::uint16_t>(task), 1});
  });
  m_next.ends.push_back({m_next.pieces.size(), m_next.moves.size(),
                         m_diamonds ? m_fingerprints.names() : Fingerprints::kAlike});
  if (m_diamonds) m_next.diamonds.resize(m_next.moves.size());
}

// One step of each task that can move.
std::expected<void, Problem> Graph::goOn() {
  const State state = m_now.states[m_at];
  const std::span<const Move> moves = m_now.movesOf(m_at);
  m_colourBegins.push_back(m_colours.size());
  if (m_diamonds) m_colours.resize(m_colours.size() + moves.size() * moves.size(), kNoColour);
  m_made.assign(moves.size(), {});
  for (std::size_t move = 0; move < moves.size(); ++move) {
    ++m_transitions;
    if (!known(moves, move)) {
      m_images.putBack(m_now.piecesOf(m_at));
      if (auto made = make(state, moves, move); !made) return made;
    }
    m_edges.insert(m_edges.end(), moves[move].times, m_made[move].to);
    if (!m_diamonds) continue;
    const bool bad = m_found != kNone && m_nodes[m_made[move].to].kind == Kind::BadEnd;
    m_ledTo.push_back(bad ? kNone : m_made[move].to);
    m_sameNames.push_back(m_made[move].sameNames);
  }
  m_nodes[state].edgesEnd = static_cast<std::uint32_t>(m_edges.size());
  if (m_diamonds) keepDiamonds(moves);
  return {};
}

std::expected<void, Problem> Graph::make(State state, std::span<const Move> moves, std::size_t at) {
  const TaskId move = moves[at].task, owner = m_world.ownerOf(move);
  const Operation operation = m_world.nextOperation(owner);
  const std::uint32_t requests = m_world.kernel().requestCount();
  const OpenAccesses open = m_world.openAccesses(owner);
  const ObjectId waitedFor = m_world.kernel().task(owner).waitsFor;
  const Outcome outcome = stepOf(m_world, move);
  // What was found in the middle of a step is an end of its own.
  const bool midStep = outcome.finding && !m_world.canMove().empty();
  std::optional<std::uint64_t> print;
  if (!midStep) m_known.willFind(*(print = fingerprint()));
  Made& made = m_made[at];
  if (m_diamonds && !outcome.ended && outcome.lost == kNoTask)
    if (const auto footprint = wholeFootprintOf(m_world, move, operation, requests, open, waitedFor)) {
      made.touches = m_footprints.numberOf(*footprint);
      for (std::size_t other = 0; other < moves.size(); ++other)
        colourAfter(m_at, at, other) = m_fingerprints.colourOf(moves[other].task);
    }
  const std::size_t kept = m_next.states.size();
  const auto to = arrive(state, move, outcome, print);
  if (!to) return std::unexpected(to.error());
  made.to = *to;
  const bool asItIs = m_next.states.size() > kept;
  made.sameNames = made.touches != kNone && (asItIs || calledTheSame(*to));
  return {};
}

// Whether tasks are called in that state, which was known before, what they are called now.
bool Graph::calledTheSame(State next) const {
  const std::uint32_t place = m_next.placeOf(next);
  if (place == kNone) return false;
  const std::uint64_t names = m_fingerprints.names();
  return names != Fingerprints::kAlike && m_next.ends[place].names == names;
}

// The states of this layer that come before have been gone on from.
bool Graph::known(std::span<const Move> moves, std::size_t at) {
  if (!m_diamonds) return false;
  const Diamond& diamond = m_now.diamondOf(m_at, at);
  if (diamond.through == kNone) return false;
  const std::span<const Move> its = m_now.movesOf(diamond.through);
  const auto move = static_cast<std::size_t>(its.data() - m_now.moves.data()) + diamond.made;
  const State to = m_ledTo[move];
  if (to == kNone) return false;
  m_made[at] = {diamond.touches, to, diamond.sameNames && m_sameNames[move]};
  for (std::size_t other = 0; diamond.sameNames && other < moves.size(); ++other) {
    const auto same = std::ranges::find(its, moves[other].task, &Move::task);
    if (same == its.end()) continue;
    colourAfter(m_at, at, other) =
        colourAfter(diamond.through, diamond.made, static_cast<std::size_t>(same - its.begin()));
  }
  return true;
}

// For each pair of steps that touch nothing in common, of those states that wait to be gone on from.
void Graph::keepDiamonds(std::span<const Move> moves) {
  for (std::size_t one = 0; one < moves.size(); ++one) {
    const std::uint32_t place = m_next.placeOf(m_made[one].to);
    if (place == kNone) continue;
    for (std::size_t other = 0; other < moves.size(); ++other) {
      const std::uint64_t otherAfter = colourAfter(m_at, one, other);
      const std::uint64_t oneAfter = colourAfter(m_at, other, one);
      if (other == one || otherAfter == kNoColour || oneAfter == kNoColour) continue;
      if (m_footprints.conflict(m_made[other].touches, m_made[one].touches)) continue;
      const std::uint32_t through = m_next.placeOf(m_made[other].to);
      if (through < place) keepDiamond(moves, {one, place, otherAfter}, {other, through, oneAfter});
    }
  }
}

// Symmetry may have called the tasks otherwise there, or may have another make the move for all of its kind.
void Graph::keepDiamond(std::span<const Move> moves, const Half& half, const Half& rest) {
  const std::uint32_t own = m_next.moveOf(half.place, half.colourOfOther);
  const std::uint32_t made = m_next.moveOf(rest.place, rest.colourOfOther);
  if (own == kNone || made == kNone) return;
  Diamond& diamond = m_next.diamondOf(half.place, own);
  if (diamond.through != kNone) return;
  const bool sameNames = m_made[half.move].sameNames && m_made[rest.move].sameNames &&
                         m_next.movesOf(half.place)[own].task == moves[rest.move].task &&
                         m_next.movesOf(rest.place)[made].task == moves[half.move].task;
  diamond = {m_made[rest.move].touches, rest.place, static_cast<std::uint16_t>(made), sameNames};
}

std::expected<Graph::State, Problem> Graph::arrive(State from, TaskId task, const Outcome& outcome,
                                                   std::optional<std::uint64_t> print) {
  const auto number = static_cast<State>(m_nodes.size());
  const bool bad = outcome.finding.has_value();
  if (bad)
    if (auto why = whyNotExplored(*outcome.finding)) return std::unexpected(*why);
  const bool ends = bad || outcome.ended;
  if (print)
    if (const State known = m_known.find(*print, number); known != FingerprintTable::kNew) {
      if (outcome.lost != kNoTask) m_nodes[known].lost = true;
      return known;
    }
  m_nodes.push_back({from, static_cast<std::uint16_t>(task),
                     bad    ? Kind::BadEnd
                     : ends ? Kind::GoodEnd
                            : Kind::Inner,
                     outcome.lost != kNoTask, 0});
  if ((bad || outcome.lost != kNoTask) && !found()) m_watch.endIn(m_spec.secondsAfterFinding);
  if (outcome.lost != kNoTask && m_lost == kNone) m_lost = number;
  if (bad && m_found == kNone) {
    m_found = number;
    m_tail = m_world.racedWith();
  }
  if (ends) return number;
  keep(number);
  return number;
}

std::vector<TaskId> Graph::movesTo(State state) const {
  std::vector<TaskId> moves;
  for (; m_nodes[state].parent != kNone; state = m_nodes[state].parent) moves.push_back(m_nodes[state].task);
  std::reverse(moves.begin(), moves.end());
  return moves;
}

std::vector<TaskId> Graph::stepsTo(State state) const { return m_world.chosen(movesTo(state)); }

Way Graph::wayToFinding() const {
  if (m_broken) return *m_broken;
  Way way;
  way.steps = stepsTo(alwaysRescued() ? m_lost : m_found);
  way.tail = m_tail;
  if (alwaysRescued()) way.kind = kLostWakeup, way.goesOn = true;
  return way;
}

void Graph::tryRules() {
  std::uint64_t ends = 0;
  m_broken = m_rules.tryRun({});  // at least one, where no end has been come to
  for (State state = 0; state < m_nodes.size() && !m_broken; ++state) {
    if (m_nodes[state].kind != Kind::GoodEnd || !RuleCheck::wants(++ends)) continue;
    if (!m_watch.goOn([this] { return covered(); })) return;
    m_broken = m_rules.tryRun(stepsTo(state));
  }
}

}  // namespace kts::engine
