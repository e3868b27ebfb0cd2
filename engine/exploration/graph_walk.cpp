// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/graph_walk.h"

#include <algorithm>

namespace kts::engine {

const std::vector<GraphWalk::State>& GraphWalk::leadsTo(State state) {
  m_leadsTo.clear();
  m_graph.m_chart.eachEdgeOf(state, [&](State to, std::uint32_t) { m_leadsTo.push_back(to); });
  return m_leadsTo;
}

void GraphWalk::toBegin() {
  m_graph.m_world.restore(m_graph.m_begin);
  m_graph.m_expander.steps().begin();
  m_steps.clear();
  arrive();
}

void GraphWalk::make(TaskId move) {
  m_steps.push_back(m_graph.m_world.chosen(move));
  m_graph.m_expander.steps().make(m_pieces, move);
  arrive();
}

// The edges do not tell which move of a state is which.
void GraphWalk::makeTowards(State next) {
  for (const TaskId move : m_moves) {
    m_graph.m_expander.steps().make(m_pieces, move);
    if (reached() != next) continue;
    m_steps.push_back(m_graph.m_world.chosen(move));
    return arrive();
  }
}

// Where the last step has led to.
void GraphWalk::arrive() {
  m_state = reached();
  m_pieces.assign(m_graph.m_expander.steps().pieces().begin(), m_graph.m_expander.steps().pieces().end());
  m_movers.clear();
  m_graph.m_expander.steps().canMove().forEach([&](TaskId move) {
    const std::uint64_t colour = m_graph.m_expander.fingerprints().colourOf(move);
    const bool alike = std::ranges::find(m_movers, colour, &Mover::colour) != m_movers.end();
    if (!m_graph.m_spec.symmetry || !alike) m_movers.push_back({colour, move});
  });
  std::ranges::sort(m_movers);
  m_moves.clear();
  if (m_state == kNone) return;
  for (const Mover& mover : m_movers) m_moves.push_back(mover.move);
}

}  // namespace kts::engine
