// SPDX-License-Identifier: GPL-2.0-or-later
// Windows of a recording, asked with a margin and kept, so that panning asks seldom and painting never does.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "recordings/recording.h"
#include "views/timeline/call_spans.h"
#include "views/timeline/timeline_coordinates.h"
#include "views/timeline/timeline_shapes.h"

namespace kts::views {

// A window of the recording and what is made of it once.
struct WindowData {
  recordings::Window window;
  std::vector<CallSpan> calls;
  double fromValue = 0, endValue = 0;  // of window.from and window.to on its axis
  std::size_t firstRow = 0;            // of tracks[0]
};

// A stretch of one state on a window's axis, in values.
struct StateRun {
  double from = 0, to = 0;
  LaneState state = LaneState::None;
};
// What a task's track shows, from segments or columns alike.
std::vector<StateRun> stateRunsOf(const WindowData& data, const recordings::Track& track);

class WindowCache {
 public:
  // Null shows nothing.
  void setRecording(std::shared_ptr<const recordings::Recording> recording);
  // It has more events than before, or other lanes: what was kept no longer holds.
  void forget();

  const recordings::Recording* recording() const { return m_recording.get(); }
  // In the order of the rows: the recording's own, or with many lanes the shared ones first.
  const std::vector<recordings::Lane>& lanes() const { return m_lanes; }

  // All that there is of an axis, with a little room before the first event; the last state gets some width.
  AxisRange whole(recordings::Axis axis) const;
  double valueOf(Seq seq, recordings::Axis axis) const;
  // The last event at or before a value; the first for values before it.
  Seq eventAt(double value, recordings::Axis axis) const;
  // The event whose instant is nearest to a value.
  Seq eventNearest(double value, recordings::Axis axis) const;

  // The window that covers `range`, drawn `width` pixels wide: kept or asked. Null when the recording is
  // empty or cannot be read; problem() then says why, or is empty. Of columns only those of `rows` are sure
  // to be there.
  const WindowData* window(const AxisRange& range, recordings::Axis axis, double width, const RowRange& rows);
  // The whole run on the step axis in some hundred columns, or exactly when it is as short.
  const WindowData& wholeRun();
  const recordings::Density& density(int buckets, recordings::Axis axis);
  std::vector<PlacedLink> placed(const std::vector<recordings::Link>& links, recordings::Axis axis) const;
  const std::vector<recordings::Link>& linksOf(RequestId request);
  QString taskName(TaskId task) const;

  const std::string& problem() const { return m_problem; }
  std::size_t queries() const { return m_queries; }  // windows asked so far

 private:
  bool covers(const AxisRange& range, recordings::Axis axis, double width, const RowRange& rows) const;
  bool ask(const AxisRange& range, recordings::Axis axis, double width, const RowRange& rows);

  std::shared_ptr<const recordings::Recording> m_recording;
  std::vector<recordings::Lane> m_lanes;
  std::vector<std::size_t> m_order;  // which of the recording's lanes each row is
  std::unique_ptr<WindowData> m_data;
  std::unique_ptr<WindowData> m_whole;
  double m_columnWidth = 0;  // in values
  RowRange m_rows;           // whose columns were asked for
  recordings::Density m_density;
  int m_densityBuckets = 0;
  recordings::Axis m_densityAxis = recordings::Axis::Steps;
  RequestId m_linksOf = kNoRequest;
  std::vector<recordings::Link> m_links;
  mutable std::unordered_map<TaskId, QString> m_names;
  std::string m_problem;
  std::size_t m_queries = 0;
};

}  // namespace kts::views
