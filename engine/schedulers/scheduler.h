// SPDX-License-Identifier: GPL-2.0-or-later
// A scheduler is an oracle: asked before each step who moves. It keeps what it needs to answer the same way
// again, and nothing else of the run; one strategy, one file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/run.h"
#include "engine/schedulers/move_set.h"
#include "engine/vocabulary/ids.h"

namespace kts::engine {

class Scheduler {
 public:
  virtual ~Scheduler() = default;

  // One of `canMove` (never empty), or nothing: the run stops here. `last` made the step before.
  virtual std::optional<TaskId> next(const MoveSet& canMove, TaskId last) = 0;

  // Why it answered nothing, when that is a mistake in its input.
  virtual std::string complaint() const { return {}; }
};

// A step for each in turn, by rising id.
std::unique_ptr<Scheduler> makeRoundRobin();

// Each with the same probability; the same seed gives the same choices everywhere.
std::unique_ptr<Scheduler> makeRandom(std::uint64_t seed);

// The choices of a schedule, then round-robin. A choice that cannot move is a complaint.
std::unique_ptr<Scheduler> makeReplay(Schedule schedule);

// Asks its owner; `choicesOf` says what each of the tasks would do.
using ChoicesOf = std::function<std::vector<Choice>(const MoveSet&)>;
std::unique_ptr<Scheduler> makeManual(AskOwner ask, ChoicesOf choicesOf);

}  // namespace kts::engine
