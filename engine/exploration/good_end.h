// SPDX-License-Identifier: GPL-2.0-or-later
// How a world in which nobody can move has ended. Of very many ends nearly all are good, and plainly so: to
// make a whole protocol state of each, and to have it judged, would cost more than the steps that lead there.
#pragma once

#include <optional>

#include "engine/exploration/world.h"

namespace kts::engine {

// No request lies in a list, nobody is told to stop, and each task has exited, is a process outside the
// kernel, or sleeps where it may. Then judgeEnding() finds nothing; where not, it may find something.
bool plainlyEndsWell(const World& world);
// What judgeEnding() finds, if anything.
std::optional<Finding> findingAtEnd(const World& world);

}  // namespace kts::engine
