// SPDX-License-Identifier: GPL-2.0-or-later
// The marks of the ruler, in steps or in ns, µs, ms and s: round numbers as far apart as their labels need.
#pragma once

#include <QString>
#include <vector>

#include "recordings/recording.h"
#include "views/timeline/timeline_coordinates.h"

namespace kts::views {

struct TimeTick {
  double value = 0;
  QString label;  // "" for one between two labelled ones

  bool operator==(const TimeTick&) const = default;
};

// Marks of [range.from, range.to] in rising order, labelled ones at least `labelGap` pixels apart, all at
// least a quarter of that. On the step axis all stand at whole, non-negative numbers.
std::vector<TimeTick> ticksOf(recordings::Axis axis, const AxisRange& range, double widthPx, double labelGap);

// "88" or "12.41 µs": one place on the axis, precise to `resolution` (the width of a pixel in values).
QString valueText(recordings::Axis axis, double value, double resolution);

// A duration with three digits that count: "640 ns", "12.4 µs", "3.05 ms".
QString durationText(double ns);

}  // namespace kts::views
