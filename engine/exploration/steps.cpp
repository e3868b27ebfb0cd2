// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/steps.h"

#include "engine/exploration/lost_wakeup.h"

namespace kts::engine {

// A protocol that a test plants may look anywhere.
Steps::Steps(const ExploreSpec& spec, World& world, bool footprints)
    : m_world(world),
      m_images(world),
      m_cache(world, m_images),
      m_withFootprints(footprints),
      m_remembers(!spec.everyByte && !spec.everyStep && !spec.protocol && StepCache::suits(world)),
      m_view(world) {}

void Steps::begin() {
  m_pieces = m_images.keep();
  m_view.look(m_pieces, m_images);
  m_canMove = m_world.canMove();
  if (m_remembers) m_cache.look(m_pieces);
  compare({});
}

// Of pieces that have no counterpart all may differ.
void Steps::compare(std::span<const Piece> from) {
  m_changed.clear();
  for (std::uint32_t place = 0; place < m_pieces.size(); ++place)
    if (place >= from.size() || m_pieces[place] != from[place]) m_changed.push_back(place);
}

Steps::Made Steps::make(std::span<const Piece> from, TaskId move) {
  if (m_remembers)
    if (auto made = known(from, move)) return *made;
  return makeInMemory(from, move);
}

// How a run ends is judged in memory.
std::optional<Steps::Made> Steps::known(std::span<const Piece> from, TaskId task) {
  const StepCache::Known* known = m_cache.find(from, task, m_to, m_changed);
  if (!known) return std::nullopt;
  m_canMove = m_cache.canMove(m_to);
  if (m_canMove.empty()) return std::nullopt;
  m_pieces = m_to;
  if (m_changed.empty()) compare(from);
  m_view.look(m_pieces, m_images);
  Made made;
  made.footprint = known->footprint;
  made.outcome.lost = asleepInVain(m_view, task, known->kind, known->object);
  return made;
}

Steps::Made Steps::makeInMemory(std::span<const Piece> from, TaskId move) {
  ++m_inMemory;
  m_images.putBack(from);
  const TaskId owner = m_world.ownerOf(move);
  const Operation operation = m_world.nextOperation(owner);
  const std::uint32_t requests = m_world.kernel().requestCount();
  const OpenAccesses open = m_world.openAccesses(owner);
  const ObjectId waitedFor = m_world.kernel().task(owner).waitsFor;
  Made made;
  made.outcome = stepOf(m_world, move);
  made.racedWith = m_world.racedWith();
  m_canMove = m_world.canMove();
  made.midStep = made.outcome.finding && !m_canMove.empty();
  if (made.midStep) {
    m_pieces = {};
    m_changed.clear();
    return made;
  }
  m_pieces = m_images.keep();
  compare(from);
  m_view.look(m_pieces, m_images);
  if (m_remembers) m_cache.look(m_pieces);
  if (made.outcome.ended) return made;
  if (m_withFootprints)
    if (const auto footprint = wholeFootprintOf(m_world, move, operation, requests, open, waitedFor))
      made.footprint = m_footprints.numberOf(*footprint);
  if (m_remembers) m_cache.learn(from, m_pieces, move, {operation.kind, operation.object, made.footprint});
  return made;
}

}  // namespace kts::engine
