// SPDX-License-Identifier: GPL-2.0-or-later
// From durations to pixels: an even scale from 0 where lengths are compared, and one of powers of ten where
// durations of very different size stand on one axis.
#pragma once

#include <QString>
#include <vector>

#include "recordings/compare/request_times.h"

namespace kts::views {

struct ScaleTick {
  double at = 0;  // 0 to 1 along the scale
  QString label;
};

class CompareScale {
 public:
  // Even, from 0 to `most` ns.
  static CompareScale even(double most);
  // For all of these durations: even where they lie close together, else by powers of ten. What is shorter
  // than the scale's begin stands at its begin, and the longest of many at its end.
  static CompareScale spread(const recordings::RunTimes& a, const recordings::RunTimes& b);

  double at(double ns) const;  // 0 to 1, beyond it for what is longer than the scale
  bool byTens() const { return m_byTens; }
  double most() const { return m_most; }
  // Labels at least `gap` pixels apart on a scale `width` pixels wide.
  std::vector<ScaleTick> ticks(double width, double gap) const;

 private:
  double m_least = 0, m_most = 1;
  bool m_byTens = false;
};

}  // namespace kts::views
