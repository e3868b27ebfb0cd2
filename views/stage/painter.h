// SPDX-License-Identifier: GPL-2.0-or-later
// Paints a scene on any device: a widget, an image, SVG, PDF.
#pragma once

#include "views/stage/scene.h"

class QPainter;

namespace kts::views {

// Fills the scene's size with the theme's panel colour and draws the scene upon it. The theme's own scale
// does not matter: the scene has its size already.
void paintStage(QPainter& painter, const StageScene& scene, const Theme& theme);

}  // namespace kts::views
