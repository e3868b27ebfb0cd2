// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/known_states.h"

namespace kts::engine {

KnownStates::KnownStates(const ExploreSpec& spec, World& world, std::uint64_t mostBytes)
    : m_mostBytes(mostBytes),
      m_steps(spec, world, false),
      m_fingerprints(world, false),
      m_roles(world) {
  m_steps.begin();
  m_numbers.find(m_fingerprints.of(m_steps.state()), 0);
  add(0);
}

// The state that the last step led to.
KnownStates::State KnownStates::add(State number) {
  m_roles.begin();
  m_roles.sort(m_steps.state(), m_steps.canMove(), m_moves);
  m_words.push_back(static_cast<std::uint32_t>(m_moves.size()));
  m_words.push_back(static_cast<std::uint32_t>(m_kept.size()));
  m_words.resize(m_words.size() + m_moves.size(), kUnknown);
  m_kept.insert(m_kept.end(), m_moves.begin(), m_moves.end());
  m_kept.push_back(static_cast<std::uint32_t>(m_steps.pieces().size()));
  m_kept.insert(m_kept.end(), m_steps.pieces().begin(), m_steps.pieces().end());
  return number;
}

KnownStates::Made KnownStates::learn(State from, std::uint32_t n) {
  ++m_learned;
  const auto pieces = piecesOf(from);
  m_from.assign(pieces.begin(), pieces.end());
  Made made{m_steps.make(m_from, moveOf(from, n)).outcome};
  if (made.outcome.finding) return made;
  const auto next = static_cast<State>(m_words.size());
  const State known = m_numbers.find(m_fingerprints.of(m_steps.state()), next);
  made.to = known == FingerprintTable::kNew ? add(next) : known;
  if (made.outcome.lost == kNoTask) m_words[from + kHead + n] = made.to;
  return made;
}

TaskId KnownStates::putBack(State from, std::uint32_t n) {
  m_steps.putBack(piecesOf(from));
  return moveOf(from, n);
}

}  // namespace kts::engine
