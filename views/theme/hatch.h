// SPDX-License-Identifier: GPL-2.0-or-later
// Patterns that tell lane states apart without colour. Drawn as lines that end at the rectangle, so that they
// look alike on a screen, in an image, in SVG and in PDF.
#pragma once

#include <QBrush>
#include <QRectF>

#include "views/theme/theme.h"

class QPainter;

namespace kts::views {

// Fills `rect` with the state's ground and its pattern; `scale` is the theme's.
void paintLaneGround(QPainter& painter, const QRectF& rect, const LaneStyle& style, double scale);

// The pattern's lines alone.
void paintHatch(QPainter& painter, const QRectF& rect, Hatch hatch, const QColor& ink, double scale);

// Ground and pattern as a texture, for those who fill thousands of rectangles on a screen.
// Not for SVG: its generator draws no textures.
QBrush hatchBrush(const LaneStyle& style, double scale, double devicePixelRatio = 1);

}  // namespace kts::views
