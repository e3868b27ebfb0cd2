// SPDX-License-Identifier: GPL-2.0-or-later
// The whole timeline as a picture: overview, ruler, labels, lanes and legend, on any QPainter.
#pragma once

#include <QPainter>
#include <memory>
#include <optional>

#include "recordings/recording.h"
#include "views/theme/theme.h"

namespace kts::views {

struct TimelinePicture {
  QSizeF size{1600, 1000};
  Seq from = 0, to = 0;           // the events that are shown; to == 0: up to the end
  std::optional<Seq> at;          // the playhead; nothing: none is drawn
  recordings::Axis axis = recordings::Axis::Steps;
  std::optional<RequestId> request;  // whose arrows; nothing: all of them, as long as they can be told apart
};

// Problem when the recording cannot be read.
recordings::Result<void> renderTimeline(QPainter& painter,
                                        std::shared_ptr<const recordings::Recording> recording,
                                        const Theme& theme, const TimelinePicture& picture);

}  // namespace kts::views
