// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/render_timeline.h"

#include "views/timeline/timeline_scene.h"

namespace kts::views {

namespace {
constexpr std::size_t kMostArrows = 120;  // more than these hide what they join
}

recordings::Result<void> renderTimeline(QPainter& painter,
                                        std::shared_ptr<const recordings::Recording> recording,
                                        const Theme& theme, const TimelinePicture& picture) {
  TimelineScene scene(theme);
  const Seq events = recording->events();
  scene.setRecording(std::move(recording));
  scene.setNotice(QStringLiteral("Nothing was recorded."));
  scene.setSize(picture.size, 2);
  scene.setAxis(picture.axis);
  const Seq to = picture.to == 0 ? events : std::min(picture.to, events);
  if (picture.from > 0 || to < events)
    scene.setRange(
        {scene.cache().valueOf(picture.from, picture.axis), scene.cache().valueOf(to, picture.axis)});
  if (picture.request) scene.setSelection({.request = picture.request});
  else scene.setAllLinks(true);
  if (scene.shapes().arrows.size() > kMostArrows) scene.setAllLinks(false);
  scene.showPlayhead(picture.at.has_value());
  if (picture.at) scene.setPlayhead(*picture.at, 0);
  if (!scene.empty() && !scene.cache().problem().empty())
    return std::unexpected(recordings::Problem{scene.cache().problem()});
  scene.paintStill(painter);
  scene.paintMoving(painter);
  return {};
}

}  // namespace kts::views
