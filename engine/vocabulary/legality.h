// SPDX-License-Identifier: GPL-2.0-or-later
// What no legal order of events ever shows, whatever the protocol: a lock with two owners, a task that runs
// while it sleeps, a wait that ends before its completion. These are the rules of the group Order in
// rule_table.h; not the protocol's: those may break.
#pragma once

#include <optional>
#include <string>

#include "engine/vocabulary/protocol_state.h"

namespace kts {

// Why `event` cannot follow `state`, or nothing when it can.
std::optional<std::string> whyIllegal(const ProtocolState& state, const Event& event);

}  // namespace kts
