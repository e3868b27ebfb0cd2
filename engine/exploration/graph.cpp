// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/graph.h"

#include <algorithm>

namespace kts::engine {

Graph::Graph(const ExploreSpec& spec, World& world, Watch& watch)
    : m_spec(spec), m_world(world), m_watch(watch), m_fingerprints(world, spec.symmetry), m_images(world) {}

std::uint64_t Graph::fingerprint() { return m_spec.everyByte ? hashOfBytes(m_world) : m_fingerprints.now(); }

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
  m_known.find(fingerprint(), 0);
  m_nodes.push_back({});
  m_next.states.push_back(0);
  m_images.keep(m_next.pieces);
  m_next.ends.push_back(m_next.pieces.size());
  for (m_depth = 0; !m_next.states.empty(); ++m_depth) {
    std::swap(m_now, m_next);
    m_next.clear();
    std::size_t from = 0;
    for (m_at = 0; m_at < m_now.states.size(); ++m_at) {
      if (!m_watch.goOn([this] { return covered(); })) return {};
      const std::span pieces(m_now.pieces);
      if (auto done = goOnFrom(m_now.states[m_at], pieces.subspan(from, m_now.ends[m_at] - from)); !done)
        return done;
      from = m_now.ends[m_at];
    }
  }
  m_whole = true;
  return {};
}

// One step of each task that can move. Of tasks that symmetry makes one, one moves, for all.
std::expected<void, Problem> Graph::goOnFrom(State state, std::span<const ImageStore::Piece> pieces) {
  m_images.putBack(pieces);
  m_fingerprints.now();
  struct Move {
    TaskId task;
    std::uint64_t colour;
    std::uint32_t times;
  };
  std::vector<Move> moves;
  m_world.canMove().forEach([&](TaskId task) {
    const std::uint64_t colour = m_fingerprints.colourOf(task);
    const auto alike =
        std::find_if(moves.begin(), moves.end(), [&](const Move& move) { return move.colour == colour; });
    if (m_spec.symmetry && alike != moves.end())
      ++alike->times;
    else
      moves.push_back({task, colour, 1});
  });
  bool first = true;
  for (const Move& move : moves) {
    if (!std::exchange(first, false)) m_images.putBack(pieces);
    const Outcome outcome = stepOf(m_world, move.task);
    ++m_transitions;
    const auto to = arrive(state, move.task, outcome);
    if (!to) return std::unexpected(to.error());
    m_edges.push_back({*to, move.times});
  }
  m_nodes[state].edgesEnd = static_cast<std::uint32_t>(m_edges.size());
  return {};
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
    if (const State known = m_known.find(fingerprint(), number); known != FingerprintTable::kNew)
      return known;
  m_nodes.push_back({from, static_cast<std::uint16_t>(task),
                     bad    ? Kind::BadEnd
                     : ends ? Kind::GoodEnd
                            : Kind::Inner,
                     0});
  if (bad && !found()) {
    m_found = number;
    m_tail = m_world.racedWith();
    m_watch.endIn(m_spec.secondsAfterFinding);
  }
  if (ends) return number;
  m_next.states.push_back(number);
  m_images.keep(m_next.pieces);
  m_next.ends.push_back(m_next.pieces.size());
  return number;
}

Way Graph::wayToFinding() const {
  Way way;
  for (State at = m_found; m_nodes[at].parent != kNone; at = m_nodes[at].parent)
    way.steps.push_back(m_nodes[at].task);
  std::reverse(way.steps.begin(), way.steps.end());
  way.tail = m_tail;
  return way;
}

}  // namespace kts::engine
