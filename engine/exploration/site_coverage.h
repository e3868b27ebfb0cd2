// SPDX-License-Identifier: GPL-2.0-or-later
// Which lines of the protocol's source an exploration has come to, of those that make events: a line that no
// order reaches is proved nothing about.
#pragma once

#include "engine/exploration/exploration.h"
#include "engine/exploration/world.h"

namespace kts::engine {

// Of the design's and the variant's files. Lines of functions that the variant replaces are among them.
SiteCoverage coverageOf(const World& world, const Settings& settings);

}  // namespace kts::engine
