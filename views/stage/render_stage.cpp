// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/stage/render_stage.h"

#include <algorithm>

#include "views/stage/layout.h"
#include "views/stage/painter.h"
#include "views/stage/scene_of.h"

namespace kts::views {

recordings::Result<void> renderStage(QPainter& painter, const recordings::Recording& recording,
                                     const Theme& theme, const StagePicture& picture) {
  const Seq events = recording.events();
  if (picture.at && *picture.at >= events)
    return std::unexpected(recordings::Problem{"there is no event " + std::to_string(*picture.at) +
                                               ": the run has " + std::to_string(events) + ", from 0"});
  const Seq after = picture.at ? *picture.at + 1 : events;
  const auto state = recording.stateAt(after);
  if (!state) return std::unexpected(state.error());
  auto before = recording.stateAt(after > 0 ? after - 1 : 0);
  if (!before) return std::unexpected(before.error());
  StageMoment moment;
  moment.state = &*state;
  moment.before = &*before;
  if (after > 0) {
    const auto event = recording.eventsIn(after - 1, after);
    if (!event) return std::unexpected(event.error());
    if (!event->empty()) moment.event = event->front();
  }
  const RunHeader& header = recording.info().header;
  moment.names = header.names;
  moment.lastName = recordings::lastNamesOf(recording);
  moment.totalEvents = events;
  moment.bootWorld = isBootWorld(header);
  const auto findings = recordings::findingsOf(recording);
  if (!findings) return std::unexpected(findings.error());
  const std::vector<FindingMark> marks =
      after > 0 ? marksAt(marksOf(recording, *findings), after - 1) : std::vector<FindingMark>();
  // Nobody can make a picture larger: the whole drawing is on it however small it is.
  const QSizeF least = leastCanvas();
  const double shrunk = std::max(
      {1.0, least.width() / picture.size.width(), least.height() / picture.size.height()});
  StageView view{picture.size * shrunk, picture.selection, {}};
  view.marks = marks;
  painter.save();
  painter.scale(1 / shrunk, 1 / shrunk);
  paintStage(painter, sceneOf(moment, theme, view), theme);
  painter.restore();
  return {};
}

}  // namespace kts::views
