// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that the timeline shows, without a widget: a recording, which stretch of it, what is chosen in
// it, where the playhead stands. The widget and the picture of `render` are both drawn from one of these.
#pragma once

#include <QHash>
#include <QPointF>
#include <QSizeF>
#include <memory>
#include <optional>

#include "views/findings/finding_marks.h"
#include "views/selection.h"
#include "views/theme/theme.h"
#include "views/timeline/timeline_painter.h"
#include "views/timeline/timeline_view.h"
#include "views/timeline/window_cache.h"

namespace kts::views {

enum class Zone { None, Overview, Ruler, Labels, Lanes };

// What is under a point.
struct TimelineHit {
  Zone zone = Zone::None;
  std::optional<std::size_t> row;
  std::optional<recordings::Segment> segment;  // exact windows only
  std::optional<Seq> event;                    // of the row's task, within a few pixels
  double value = 0;                            // of the lanes' axis; of the overview's in the overview
};

class TimelineScene {
 public:
  explicit TimelineScene(Theme theme);

  // Null empties the scene; `notice` is what it says then. A recording is shown whole, its playhead on the
  // first event.
  void setRecording(std::shared_ptr<const recordings::Recording> recording);
  void recordingAdvanced();
  // `foot`: so much room below the words is somebody else's.
  void setNotice(const QString& notice, double foot = 0) { m_notice = notice, m_noticeFoot = foot; }
  const QString& notice() const { return m_notice; }
  QRectF noticeRoom() const;  // in its middle the words stand
  void setTheme(const Theme& theme);
  void setSize(const QSizeF& size, int legendLines);

  // Clipped to what there is.
  void setView(const TimelineView& view);
  void setRange(const AxisRange& range) { setView({m_view.axis, range, m_view.scroll}); }
  void setScroll(double scroll) { setView({m_view.axis, m_view.range, scroll}); }
  // The same events stay in view.
  void setAxis(recordings::Axis axis);
  void setDensity(std::optional<RowDensity> density);  // nothing: the tallest that fits
  // Nobody can scroll a picture: only whole rows are drawn, and it says how many are left out.
  void setWholeRowsOnly(bool only) { m_wholeRowsOnly = only, relayout(); }
  void setCollapsed(std::size_t row, bool collapsed);
  bool isCollapsed(std::size_t row) const { return row < m_collapsed.size() && m_collapsed[row]; }

  void setPlayhead(Seq seq, double fraction);
  void setSelection(const Selection& selection);
  void setAllLinks(bool all);
  // What was found in the run; until it is known, what the recording itself says stands for it.
  void setFindings(std::vector<FindingMark> marks) { m_findings = std::move(marks), stale(); }
  void setCursors(std::optional<Seq> a, std::optional<Seq> b);
  void setHoveredRow(std::optional<std::size_t> row) { m_hovered = row; }
  void showPlayhead(bool shown) { m_playheadShown = shown; }

  const TimelineView& view() const { return m_view; }
  AxisRange limits() const { return m_cache.whole(m_view.axis); }
  double leastWidth() const { return m_view.axis == recordings::Axis::Steps ? 4.0 : 50.0; }
  const TimelineGeometry& geometry() const { return m_geometry; }
  const LaneLayout& layout() const { return m_layout; }
  std::size_t rowsLeftOut() const { return m_leftOut; }
  const std::vector<recordings::Lane>& lanes() const { return m_cache.lanes(); }
  const Selection& selection() const { return m_selection; }
  const Theme& theme() const { return m_theme; }
  Seq playhead() const { return m_playhead; }
  bool allLinks() const { return m_allLinks; }
  std::optional<Seq> cursorA() const { return m_a; }
  std::optional<Seq> cursorB() const { return m_b; }
  bool showsPlayhead() const;  // within the range
  bool empty() const { return m_cache.recording() == nullptr || m_cache.recording()->events() == 0; }
  WindowCache& cache() { return m_cache; }
  const TimelineWords& words() const { return m_words; }

  double valueAt(double x) const { return pixelToValue(x, m_view.range, m_geometry.span()); }
  TimelineHit hitAt(const QPointF& point);
  std::optional<recordings::Segment> segmentAt(std::size_t row, double value);
  std::optional<std::size_t> rowOfTask(TaskId task);
  QString deltaText() const;

  // The shapes of the present view, made anew when it changed.
  const TimelineShapes& shapes();
  // What stands still while the playhead moves, and what does not.
  void paintStill(QPainter& painter);
  void paintMoving(QPainter& painter);
  // True when paintStill() would draw something else than the last time.
  bool stillChanged() const { return m_stale; }

 private:
  void relayout();
  void leaveOutCutRows();
  const WindowData* data();  // of what is in view
  void stale() { m_stale = true; }
  std::vector<PlacedLink> links(const WindowData& data);
  TimelineMarks marks();
  TimelineRows rows();
  OverviewContent overview();
  std::vector<std::pair<QRectF, LaneState>> miniature();
  std::vector<TimeTick> ticks() const;
  void findQuietRows();

  Theme m_theme;
  WindowCache m_cache;
  TimelineWords m_words;
  QString m_notice;
  double m_noticeFoot = 0;
  TimelineView m_view;
  AxisRange m_seen;  // the whole of the axis when the recording was last looked at
  QSizeF m_size{400, 200};
  int m_legend = 0;
  TimelineGeometry m_geometry;
  LaneLayout m_layout;
  std::optional<RowDensity> m_density;
  bool m_wholeRowsOnly = false;
  std::size_t m_leftOut = 0;
  std::vector<bool> m_collapsed, m_quiet;  // by row; quiet: its tasks do nothing in the whole run
  Seq m_playhead = 0;
  double m_fraction = 0;
  bool m_playheadShown = true;
  Selection m_selection;
  RequestId m_linksOf = kNoRequest;  // whose arrows: the selected request's, else the present event's
  bool m_allLinks = false;
  std::vector<FindingMark> m_findings;
  std::optional<Seq> m_a, m_b;
  std::optional<std::size_t> m_hovered;
  TimelineShapes m_shapes;
  QHash<QString, double> m_widths;  // of words, in the theme's font for bars
  bool m_stale = true;
};

}  // namespace kts::views
