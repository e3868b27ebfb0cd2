// SPDX-License-Identifier: GPL-2.0-or-later
// A window of a recording as plain rectangles, words and curves, grouped by what colours them: no painter, no
// theme. Everything narrower than a pixel is merged, so their number is bound by pixels, never by events.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QString>
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "recordings/recording.h"
#include "views/selection.h"
#include "views/timeline/call_spans.h"
#include "views/timeline/lane_layout.h"
#include "views/timeline/timeline_coordinates.h"
#include "views/timeline/timeline_words.h"

namespace kts::views {

inline constexpr int kRoles = 12;
inline constexpr int kLinkKinds = 5;

// A link whose two ends have their place on the axis, inside the window or not.
struct PlacedLink {
  recordings::Link link;
  double cause = 0, effect = 0;  // values
};

// What the shapes are made of. All are borrowed for the call.
struct TimelineContent {
  const recordings::Window* window = nullptr;
  std::size_t firstRow = 0;                 // the row of window->tracks[0]; the rest follow
  double endValue = 0;                      // of window->to on its axis
  double fromValue = 0;                     // of window->from
  std::span<const CallSpan> calls;
  std::span<const PlacedLink> links;
  const std::vector<recordings::Lane>* lanes = nullptr;  // of all rows
  const TimelineWords* words = nullptr;
};

// Where it is to be drawn, and how wide words are there. Pixels.
struct ShapeFrame {
  AxisRange range;
  PixelSpan span;
  const LaneLayout* layout = nullptr;
  double top = 0;       // of the viewport
  double scroll = 0;    // of the rows beneath it
  double height = 0;    // of the viewport
  double scale = 1;     // of lengths, the theme's
  std::function<double(const QString&)> textWidth;
  Selection selection;
};

struct WordShape {
  QRectF box;          // the words stand at its left, in its middle
  QString text;
  LaneState state = LaneState::None;  // Lock lanes: None
  bool lock = false, contended = false, depth = false, waiting = false;
  RequestId chip = kNoRequest;        // a request's number in front of the words
};

struct AccentShape {
  QRectF rect;
  RequestId request = kNoRequest;
};

struct CallShape {
  QRectF rect;
  Function function = Function::None;
  std::uint8_t depth = 0;
  bool opensBefore = false, closesAfter = false;  // cut off at that edge of the view
  QString label;  // "" when it does not fit or the row has no names
};

struct ArrowShape {
  QPointF from, to;
  recordings::LinkKind kind = recordings::LinkKind::Wake;
  bool hollow = false;      // the wake found nobody asleep
  RequestId request = kNoRequest;
  QString label;
};

struct TimelineShapes {
  std::array<std::vector<QRectF>, kLaneStates> bars;      // of task lanes, by state
  std::vector<QRectF> seams;                              // inside a bar: another function or request
  std::vector<QRectF> held;                               // of lock lanes
  std::vector<QRectF> contended, sleptFor;                // while others spin for it, or sleep
  std::array<std::vector<QRectF>, kRoles> ticks;          // of events, by role
  std::vector<QRectF> crowd;                              // how many events share a column
  std::vector<QRectF> depth;                              // the list's depth, filled from the base line
  std::vector<QRectF> waiting;                            // how many wait for completions, in the same way
  std::vector<AccentShape> accents;                       // under bars that work for a request
  std::vector<QRectF> chosen;                             // bars of the selected request or object
  std::vector<CallShape> calls;
  std::vector<WordShape> words;
  std::vector<ArrowShape> arrows;

  std::size_t rectangles() const;  // of bars, ticks, accents, calls and the like
};

TimelineShapes shapesOf(const TimelineContent& content, const ShapeFrame& frame);

// The value of an event of the window (or of window->to) on the window's axis.
double valueOf(const TimelineContent& content, Seq seq);

}  // namespace kts::views
