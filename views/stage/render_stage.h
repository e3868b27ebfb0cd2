// SPDX-License-Identifier: GPL-2.0-or-later
// The stage at one event of a recording as a picture, on any QPainter: image, SVG, PDF.
#pragma once

#include <optional>

#include "recordings/recording.h"
#include "views/selection.h"
#include "views/theme/theme.h"

class QPainter;

namespace kts::views {

struct StagePicture {
  QSizeF size{1600, 560};
  std::optional<Seq> at;  // the event whose moment is shown; nothing: the last one
  Selection selection;
};

// Fills `size` from the painter's origin. Problem when the recording cannot be read, or has no such event.
recordings::Result<void> renderStage(QPainter& painter, const recordings::Recording& recording,
                                     const Theme& theme, const StagePicture& picture);

}  // namespace kts::views
