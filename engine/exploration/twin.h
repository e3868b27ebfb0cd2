// SPDX-License-Identifier: GPL-2.0-or-later
// The run beside a story that ends well: what one step too early or too late has made of it.
#pragma once

#include <optional>

#include "engine/exploration/exploration.h"

namespace kts::engine {

// The schedule that shares the longest beginning with `story`, lets somebody else make the next step, goes on
// in turns, and ends without a finding. Nothing where no such step mends the run: two accesses that nothing
// orders stay so in whatever order they are made.
std::optional<Schedule> nearestPassing(const ExploreSpec& spec, const Schedule& story);

}  // namespace kts::engine
