// SPDX-License-Identifier: GPL-2.0-or-later
// How the timeline's area is shared out: title and overview on top, then the ruler, then labels and lanes,
// and the legend at the foot where there is room. Pixels, whole ones.
#pragma once

#include <QRectF>

#include "views/timeline/timeline_coordinates.h"

namespace kts::views {

struct TimelineGeometry {
  QRectF title, overview, ruler, labels, lanes, legend;  // legend is empty when it is not shown
  double scale = 1;

  PixelSpan span() const { return {lanes.left(), lanes.width()}; }
  PixelSpan overviewSpan() const { return {overview.left(), overview.width()}; }
  bool operator==(const TimelineGeometry&) const = default;
};

// `labelWidth` is what the longest label wants; at most a quarter of the width is given. `legend`: its lines,
// or 0.
inline TimelineGeometry geometryOf(const QRectF& area, double labelWidth, double scale, int legend) {
  TimelineGeometry g;
  g.scale = scale;
  const double pad = std::round(10 * scale), right = std::round(14 * scale);
  const double gutter =
      std::round(std::clamp(labelWidth, 84 * scale, std::max(84 * scale, area.width() * 0.25)));
  const double x = area.left() + pad + gutter, width = std::max(1.0, area.right() - right - x);
  const double overviewHeight = std::round(26 * scale), rulerHeight = std::round(22 * scale);
  double y = area.top() + std::round(8 * scale);
  g.title = QRectF(area.left() + pad, y, gutter, overviewHeight);
  g.overview = QRectF(x, y, width, overviewHeight);
  y += overviewHeight + std::round(2 * scale);
  g.ruler = QRectF(x, y, width, rulerHeight);
  y += rulerHeight;
  const double legendHeight = legend > 0 ? std::round((8 + 18 * legend) * scale) : 0;
  const double foot =
      area.bottom() - (legend > 0 ? legendHeight + std::round(4 * scale) : std::round(8 * scale));
  const double height = std::max(1.0, foot - y);
  g.labels = QRectF(area.left(), y, pad + gutter, height);
  g.lanes = QRectF(x, y, width, height);
  if (legend > 0) g.legend = QRectF(area.left() + pad, foot, area.width() - pad - right, legendHeight);
  return g;
}

}  // namespace kts::views
