// SPDX-License-Identifier: GPL-2.0-or-later
// Paints a comparison on any device: a widget, an image, SVG, PDF.
#pragma once

#include "views/compare/compare_scene.h"

class QPainter;

namespace kts::views {

// Fills the scene's size with the theme's panel colour and draws the scene upon it.
void paintComparison(QPainter& painter, const CompareScene& scene, const Theme& theme);

}  // namespace kts::views
