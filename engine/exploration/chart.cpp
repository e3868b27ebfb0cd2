// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/chart.h"

#include <algorithm>

namespace kts::engine {

void Chart::beginEdges() {
  m_known = size();
  if (m_begun++ % kBlock == 0) m_blocks.push_back({m_edges.size(), m_known});
}

void Chart::addEdge(State to, std::uint32_t times) {
  std::uint8_t* at = m_edges.roomFor(3 * kMostBytesOfNumber);
  if (times != 1) {
    putNumber(at, kTimes);
    putNumber(at, times);
  }
  if (to == m_known)
    putNumber(at, kNew), ++m_known, ++m_states[m_begun - 1].found;
  else
    putNumber(at, kKnown + (m_known - 1 - to));
  m_edges.endAt(at);
}

void Chart::endEdges() { m_edges.push_back(kEnd); }

// Of the last block before which that state was not known; not of the first state.
Chart::State Chart::parentOf(State state) const {
  const Block* const after =
      std::ranges::upper_bound(m_blocks.begin(), m_blocks.end(), state, {}, &Block::known);
  State parent = static_cast<State>(after - 1 - m_blocks.begin()) * kBlock;
  State known = after[-1].known + m_states[parent].found;
  while (known <= state) known += m_states[++parent].found;
  return parent;
}

std::vector<TaskId> Chart::movesTo(State state) const {
  std::vector<TaskId> moves;
  for (; state != 0; state = parentOf(state)) moves.push_back(m_states[state].task);
  std::ranges::reverse(moves);
  return moves;
}

}  // namespace kts::engine
