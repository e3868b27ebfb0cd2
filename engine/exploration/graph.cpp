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
                   m_edges.capacity() * sizeof(Edge) + m_now.bytes() + m_next.bytes();
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
    m_next.clear();
    m_colours.clear();
    m_colourBegins.clear();
    m_sameNames.clear();
    Layer::End from{};
    for (m_at = 0; m_at < m_now.states.size(); ++m_at) {
      if (!m_watch.goOn([this] { return covered(); })) return {};
      if (auto done = goOnFrom(m_at, from); !done) return done;
      from = m_now.ends[m_at];
    }
  }
  m_whole = true;
  return {};
}

// The state that the world is in, whose fingerprint was just taken. Of tasks that symmetry makes one, one
// will move, for all.
void Graph::keep(State state) {
  m_next.states.push_back(state);
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
  m_next.ends.push_back({m_next.pieces.size(), m_next.moves.size(), m_next.diamonds.size(),
                         m_diamonds ? m_fingerprints.names() : Fingerprints::kAlike});
}

// One step of each task that can move; `from`: where what is kept of that state begins.
std::expected<void, Problem> Graph::goOnFrom(std::size_t at, const Layer::End& from) {
  const State state = m_now.states[at];
  const Layer::End to = m_now.ends[at];
  const auto pieces = std::span(m_now.pieces).subspan(from.pieces, to.pieces - from.pieces);
  const auto diamonds = std::span(m_now.diamonds).subspan(from.diamonds, to.diamonds - from.diamonds);
  const std::span<const Move> moves = movesOf(at);
  m_colourBegins.push_back(m_colours.size());
  if (m_diamonds) m_colours.resize(m_colours.size() + moves.size() * moves.size(), kNoColour);
  m_made.assign(moves.size(), {});
  TaskId last = kNoTask;
  for (std::size_t move = 0; move < moves.size(); ++move) {
    ++m_transitions;
    if (!known(moves, move, diamonds)) {
      if (last == kNoTask)
        m_images.putBack(pieces);
      else
        m_images.putBackAfter(last, pieces);
      last = m_world.ownerOf(moves[move].task);
      if (auto made = make(state, moves, move); !made) return made;
    }
    m_edges.push_back({m_made[move].to, moves[move].times});
    if (m_diamonds) m_sameNames.push_back(m_made[move].sameNames);
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
  const std::size_t before = m_next.states.size();
  const Outcome outcome = stepOf(m_world, move);
  const auto to = arrive(state, moves[at].task, outcome);
  if (!to) return std::unexpected(to.error());
  m_made[at].to = *to;
  m_made[at].isNew = m_next.states.size() > before;
  if (outcome.ended || outcome.lost != kNoTask || !m_diamonds) return {};
  m_made[at].sameNames = m_made[at].isNew || calledTheSame(*to);
  const auto footprint = wholeFootprintOf(m_world, move, operation, requests, open);
  if (!footprint) return {};
  m_made[at].touch = {footprint->touched(), footprint->written()};
  for (std::size_t other = 0; other < moves.size(); ++other)
    colourAfter(m_at, at, other) = m_fingerprints.colourOf(moves[other].task);
  return {};
}

// Whether tasks are called in that state, which is not new, what they are called now.
bool Graph::calledTheSame(State next) const {
  const auto found = std::ranges::lower_bound(m_next.states, next);
  if (found == m_next.states.end() || *found != next) return false;
  const std::uint64_t names = m_fingerprints.names();
  return names != Fingerprints::kAlike &&
         m_next.ends[static_cast<std::size_t>(found - m_next.states.begin())].names == names;
}

// The states of this layer that come before have been gone on from, each edge from one of its moves.
bool Graph::known(std::span<const Move> moves, std::size_t at, std::span<const Diamond> diamonds) {
  const auto diamond = std::ranges::find(diamonds, moves[at].task, &Diamond::task);
  if (diamond == diamonds.end()) return false;
  const auto through = std::ranges::lower_bound(m_now.states, diamond->through);
  const auto place = static_cast<std::size_t>(through - m_now.states.begin());
  if (place >= m_at || *through != diamond->through) return false;
  const std::span<const Move> its = movesOf(place);
  const auto made =
      static_cast<std::size_t>(std::ranges::find(its, diamond->colour, &Move::colour) - its.begin());
  if (made == its.size()) return false;
  const State to = edgesOf(*through)[made].to;
  if (m_nodes[to].kind == Kind::BadEnd) return false;
  const std::size_t edge = (place ? m_now.ends[place - 1].moves : 0) + made;
  m_made[at] = {diamond->touch, to, false, diamond->sameNames && m_sameNames[edge]};
  for (std::size_t other = 0; diamond->sameNames && other < moves.size(); ++other) {
    const auto same = std::ranges::find(its, moves[other].task, &Move::task);
    if (same == its.end()) continue;
    colourAfter(m_at, at, other) = colourAfter(place, made, static_cast<std::size_t>(same - its.begin()));
  }
  return true;
}

// For those states that were come to for the first time: they are kept as this one's steps left them, so the
// tasks are called what they are called here.
void Graph::keepDiamonds(std::span<const Move> moves) {
  std::size_t place = m_next.states.size();
  for (const Made& made : m_made) place -= made.isNew;
  for (std::size_t one = 0; one < moves.size(); ++one) {
    if (!m_made[one].isNew) continue;
    for (std::size_t other = 0; other < moves.size(); ++other) {
      const Made& its = m_made[other];
      const std::uint64_t colour = colourAfter(m_at, other, one);
      if (other == one || colour == kNoColour || its.touch.conflicts(m_made[one].touch)) continue;
      if (its.to >= m_made[one].to || its.to < m_next.states.front()) continue;
      m_next.diamonds.push_back({colour, its.touch, its.to, moves[other].task, its.sameNames});
    }
    m_next.ends[place++].diamonds = m_next.diamonds.size();
  }
}

std::expected<Graph::State, Problem> Graph::arrive(State from, TaskId task, const Outcome& outcome) {
  const auto number = static_cast<State>(m_nodes.size());
  const bool bad = outcome.finding.has_value();
  if (bad)
    if (auto why = whyNotExplored(*outcome.finding)) return std::unexpected(*why);
  // What was found in the middle of a step is an end of its own.
  const bool ends = bad || outcome.ended;
  const bool midStep = bad && !m_world.canMove().empty();
  if (!midStep)
    if (const State known = m_known.find(fingerprint(), number); known != FingerprintTable::kNew) {
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

std::vector<TaskId> Graph::stepsTo(State state) const {
  std::vector<TaskId> steps;
  for (; m_nodes[state].parent != kNone; state = m_nodes[state].parent) steps.push_back(m_nodes[state].task);
  std::reverse(steps.begin(), steps.end());
  return steps;
}

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
