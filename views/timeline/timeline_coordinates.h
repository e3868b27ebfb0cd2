// SPDX-License-Identifier: GPL-2.0-or-later
// Where things are on the timeline: free functions between values and pixels.
//
// A value is a place on the axis: an event's seq on the step axis, nanoseconds on the time axis. An event is
// an instant: it stands at its value, and the state it brings about lies to its right. A segment of events
// [from, to) reaches from the instant of `from` to the instant of `to`.
#pragma once

#include <algorithm>

namespace kts::views {

// The stretch of the axis that is shown, in values. Always from < to where a function here returns it.
struct AxisRange {
  double from = 0, to = 1;

  double width() const { return to - from; }
  bool contains(double value) const { return from <= value && value <= to; }
  bool contains(const AxisRange& other) const { return from <= other.from && other.to <= to; }
  bool operator==(const AxisRange&) const = default;
};

// The pixels [left, left + width) that show a range.
struct PixelSpan {
  double left = 0, width = 1;

  double right() const { return left + width; }
  bool operator==(const PixelSpan&) const = default;
};

// The pixel of a value, outside of the span when the value is outside of the range.
// Returns the span's left edge for an empty range.
inline double valueToPixel(double value, const AxisRange& range, const PixelSpan& span) {
  if (range.width() <= 0) return span.left;
  return span.left + (value - range.from) / range.width() * span.width;
}

// The value under a pixel, beyond the range when the pixel is beyond the span.
// Returns range.from when the span has no width.
inline double pixelToValue(double pixel, const AxisRange& range, const PixelSpan& span) {
  if (span.width <= 0) return range.from;
  return range.from + (pixel - span.left) / span.width * range.width();
}

// The range moved, and narrowed where it is too wide, so that it lies within limits.
// A range that is wider than the limits becomes the limits.
inline AxisRange clippedTo(AxisRange range, const AxisRange& limits) {
  const double width = std::min(range.width(), limits.width());
  const double from = std::clamp(range.from, limits.from, std::max(limits.from, limits.to - width));
  return {from, from + width};
}

// Narrower by `factor` (> 1) or wider (< 1), with `anchor` staying at its pixel as long as the limits
// allow. Never narrower than `least`.
inline AxisRange zoomedAt(const AxisRange& range, double anchor, double factor, double least,
                          const AxisRange& limits) {
  const double width = std::clamp(range.width() / factor, std::min(least, limits.width()), limits.width());
  const double share = range.width() > 0 ? (anchor - range.from) / range.width() : 0.5;
  const double from = anchor - share * width;
  return clippedTo({from, from + width}, limits);
}

// Moved by `by` values and stopped at the limits, its width unchanged.
inline AxisRange pannedBy(const AxisRange& range, double by, const AxisRange& limits) {
  return clippedTo({range.from + by, range.to + by}, limits);
}

// The least movement that brings `value` into the middle part of the range, `margin` (0 to 0.5) of its width
// away from either edge. Unchanged when it is there already.
inline AxisRange revealed(const AxisRange& range, double value, double margin, const AxisRange& limits) {
  const double inset = range.width() * margin;
  if (value < range.from + inset) return pannedBy(range, value - range.from - inset, limits);
  if (value > range.to - inset) return pannedBy(range, value - range.to + inset, limits);
  return range;
}

}  // namespace kts::views
