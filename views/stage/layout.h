// SPDX-License-Identifier: GPL-2.0-or-later
// Which part of the canvas belongs to what. Grows the drawing with the canvas, and shrinks it rather than
// letting anything be cut off.
#pragma once

#include <QRectF>
#include <QSizeF>
#include <cstddef>

namespace kts::views {

struct StageLayout {
  // There is no room for all of it at the person's scale: without the foot, kthreadd's present steps alone.
  bool low = false;
  double scale = 1;     // of fonts, lines and boxes
  QRectF headline;      // the event's sentence
  double topLane = 0;   // y of the lane above the columns, where wakes run
  double footLane = 0;  // y of the lane below them
  double labels = 0;    // y of the column headings
  double labelHeight = 0;
  QRectF callers, lock, list, kthreadd, threads;  // boxes, without their headings
  QRectF foot;                                    // completions and the other locks
  int footRows = 1;
};

// `rows`: how many figures the fuller of the two crowds would like; `headlineLines` 0 to 2.
// `mayBeLow`: something may be left out where all of it would be smaller than the person wants to read.
StageLayout layoutOf(QSizeF size, double themeScale, std::size_t rows, int headlineLines,
                     bool mayBeLow = false);

// A smaller canvas has no room for the whole drawing, not even at the theme's least scale.
QSizeF leastCanvas();

// How a crowd's column is divided.
struct Rows {
  std::size_t room = 0;  // cards
  double height = 0, gap = 0;
  bool oneLine = false;
  bool overflow = false;  // a counting card stands below the last
};
inline constexpr double kCardHeight = 52, kCardGap = 8, kLowCardHeight = 28, kLowCardGap = 5,
                        kCountHeight = 42;
Rows rowsOf(double columnHeight, double scale, std::size_t tasks);

}  // namespace kts::views
