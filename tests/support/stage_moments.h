// SPDX-License-Identifier: GPL-2.0-or-later
// Scenes of hand-written runs.
#pragma once

#include "tests/support/event_script.h"
#include "views/stage/scene_of.h"

namespace kts::test {

// A script of tests/views/fixtures, by its name without ending.
EventScript fixture(const std::string& name);

// The scene after the first `seq` events.
views::StageScene sceneAt(const EventScript& script, Seq seq, const views::Theme& theme, QSizeF size,
                          const views::Selection& selection = {});

// What is wrong with a scene's geometry, "" when nothing is: every shape inside the canvas, every word inside
// its box, no word upon another, each key once.
QString faultOf(const views::StageScene& scene, const views::Theme& theme);

}  // namespace kts::test
