// SPDX-License-Identifier: GPL-2.0-or-later
// Arrows from cause to effect.
#pragma once

#include "views/timeline/timeline_shapes.h"

namespace kts::views {

// An end out of sight keeps its true place, so that the curve leaves the viewport in the right direction.
// Arrows between the same two pixels are one.
void addArrows(const TimelineContent& content, const ShapeFrame& frame, TimelineShapes& shapes);

}  // namespace kts::views
