// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/expander.h"

namespace kts::engine {

void Expansions::clear() {
  states.clear(), successors.clear(), changes.clear(), movers.clear(), findings.clear(), footprints.clear();
}

Expander::Expander(const ExploreSpec& spec, World& world, bool diamonds)
    : m_world(world),
      m_everyByte(spec.everyByte),
      m_diamonds(diamonds),
      m_steps(spec, world, diamonds),
      m_fingerprints(world, spec.symmetry) {}

void Expander::begin(Expansions& to) {
  m_steps.begin();
  describe({}, 0, to);
}

// An end has no moves, and no pieces.
void Expander::goTo(const Layer& layer, std::size_t place) {
  m_states.toFirst(layer.states);
  for (std::size_t before = 0; before < place; ++before)
    if (!layer.movesOf(before).empty()) m_states.take();
}

void Expander::expand(const Layer& layer, std::size_t place, Expansions& to) {
  if (!layer.movesOf(place).empty()) m_from = m_states.take();
  expandFrom(layer, place, false, to);
}

void Expander::expandWhole(const Layer& layer, std::size_t place, Expansions& to) {
  expandFrom(layer, place, true, to);
}

void Expander::expandFrom(const Layer& layer, std::size_t place, bool whole, Expansions& to) {
  const std::span<const Move> moves = layer.movesOf(place);
  for (std::size_t move = 0; move < moves.size(); ++move)
    if (whole || !m_diamonds || !layer.leadOf(place, move).diamond) {
      ++m_made;
      describe(m_steps.make(m_from, moves[move].task()), move, to);
    }
  to.states.push_back({static_cast<std::uint32_t>(place), static_cast<std::uint32_t>(to.successors.size())});
  for (; m_told < m_steps.footprints().size(); ++m_told)
    to.footprints.push_back(m_steps.footprints()[m_told]);
}

// The colours that it makes are asked for, too.
std::uint64_t Expander::fingerprint() {
  const std::uint64_t now = m_fingerprints.of(m_steps.state());
  return m_everyByte ? hashOfBytes(m_world) : now;
}

void Expander::describe(const Steps::Made& made, std::size_t move, Expansions& to) {
  Expansions::Successor successor{};
  successor.lost = made.outcome.lost;
  successor.footprint = made.footprint;
  successor.move = static_cast<std::uint8_t>(move);
  successor.ends = made.outcome.ended;
  successor.isState = !made.midStep;
  if (made.outcome.finding) {
    to.findings.push_back({*made.outcome.finding, made.racedWith});
    successor.finding = static_cast<std::uint16_t>(to.findings.size());
  }
  if (successor.isState) {
    successor.print = fingerprint();
    successor.names = m_diamonds ? m_fingerprints.names() : Fingerprints::kAlike;
    const std::span<const ImageStore::Piece> pieces = m_steps.pieces();
    successor.pieces = static_cast<std::uint32_t>(pieces.size());
    for (const std::uint32_t place : m_steps.changed()) to.changes.push_back({place, pieces[place]});
    m_steps.canMove().forEach([&](TaskId mover) {
      to.movers.push_back({m_fingerprints.colourOf(mover), mover});
    });
  }
  successor.changes = static_cast<std::uint32_t>(to.changes.size());
  successor.movers = static_cast<std::uint32_t>(to.movers.size());
  to.successors.push_back(successor);
}

}  // namespace kts::engine
