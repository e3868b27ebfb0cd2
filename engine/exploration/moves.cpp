// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/moves.h"

#include "engine/exploration/good_end.h"
#include "engine/exploration/lost_wakeup.h"

namespace kts::engine {

Outcome outcomeNow(World& world) {
  if (world.hasFinding()) return {true, world.takeFinding()};
  if (!world.canMove().empty()) return {};
  return {true, findingAtEnd(world)};
}

Outcome stepOf(World& world, TaskId move) {
  Operation made = world.isStep(move) ? world.nextOperation(move) : Operation();
  world.step(move);
  if (world.isStore(move)) made = world.reached();
  Outcome outcome = outcomeNow(world);
  if (outcome.ended) return outcome;
  outcome.lost = asleepInVain(SeenState(world), world.ownerOf(move), made.kind, made.object);
  return outcome;
}

std::optional<Problem> whyNotExplored(const Finding& finding) {
  if (finding.kind == World::kTimer)
    return Problem{
        "a task sleeps for a time while stores wait in buffers, which is not explored: choose memory sc"};
  if (finding.kind == World::kTooLarge)
    return Problem{"the run makes " + finding.sentence + ", which cannot be explored: ask for fewer"};
  return {};
}

}  // namespace kts::engine
