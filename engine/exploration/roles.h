// SPDX-License-Identifier: GPL-2.0-or-later
// Who a task is, whatever its id: ids are given as tasks are made, so that states which fingerprints call the
// same (without symmetry) may have other ids for the same threads. In the order of roles they do not differ:
// first the tasks that the scenario begins with, then threads, by who asked for them and the how manieth it
// is of theirs.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/exploration/seen_state.h"

namespace kts::engine {

class Roles {
 public:
  // Of a world in its first state.
  explicit Roles(const World& world) : m_world(world), m_firstTasks(world.kernel().taskCount()) {}

  // What is looked at next is no later state of the same run: ids may mean others.
  void begin() { m_roles.clear(); }
  // The moves that can be made in that state, by role: a task's step before what is beside it.
  void sort(const SeenState& state, const TaskSet& canMove, std::vector<TaskId>& moves);
  // The n-th of them, from 0; there is one.
  TaskId nth(const SeenState& state, const TaskSet& canMove, std::uint32_t n);

 private:
  using Role = std::uint64_t;
  void know(const SeenState& state);
  Role roleOf(const task_struct& task, const SeenState& state) const;
  Role roleOf(TaskId move) const {
    return m_roles[m_world.ownerOf(move)] << 1 | std::uint64_t(!m_world.isStep(move));
  }

  const World& m_world;
  const std::uint32_t m_firstTasks;
  std::vector<Role> m_roles;  // by task
  struct Ranked {
    Role role;
    TaskId move;
  };
  std::vector<Ranked> m_ranked;  // of nth()
};

}  // namespace kts::engine
