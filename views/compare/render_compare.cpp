// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/compare/render_compare.h"

#include "views/compare/compare_painter.h"

namespace kts::views {

void renderComparison(QPainter& painter, const recordings::Comparison& comparison, const Theme& theme,
                      QSizeF size) {
  CompareLook look;
  look.size = size;
  look.scrolls = false;
  // A large picture is for a wall: its words grow with it.
  const Theme own = theme.scaledBy(std::clamp(std::min(size.width() / 1600, size.height() / 1000), 1.0, 4.0));
  paintComparison(painter, compareSceneOf(comparison, orderOf(comparison, look.order), own, look), own);
}

}  // namespace kts::views
