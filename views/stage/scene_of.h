// SPDX-License-Identifier: GPL-2.0-or-later
// From a moment of a run to shapes. Pure: the same moment, size and theme give the same scene. Measures text,
// so it needs a QGuiApplication and loadFonts().
#pragma once

#include <span>

#include "views/findings/finding_marks.h"
#include "views/stage/cast.h"
#include "views/stage/scene.h"

namespace kts::views {

struct StageView {
  QSizeF size{960, 330};
  Selection selection;
  std::span<const TaskId> before;  // StageScene::shown of the scene before: keeps crowds from jumping
  bool headline = true;            // the event's number and sentence on top; the window has them elsewhere
  std::span<const FindingMark> marks = {};  // of the present event
  bool mayBeLow = false;                    // see layoutOf()
};

// `theme` gives fonts and sizes at the person's scale; colours stay named. `moment.state` must be set.
StageScene sceneOf(const StageMoment& moment, const Theme& theme, const StageView& view);

}  // namespace kts::views
