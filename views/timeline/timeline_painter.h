// SPDX-License-Identifier: GPL-2.0-or-later
// Draws the timeline's shapes with the theme's colours on any QPainter: a widget's picture, PNG, SVG, PDF.
#pragma once

#include <QPainter>
#include <span>
#include <vector>

#include "recordings/recording.h"
#include "views/theme/theme.h"
#include "views/timeline/time_ticks.h"
#include "views/timeline/timeline_geometry.h"
#include "views/timeline/timeline_shapes.h"

namespace kts::views {

// What the rows and the ruler need beside the shapes.
struct TimelineRows {
  const std::vector<recordings::Lane>* lanes = nullptr;
  const LaneLayout* layout = nullptr;
  double scroll = 0;
  std::optional<std::size_t> selectedRow, hoveredRow;
  std::vector<LaneState> present;          // per row: its task's state at the playhead; may be empty
};

// A mark that stands at a value and may belong to a row.
struct TimelineMark {
  double value = 0;
  std::optional<std::size_t> row;
  QString text;
  bool part = false;    // one of the events that make a finding
  bool notice = false;  // of something that breaks nothing
};

struct TimelineMarks {
  std::optional<TimelineMark> playhead, selected, a, b;
  std::vector<TimelineMark> findings;
  QString delta;  // between A and B, "" when one is missing
};

// Where every event is equally wide their density says nothing: the strip is then a miniature of the task
// lanes, as long as there are few enough of them.
struct OverviewContent {
  const recordings::Density* density = nullptr;
  std::vector<std::pair<QRectF, LaneState>> miniature;
  AxisRange whole;     // what the strip shows
  AxisRange range;     // what the lanes show of it
};

class TimelinePainter {
 public:
  TimelinePainter(QPainter& painter, const Theme& theme);

  // The still part: grounds, grid, bars, words, arrows.
  void paintGround(const TimelineGeometry& geometry, const TimelineRows& rows);
  void paintGrid(const TimelineGeometry& geometry, const AxisRange& range,
                 const std::vector<TimeTick>& ticks);
  void paintShapes(const TimelineGeometry& geometry, const TimelineShapes& shapes, double zeroAt);
  void paintLabels(const TimelineGeometry& geometry, const TimelineRows& rows);
  void paintOverview(const TimelineGeometry& geometry, const OverviewContent& overview);
  void paintLegend(const TimelineGeometry& geometry, const TimelineShapes& shapes);
  // What moves while the rest stands still. The ruler's numbers make room for the playhead's.
  void paintRuler(const TimelineGeometry& geometry, const AxisRange& range,
                  const std::vector<TimeTick>& ticks, const std::optional<TimelineMark>& playhead);
  void paintHover(const TimelineGeometry& geometry, const TimelineRows& rows);
  void paintMarks(const TimelineGeometry& geometry, const TimelineRows& rows, const AxisRange& range,
                  const TimelineMarks& marks);
  void paintOverviewMarks(const TimelineGeometry& geometry, const OverviewContent& overview,
                          const TimelineMarks& marks);
  void paintFindings(const TimelineGeometry& geometry, const TimelineRows& rows, const AxisRange& range,
                     const std::vector<TimelineMark>& findings);
  // In the middle of the lanes, when there is nothing to draw.
  void paintNotice(const TimelineGeometry& geometry, const QString& text);

 private:
  void paintBars(const std::vector<QRectF>& rects, const LaneStyle& style);
  void paintLocks(const TimelineShapes& shapes);
  void paintTicks(const TimelineShapes& shapes);
  void paintCalls(const std::vector<CallShape>& calls);
  void paintWord(const WordShape& word);
  void paintLegendArrow(const QRectF& box, recordings::LinkKind kind, bool hollow);
  void paintChip(const QRectF& box, RequestId request);
  void paintArrow(const ArrowShape& arrow);
  // Beside the arrow, where it hides least; not at all when it meets one of `labels`.
  void paintArrowLabel(const ArrowShape& arrow, const TimelineShapes& shapes, std::vector<QRectF>& labels);
  void paintLine(double x, double top, double bottom, const QColor& color, double width, Qt::PenStyle style);
  void paintPill(const QPointF& centre, const QString& text, const QColor& ground, const QColor& ink,
                 const QRectF& within);
  double px(double length) const { return m_theme.px(length); }

  QPainter& m_painter;
  const Theme& m_theme;
  bool m_textures;  // the device draws textured brushes
};

// The colour role of a kind of link.
Role roleOf(recordings::LinkKind kind);

}  // namespace kts::views
