// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a world in which nobody can move has plainly ended well. Of very many ends nearly all have: to fold
// a whole state for each, and to have it judged, would cost more than the steps that lead there.
#pragma once

#include "engine/exploration/world.h"

namespace kts::engine {

// No request lies in a list, nobody is told to stop, and each task has exited, is a process outside the
// kernel, or sleeps where it may. Then judgeEnding() finds nothing; where not, it may find something.
bool plainlyEndsWell(const World& world);

}  // namespace kts::engine
