// SPDX-License-Identifier: GPL-2.0-or-later
// Draws the timeline's shapes with the theme's colours on any QPainter: a widget's picture, PNG, SVG, PDF.
#pragma once

#include <QPainter>
#include <functional>
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
  AxisRange counted;   // over what the density's columns lie
  std::vector<std::pair<QRectF, LaneState>> miniature;
  AxisRange whole;     // what the strip shows
  AxisRange range;     // what the lanes show of it
};

// Labels that want to stand on one line, centred at these: where one would lie upon another it goes a line
// higher. Empty for one that finds no room in `lines`, which is told by its mark alone. In the order given.
struct LabelWish {
  double centre = 0, width = 0;
};
std::vector<QRectF> stackLabels(std::span<const LabelWish> wishes, const QRectF& within, double height,
                                double gap, int lines);

// A finding's word, or that of one of its events, and where it stands.
struct FindingLabel {
  const TimelineMark* mark = nullptr;
  QRectF box;
};

class TimelinePainter {
 public:
  TimelinePainter(QPainter& painter, const Theme& theme);

  // The still part: grounds, grid, bars, words, arrows.
  void paintGround(const TimelineGeometry& geometry, const TimelineRows& rows);
  void paintGrid(const TimelineGeometry& geometry, const AxisRange& range,
                 const std::vector<TimeTick>& ticks);
  // `labels`: where words of findings will stand, which those of arrows keep clear of.
  void paintShapes(const TimelineGeometry& geometry, const TimelineShapes& shapes, double zeroAt,
                   const std::vector<FindingLabel>& labels);
  void paintLabels(const TimelineGeometry& geometry, const TimelineRows& rows);
  void paintOverview(const TimelineGeometry& geometry, const OverviewContent& overview);
  void paintLegend(const TimelineGeometry& geometry, const TimelineShapes& shapes);
  int legendLines(const TimelineShapes& shapes, double width);  // that the whole legend takes
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
  void paintFindingLabels(const TimelineGeometry& geometry, const TimelineRows& rows, const AxisRange& range,
                          const std::vector<TimelineMark>& findings);
  // Those that find room.
  std::vector<FindingLabel> findingLabels(const TimelineGeometry& geometry, const TimelineRows& rows,
                                          const AxisRange& range,
                                          const std::vector<TimelineMark>& findings) const;
  static constexpr double kLeftOutHeight = 20;  // at scale 1, of the line that says how many lanes are
  void paintLeftOut(const TimelineGeometry& geometry, std::size_t lanes);
  // In the middle of the room, when there is nothing to draw.
  void paintNotice(const QRectF& room, const QString& text);

 private:
  struct LegendEntry {
    QString text;
    std::function<void(const QRectF&)> swatch;
    double x = 0, width = 0;
    int line = 0;
  };
  static constexpr double kLegendSwatch = 18;
  std::vector<LegendEntry> legendOf(const TimelineShapes& shapes);
  int placeLegend(std::vector<LegendEntry>& entries, double width) const;  // returns its lines
  void paintBars(const std::vector<QRectF>& rects, const LaneStyle& style);
  void paintDepths(const std::vector<QRectF>& rects, const RoleStyle& style);
  void paintLocks(const TimelineShapes& shapes);
  void paintTicks(const TimelineShapes& shapes);
  void paintCalls(const std::vector<CallShape>& calls);
  void paintWord(const WordShape& word);
  void paintLegendArrow(const QRectF& box, recordings::LinkKind kind, bool hollow);
  void paintChip(const QRectF& box, RequestId request);
  void paintArrow(const ArrowShape& arrow);
  // Beside the arrow where it hides no words and none of `labels`, or not at all.
  void paintArrowLabel(const ArrowShape& arrow, const TimelineShapes& shapes, std::vector<QRectF>& labels);
  void paintLine(double x, double top, double bottom, const QColor& color, double width, Qt::PenStyle style);
  void paintPill(const QPointF& centre, const QString& text, const QColor& ground, const QColor& ink,
                 const QRectF& within);
  double px(double length) const { return m_theme.px(length); }
  QColor inkOf(const TimelineMark& mark) const { return mark.notice ? m_theme.accent : m_theme.bad; }
  // Where a mark stands upon its row's bar; above the lanes without one; nothing out of range.
  std::optional<QPointF> placeOf(const TimelineMark& mark, const TimelineGeometry& geometry,
                                 const TimelineRows& rows, const AxisRange& range) const;

  QPainter& m_painter;
  const Theme& m_theme;
  bool m_textures;  // the device draws textured brushes
};

// The colour role of a kind of link.
Role roleOf(recordings::LinkKind kind);

}  // namespace kts::views
