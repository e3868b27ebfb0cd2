// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/schedulers/scheduler.h"

namespace kts::engine {

namespace {

class RoundRobin : public Scheduler {
 public:
  std::optional<TaskId> next(const MoveSet& canMove, TaskId last) override {
    const TaskId after = last == kNoTask ? kNoTask : canMove.from(last + 1);
    return after == kNoTask ? canMove.from(0) : after;
  }
};

}  // namespace

std::unique_ptr<Scheduler> makeRoundRobin() { return std::make_unique<RoundRobin>(); }

}  // namespace kts::engine
