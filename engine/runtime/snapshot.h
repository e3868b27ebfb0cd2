// SPDX-License-Identifier: GPL-2.0-or-later
// The engine's own state in the vocabulary's words, read from its objects and not from events: the world
// before the first event, what a verdict is made of, and what the fold is held against.
#pragma once

#include "engine/protocol/kthread.h"
#include "engine/vocabulary/protocol_state.h"

namespace kts::engine {

// Only while no task of the run is moving.
ProtocolState stateOf(const Kthread& kernel);

}  // namespace kts::engine
