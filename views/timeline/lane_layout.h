// SPDX-License-Identifier: GPL-2.0-or-later
// Where each lane's row is, top to bottom, and what stands where inside a row. Pixels at the theme's scale;
// rows are measured from the top of the first one, whatever has been scrolled.
#pragma once

#include <cstddef>
#include <vector>

#include "recordings/recording.h"

namespace kts::views {

// How tall rows are. Slim: a bar; Compact and Comfortable: a bar and strips for the functions that a
// task is in; Expanded: these strips carry names.
enum class RowDensity { Slim, Compact, Comfortable, Expanded };

// Inside a row, from its top. `strips` is how many nested functions have room, 0 when none.
struct RowParts {
  double height = 0;
  double tickTop = 0, tickHeight = 0;
  double barTop = 0, barHeight = 0;
  double stripTop = 0, stripHeight = 0, stripPitch = 0;
  int strips = 0;
  bool stripNames = false;
  bool words = true;  // the bar is tall enough for them
};

RowParts rowPartsOf(RowDensity density, recordings::LaneKind kind, bool collapsed, double scale);

// The rows [first, last) that a viewport shows, in part or whole.
struct RowRange {
  std::size_t first = 0, last = 0;
  bool operator==(const RowRange&) const = default;
};

class LaneLayout {
 public:
  LaneLayout() = default;
  // One entry per lane; `collapsed` and `quiet` may be shorter: the rest are not. A quiet lane has nothing to
  // tell beside its state, and is slim at any density.
  LaneLayout(const std::vector<recordings::Lane>& lanes, const std::vector<bool>& collapsed,
             RowDensity density, double scale, const std::vector<bool>& quiet = {});

  std::size_t rows() const { return m_parts.size(); }
  const RowParts& parts(std::size_t row) const { return m_parts[row]; }
  double top(std::size_t row) const { return m_tops[row]; }  // row == rows(): the bottom of the last
  double height() const { return m_tops.back(); }
  RowDensity density() const { return m_density; }

  // The row at y: the first above it, the last below it; 0 when there is none.
  std::size_t rowAt(double y) const;
  bool isOnARow(double y) const { return y >= 0 && y < height(); }
  RowRange visible(double scroll, double viewportHeight) const;
  // The scroll nearest to the wish that shows no emptiness below the last row.
  double clippedScroll(double wish, double viewportHeight) const;

 private:
  std::vector<RowParts> m_parts;
  std::vector<double> m_tops{0.0};
  RowDensity m_density = RowDensity::Comfortable;
};

// The tallest rows with which all lanes fit; where not even compact ones do, compact for up to
// `manyLanes` lanes (they scroll) where some can be seen at once, else slim.
RowDensity densityThatFits(const std::vector<recordings::Lane>& lanes, const std::vector<bool>& quiet,
                           double viewportHeight, double scale, std::size_t manyLanes = 16);

}  // namespace kts::views
