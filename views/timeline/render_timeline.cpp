// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/render_timeline.h"

#include <algorithm>

#include "views/timeline/timeline_painter.h"
#include "views/timeline/timeline_scene.h"

namespace kts::views {

namespace {
constexpr std::size_t kMostArrows = 120;  // more than these hide what they join
constexpr double kLeastWidth = 1100;      // at scale 1: a narrower timeline has no room for larger words

// A few lanes on a tall picture are drawn larger, as long as each keeps its full height and its names.
void growInto(TimelineScene& scene, const Theme& theme, const QSizeF& size) {
  for (const double factor : {1.4, 1.3, 1.2, 1.1, 1.0}) {
    if (factor > 1 && size.width() < theme.px(kLeastWidth * factor)) continue;
    scene.setTheme(theme.scaledBy(factor));
    if (scene.layout().density() == RowDensity::Expanded &&
        scene.layout().height() <= scene.geometry().lanes.height())
      return;
  }
}

}  // namespace

recordings::Result<void> renderTimeline(QPainter& painter,
                                        std::shared_ptr<const recordings::Recording> recording,
                                        const Theme& theme, const TimelinePicture& picture) {
  TimelineScene scene(theme);
  const Seq events = recording->events();
  const auto findings = recordings::findingsOf(*recording);
  if (!findings) return std::unexpected(findings.error());
  scene.setFindings(marksOf(*recording, *findings));
  scene.setRecording(std::move(recording));
  scene.setNotice(QStringLiteral("Nothing was recorded."));
  scene.setWholeRowsOnly(true);
  scene.setSize(picture.size, 2);
  scene.setAxis(picture.axis);
  const Seq to = picture.to == 0 ? events : std::min(picture.to, events);
  if (picture.from > 0 || to < events)
    scene.setRange(
        {scene.cache().valueOf(picture.from, picture.axis), scene.cache().valueOf(to, picture.axis)});
  if (picture.request)
    scene.setSelection({.request = picture.request});
  else
    scene.setAllLinks(true);
  if (scene.shapes().arrows.size() > kMostArrows) scene.setAllLinks(false);
  scene.showPlayhead(picture.at.has_value());
  if (picture.at) scene.setPlayhead(*picture.at, 0);
  growInto(scene, theme, picture.size);
  // As high as it must be for all that is to be seen.
  const double width = scene.geometry().legend.width();
  scene.setSize(picture.size,
                std::clamp(TimelinePainter(painter, scene.theme()).legendLines(scene.shapes(), width), 1, 4));
  if (!scene.empty() && !scene.cache().problem().empty())
    return std::unexpected(recordings::Problem{scene.cache().problem()});
  scene.paintStill(painter);
  scene.paintMoving(painter);
  return {};
}

}  // namespace kts::views
