// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "engine/schedulers/scheduler.h"

namespace kts::engine {

namespace {

class RoundRobin : public Scheduler {
 public:
  std::optional<TaskId> next(std::span<const TaskId> canMove, TaskId last) override {
    if (last == kNoTask) return canMove.front();
    const auto after = std::upper_bound(canMove.begin(), canMove.end(), last);
    return after == canMove.end() ? canMove.front() : *after;
  }
};

}  // namespace

std::unique_ptr<Scheduler> makeRoundRobin() { return std::make_unique<RoundRobin>(); }

}  // namespace kts::engine
