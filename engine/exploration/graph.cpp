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
      m_rules(spec) {}

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
    Layer::End from{0, 0};
    for (m_at = 0; m_at < m_now.states.size(); ++m_at) {
      if (!m_watch.goOn([this] { return covered(); })) return {};
      const Layer::End to = m_now.ends[m_at];
      const std::span pieces(m_now.pieces);
      const std::span moves(m_now.moves);
      if (auto done = goOnFrom(m_now.states[m_at], pieces.subspan(from.pieces, to.pieces - from.pieces),
                               moves.subspan(from.moves, to.moves - from.moves));
          !done)
        return done;
      from = to;
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
  m_colours.clear();
  const std::size_t first = m_next.moves.size();
  m_world.canMove().forEach([&](TaskId task) {
    const std::uint64_t colour = m_spec.symmetry ? m_fingerprints.colourOf(task) : task;
    const auto alike = std::ranges::find(m_colours, colour, [](const auto& known) { return known.first; });
    if (alike != m_colours.end()) {
      ++m_next.moves[first + alike->second].times;
      return;
    }
    m_colours.emplace_back(colour, static_cast<std::uint16_t>(m_colours.size()));
    m_next.moves.push_back({static_cast<std::uint16_t>(task), 1});
  });
  m_next.ends.push_back({m_next.pieces.size(), m_next.moves.size()});
}

// One step of each task that can move.
std::expected<void, Problem> Graph::goOnFrom(State state, std::span<const ImageStore::Piece> pieces,
                                             std::span<const Move> moves) {
  TaskId last = kNoTask;
  for (const Move move : moves) {
    if (last == kNoTask)
      m_images.putBack(pieces);
    else
      m_images.putBackAfter(last, pieces);
    last = m_world.ownerOf(move.task);
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
