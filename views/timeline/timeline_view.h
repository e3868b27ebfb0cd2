// SPDX-License-Identifier: GPL-2.0-or-later
// What the timeline shows, as a value, and the way back to what it showed before.
#pragma once

#include <vector>

#include "recordings/recording.h"
#include "views/timeline/timeline_coordinates.h"

namespace kts::views {

struct TimelineView {
  recordings::Axis axis = recordings::Axis::Steps;
  AxisRange range;
  double scroll = 0;  // pixels of the rows

  bool operator==(const TimelineView&) const = default;
};

// Two stacks of values. What changes step by step (a wheel's clicks, a drag) becomes one entry: the view is
// remembered when it has rested, or at once when a change is told to be a jump.
class ViewHistory {
 public:
  void reset(const TimelineView& view) { m_views = {view}, m_at = 0; }
  // The view has come to rest. Forgets what had been undone; the oldest entry goes when there are too many.
  void remember(const TimelineView& view) {
    if (m_views.empty()) return reset(view);
    if (view == m_views[m_at]) return;
    m_views.resize(m_at + 1);
    m_views.push_back(view);
    if (m_views.size() > kMost) m_views.erase(m_views.begin());
    m_at = m_views.size() - 1;
  }
  bool canUndo() const { return m_at > 0; }
  bool canRedo() const { return m_at + 1 < m_views.size(); }
  const TimelineView& undo() { return m_views[m_at -= canUndo() ? 1 : 0]; }
  const TimelineView& redo() { return m_views[m_at += canRedo() ? 1 : 0]; }

 private:
  static constexpr std::size_t kMost = 100;
  std::vector<TimelineView> m_views{TimelineView{}};
  std::size_t m_at = 0;
};

}  // namespace kts::views
