// SPDX-License-Identifier: GPL-2.0-or-later
// Two runs side by side as a picture, on any QPainter: image, SVG, PDF.
#pragma once

#include "recordings/compare/comparison.h"
#include "views/theme/theme.h"

class QPainter;

namespace kts::views {

// Fills `size` from the painter's origin. Requests that have no room are counted at the bottom.
void renderComparison(QPainter& painter, const recordings::Comparison& comparison, const Theme& theme,
                      QSizeF size);

}  // namespace kts::views
