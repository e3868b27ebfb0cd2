// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/roles.h"

#include <algorithm>

namespace kts::engine {

Roles::Role Roles::roleOf(const task_struct& task, const SeenState& state) const {
  constexpr Role kThread = Role(1) << 48, kForked = Role(2) << 48;
  if (task.id < m_firstTasks) return task.id;
  if (task.bornOf == kNoRequest) return kForked | task.id;
  const task_struct* caller = state.request(task.bornOf).caller;
  Role ordinal = 0;
  for (RequestId before = 0; before < task.bornOf; ++before)
    ordinal += state.request(before).caller == caller;
  return kThread | Role(caller ? caller->id : kNoTask) << 24 | ordinal;
}

// What is known of a task stays, for as long as the run goes on.
void Roles::know(const SeenState& state) {
  for (auto task = static_cast<TaskId>(m_roles.size()); task < state.taskCount(); ++task)
    m_roles.push_back(roleOf(state.task(task), state));
}

void Roles::sort(const SeenState& state, const TaskSet& canMove, std::vector<TaskId>& moves) {
  know(state);
  moves.clear();
  canMove.forEach([&](TaskId move) { moves.push_back(move); });
  std::ranges::sort(moves, {}, [this](TaskId move) { return roleOf(move); });
}

// The one with n before it: there are few, and none is moved.
TaskId Roles::nth(const SeenState& state, const TaskSet& canMove, std::uint32_t n) {
  if (!m_world.hasMovesBeside() && canMove.atMostOneFrom(m_firstTasks)) return canMove.nth(n);
  know(state);
  m_ranked.clear();
  canMove.forEach([&](TaskId move) { m_ranked.push_back({roleOf(move), move}); });
  for (const auto& [role, move] : m_ranked) {
    std::uint32_t before = 0;
    for (const auto& other : m_ranked) before += other.role < role;
    if (before == n) return move;
  }
  return kNoTask;
}

}  // namespace kts::engine
