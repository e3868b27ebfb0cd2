// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/transition_system.h"

#include <algorithm>

#include "engine/exploration/hash.h"

namespace kts::engine {

std::expected<void, Problem> TransitionSystem::begin() {
  m_world.save(m_first);
  return forget();
}

std::expected<void, Problem> TransitionSystem::forget() {
  m_world.restore(m_first);
  m_images.emplace(m_world);
  m_numbers = {};
  m_states.clear(), m_steps.clear(), m_pieces.clear();
  if (auto few = checkTasks(); !few) return few;
  arrive();
  return {};
}

std::expected<void, Problem> TransitionSystem::checkTasks() const {
  const std::uint32_t most = m_world.buffersStores() ? kMostTasks / 2 : kMostTasks;
  if (m_world.kernel().taskCount() <= most) return {};
  return std::unexpected(Problem{"dpor follows at most " + std::to_string(most) +
                                 " tasks: ask for fewer, or explore with graph"});
}

// The state that the world is in.
TransitionSystem::State TransitionSystem::arrive() {
  const std::span<const ImageStore::Piece> pieces = m_images->keep();
  const auto next = static_cast<State>(m_states.size());
  std::uint64_t hash = hashOf(std::as_bytes(pieces).data(), pieces.size_bytes());
  for (State known; (known = m_numbers.find(hash, next)) != FingerprintTable::kNew; hash = finished(hash))
    if (std::ranges::equal(piecesOf(known), pieces)) return known;  // and not another with that hash
  About about = describe();
  about.steps = static_cast<std::uint32_t>(m_steps.size());
  about.pieces = static_cast<std::uint32_t>(m_pieces.size());
  about.countOfPieces = static_cast<std::uint32_t>(pieces.size());
  about.canMove.forEach([&](Slot) { m_steps.push_back({}); });
  m_pieces.endAt(std::ranges::copy(pieces, m_pieces.roomFor(pieces.size())).out);
  m_states.push_back(about);
  return next;
}

TransitionSystem::About TransitionSystem::describe() const {
  About about;
  m_world.canMove().forEach([&](TaskId move) {
    about.canMove.insert(slotOf(move));
    if (m_world.isStore(move)) return;
    const task_struct& task = m_world.kernel().task(move);
    const std::uint32_t word = task.word.peek();
    if (!task_word::isSleepState(word)) return;
    about.announced.insert(slotOf(move));
    if (task.op.kind == OpKind::Schedule && !task_word::isInterrupted(word))
      about.sleepers.insert(slotOf(move));
  });
  if (!about.canMove.empty()) return about;
  for (TaskId task = 0; task < m_world.kernel().taskCount(); ++task) {
    const OpKind kind = m_world.nextOperation(task).kind;
    about.stuck = about.stuck || kind == OpKind::Lock || kind == OpKind::Inactive;
  }
  return about;
}

namespace {
std::optional<Problem> whyNotFollowed(OpKind kind) {
  if (kind == OpKind::Freeze || kind == OpKind::Yield)
    return Problem{"dpor does not follow the freezer: explore with graph"};
  if (kind == OpKind::Children || kind == OpKind::CountActive)
    return Problem{"dpor does not follow who walks all tasks: explore with graph"};
  return {};
}
}  // namespace

std::expected<Outcome, Problem> TransitionSystem::make(State from, Slot slot) {
  putBack(from);
  const TaskId move = moveOf(slot), owner = ownerOf(slot);
  const Operation operation = isStore(slot) ? Operation() : m_world.nextOperation(move);
  if (auto why = whyNotFollowed(operation.kind)) return std::unexpected(*why);
  const std::uint32_t requests = m_world.kernel().requestCount();
  const std::size_t stores = m_world.storesWaiting(owner);
  OpenAccesses open;
  if (operation.kind == OpKind::Access) open = m_world.openAccesses(owner);
  Step made;
  made.kind = operation.kind;
  made.object = operation.object;
  made.tasksBefore = static_cast<std::uint8_t>(m_world.kernel().taskCount());
  const Outcome outcome = stepOf(m_world, move);
  made.footprint = m_footprintOf(move, operation, requests, open);
  if (auto few = checkTasks(); !few) return std::unexpected(few.error());
  made.tasks = static_cast<std::uint8_t>(m_world.kernel().taskCount());
  if (m_world.buffersStores()) {
    made.stores =
        static_cast<std::int8_t>(static_cast<int>(m_world.storesWaiting(owner)) - static_cast<int>(stores));
    made.fence = !isStore(slot) && Kernel::isFence(operation);
    if (m_world.reached().kind == OpKind::Unlock) made.releases = m_world.reached().object;
  } else if (operation.kind == OpKind::Unlock) {
    made.releases = operation.object;
  }
  made.slept = operation.kind == OpKind::Schedule && m_world.nextOperation(move).kind == OpKind::Resume;
  if (outcome.finding) return outcome;
  if (m_world.hasTimers())
    return std::unexpected(Problem{"dpor does not follow who sleeps for a time: explore with graph"});
  made.to = arrive();
  made.awake = wokenBetween(m_states[from], m_states[made.to], owner);
  m_steps[indexOf(from, slot)] = made;
  return outcome;
}

// Nobody but a task itself says that it will sleep, and who has said so and does not any more was woken.
SlotSet TransitionSystem::wokenBetween(const About& before, const About& after, TaskId mover) const {
  SlotSet woken = before.announced.without(after.announced);
  woken.erase(mover);
  SlotSet awake;
  after.canMove.forEach([&](Slot slot) {
    if (isStore(slot)) return;
    if (woken.contains(slot) || !before.canMove.contains(slot)) awake.insert(slot);
  });
  return awake;
}

std::uint64_t TransitionSystem::bytes() const {
  return (m_images ? m_images->bytes() : 0) + m_numbers.bytes() + m_states.bytes() + m_steps.bytes() +
         m_pieces.bytes();
}

}  // namespace kts::engine
