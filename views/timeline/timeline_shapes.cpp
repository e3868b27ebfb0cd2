// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/timeline_shapes.h"

#include <algorithm>
#include <climits>
#include <cmath>

#include "views/timeline/link_shapes.h"
#include "views/timeline/pixel_runs.h"
#include "views/timeline/row_shapes.h"

namespace kts::views {

using recordings::LaneKind;
using recordings::Window;

double valueOf(const TimelineContent& content, Seq seq) {
  const Window& window = *content.window;
  if (window.axis == recordings::Axis::Steps) return static_cast<double>(seq);
  if (seq >= window.to) return content.endValue;
  if (seq < window.from || window.nsOf.empty()) return content.fromValue;
  return static_cast<double>(window.nsOf[std::min<std::size_t>(seq - window.from, window.nsOf.size() - 1)]);
}

std::size_t TimelineShapes::rectangles() const {
  std::size_t count =
      seams.size() + held.size() + contended.size() + sleptFor.size() + crowd.size() + depth.size();
  count += waiting.size() + accents.size() + calls.size();
  for (const auto& group : bars) count += group.size();
  for (const auto& group : ticks) count += group.size();
  return count;
}

namespace {

// The most telling of the events that share a column gives its tick the colour.
int weightOf(EventKind kind) {
  switch (infoOf(kind).category) {
    case Category::Stop: return 9;
    case Category::Fork: return 8;
    case Category::Wake: return 7;
    case Category::List: return 6;
    case Category::Completion: return 5;
    case Category::Sched: return 4;
    case Category::Lock: return 3;
    case Category::Call: return 2;
    default: return 1;
  }
}

void addTicks(const TimelineContent& content, const ShapeFrame& frame, const std::vector<RowFrame>& rows,
              TimelineShapes& shapes) {
  const Window& window = *content.window;
  const auto tracks = tracksOfTasks(window);
  struct Column {
    int at = INT_MIN, weight = 0;
    Role role = Role::Quiet;
  };
  std::vector<Column> columns(window.tracks.size());
  // Two pixels where events are far enough apart to stay two marks.
  const double spacing = frame.span.width / std::max<double>(1, static_cast<double>(window.events.size())) ;
  const double width = std::round(frame.scale * (spacing >= 6 ? 2 : 1));
  const auto put = [&](std::size_t track) {
    const Column& column = columns[track];
    if (column.at == INT_MIN || rows[track].parts == nullptr || rows[track].parts->tickHeight <= 0) return;
    const RowFrame& row = rows[track];
    shapes.ticks[static_cast<std::size_t>(column.role)].push_back(
        QRectF(column.at, row.top + row.parts->tickTop, width, row.parts->tickHeight));
  };
  for (std::size_t at = 0; at < window.events.size(); ++at) {
    const double x = valueToPixel(valueOf(content, window.from + at), frame.range, frame.span);
    if (x < frame.span.left - 1 || x >= frame.span.right()) continue;
    const auto track = tracks.find(window.events[at].task);
    if (track == tracks.end() || rows[track->second].parts == nullptr) continue;
    Column& column = columns[track->second];
    const int pixel = static_cast<int>(std::floor(x)), weight = weightOf(window.events[at].kind);
    if (pixel != column.at) {
      put(track->second);
      column = {pixel, 0, Role::Quiet};
    }
    if (weight > column.weight) column.weight = weight, column.role = infoOf(window.events[at].kind).role;
  }
  for (std::size_t track = 0; track < columns.size(); ++track) put(track);
}

// A task that is all along in the same outer functions would fill its strips with them: they share the first
// one when there are more than there are strips.
struct OuterCalls {
  int shared = 1;  // so many depths stand on the first strip
  QStringList names;
};

std::vector<OuterCalls> outerCallsOf(const TimelineContent& content, const ShapeFrame& frame,
                                     const std::vector<RowFrame>& rows) {
  std::vector<OuterCalls> outer(rows.size());
  std::vector<int> deepest(rows.size(), 0);
  for (const CallSpan& call : content.calls) {
    deepest[call.track] = std::max(deepest[call.track], call.depth + 1);
    const bool throughout =
        (call.from <= content.window->from ||
         valueToPixel(valueOf(content, call.from), frame.range, frame.span) <= frame.span.left) &&
        (call.open || valueToPixel(valueOf(content, call.to), frame.range, frame.span) >= frame.span.right());
    QStringList& names = outer[call.track].names;
    if (throughout && call.depth == names.size()) names << textOf(nameOf(call.function));
  }
  for (std::size_t track = 0; track < rows.size(); ++track) {
    OuterCalls& calls = outer[track];
    const int strips = rows[track].parts ? rows[track].parts->strips : 0;
    if (deepest[track] > strips) calls.shared = std::max(1, static_cast<int>(calls.names.size()));
    calls.names = calls.names.mid(0, calls.shared);
  }
  return outer;
}

void addCalls(const TimelineContent& content, const ShapeFrame& frame, const std::vector<RowFrame>& rows,
              TimelineShapes& shapes) {
  constexpr double kLeastWidth = 6;  // narrower ones say nothing and cost as much
  const std::vector<OuterCalls> outer = outerCallsOf(content, frame, rows);
  for (const CallSpan& call : content.calls) {
    const RowFrame& row = rows[call.track];
    const int shared = outer[call.track].shared, strip = call.depth + 1 - shared;
    if (row.parts == nullptr || strip < 0 || strip >= row.parts->strips) continue;
    const double from =
        std::max(frame.span.left, valueToPixel(valueOf(content, call.from), frame.range, frame.span));
    const double to =
        std::min(frame.span.right(), valueToPixel(valueOf(content, call.to), frame.range, frame.span));
    if (to - from < kLeastWidth * frame.scale) continue;
    CallShape shape;
    shape.rect = QRectF(from, row.top + row.parts->stripTop + strip * row.parts->stripPitch, to - from - 1,
                        row.parts->stripHeight);
    shape.function = call.function;
    shape.depth = call.depth;
    shape.opensBefore = from <= frame.span.left && call.from < content.window->from;
    shape.closesAfter = call.open || to >= frame.span.right();
    QString name = textOf(nameOf(call.function));
    if (strip == 0 && shared > 1) name = outer[call.track].names.join(QStringLiteral(" \u203a "));
    if (row.parts->stripNames && frame.textWidth(name) + 10 * frame.scale <= shape.rect.width())
      shape.label = name;
    shapes.calls.push_back(std::move(shape));
  }
}

}  // namespace

TimelineShapes shapesOf(const TimelineContent& content, const ShapeFrame& frame) {
  TimelineShapes shapes;
  const Window& window = *content.window;
  const RowRange visible = frame.layout->visible(frame.scroll, frame.height);
  std::vector<RowFrame> rows(window.tracks.size());
  for (std::size_t track = 0; track < window.tracks.size(); ++track) {
    const std::size_t row = content.firstRow + track;
    if (row < visible.first || row >= visible.last) continue;
    rows[track] = {&frame.layout->parts(row), frame.top + frame.layout->top(row) - frame.scroll};
    if (recordings::showsDepth(window.tracks[track].lane.kind))
      addDepth(content, frame, track, rows[track], shapes);
    else if (window.exact) addSegments(content, frame, track, rows[track], shapes);
    else addColumns(content, frame, track, rows[track], shapes);
  }
  if (window.exact) {
    addCalls(content, frame, rows, shapes);
    addTicks(content, frame, rows, shapes);
  }
  addArrows(content, frame, shapes);
  return shapes;
}

}  // namespace kts::views
