// SPDX-License-Identifier: GPL-2.0-or-later
// The shapes of one lane's row: bars, accents, words, the depth's steps.
#pragma once

#include "views/timeline/timeline_shapes.h"

namespace kts::views {

// A row on the device; parts is null for a row that is out of sight.
struct RowFrame {
  const RowParts* parts = nullptr;
  double top = 0;
};

// A task's or a lock's lane of an exact window.
void addSegments(const TimelineContent& content, const ShapeFrame& frame, std::size_t track,
                 const RowFrame& row, TimelineShapes& shapes);
// The same of a window of columns.
void addColumns(const TimelineContent& content, const ShapeFrame& frame, std::size_t track,
                const RowFrame& row, TimelineShapes& shapes);
// The list's depth of either.
void addDepth(const TimelineContent& content, const ShapeFrame& frame, std::size_t track, const RowFrame& row,
              TimelineShapes& shapes);

}  // namespace kts::views
