// SPDX-License-Identifier: GPL-2.0-or-later
// What the timeline says in words: on bars, in tooltips and to screen readers. Made from the tables, the
// recording's names and the segment alone.
#pragma once

#include <QString>
#include <QStringList>
#include <functional>
#include <span>

#include "recordings/recording.h"
#include "views/slept_for.h"

namespace kts::views {

struct TimelineWords {
  // The name under which a task is shown; "" for one that nobody knows.
  std::function<QString(TaskId)> taskName;

  // What may stand on a segment's bar, the longest first; the caller takes the first that fits. `inside` is a
  // part or all of the window's events of the segment.
  QStringList barLabels(const recordings::Lane& lane, const recordings::Segment& segment,
                        std::span<const Event> inside) const;
  // One sentence: who, in which state, where, for which request.
  QString segmentSentence(const recordings::Lane& lane, const recordings::Segment& segment) const;
  // The small text beside a wake that changed nothing: "kthreadd was awake"
  QString hollowLabel(const recordings::Lane& target) const;
};

QString textOf(std::string_view words);
QString requestText(RequestId request);  // "request 3": people count from 1
QString requestNumber(RequestId request);
QString spinningSign();  // a turning arrow that the bundled fonts have
QString linkText(recordings::LinkKind kind);  // "enqueued → dequeued", for the legend and tooltips

}  // namespace kts::views
