// SPDX-License-Identifier: GPL-2.0-or-later
// What it means that nobody can move any more.
#pragma once

#include "engine/vocabulary/event_sink.h"
#include "engine/vocabulary/sentence.h"

namespace kts::engine {

// Verdict and finding of a state in which nobody can move and no timer is pending: `finished` when each task
// that is left is idle where it may be, `lost-wakeup` when one sleeps although what it waits for is there,
// else `deadlock`, which names who waits for what.
void judgeEnding(const ProtocolState& state, Names names, RunSummary& summary);

}  // namespace kts::engine
