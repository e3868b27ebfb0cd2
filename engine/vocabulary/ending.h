// SPDX-License-Identifier: GPL-2.0-or-later
// What it means that nobody can move any more.
#pragma once

#include "engine/vocabulary/event_sink.h"
#include "engine/vocabulary/sentence.h"

namespace kts {

// Verdict and finding of a state in which nobody can move and no timer is pending: `finished` when each task
// that is left is idle where it may be, `lost-wakeup` when one sleeps although what it waits for is there,
// else `deadlock`, which names who waits for what.
void judgeEnding(const ProtocolState& state, Names names, RunSummary& summary);

// What `task` waits for has come already, in words ("request 2 is in kthread_create_list"); "" when it has
// not, or it does not sleep.
std::string whatIsThere(const Task& task, const ProtocolState& state);

// Those that are not idle, and can never go on.
std::vector<TaskId> stuckTasks(const ProtocolState& state);

}  // namespace kts
