// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/timeline_scene.h"

#include <QFontMetricsF>
#include <cmath>

namespace kts::views {

using recordings::Axis;
using recordings::Lane;
using recordings::LaneKind;
using recordings::Segment;

TimelineScene::TimelineScene(Theme theme) : m_theme(std::move(theme)) {
  m_words.taskName = [this](TaskId task) { return m_cache.taskName(task); };
  relayout();
}

void TimelineScene::setRecording(std::shared_ptr<const recordings::Recording> recording) {
  m_cache.setRecording(std::move(recording));
  m_collapsed.clear();
  m_playhead = 0, m_fraction = 0;
  m_selection = {};
  m_linksOf = kNoRequest;
  m_a.reset(), m_b.reset(), m_hovered.reset();
  m_seen = limits();
  m_view = {m_view.axis, m_seen, 0};
  findQuietRows();
  relayout();
}

void TimelineScene::recordingAdvanced() {
  // Who sees the whole run goes on seeing it as it grows; who looks at a part keeps that part.
  const bool whole = m_view.range.width() >= m_seen.width() * 0.999;
  m_cache.forget();
  m_seen = limits();
  if (whole) m_view.range = m_seen;
  findQuietRows();
  relayout();
}

void TimelineScene::setTheme(const Theme& theme) {
  m_theme = theme;
  m_widths.clear();
  relayout();
}

void TimelineScene::setSize(const QSizeF& size, int legend) {
  if (size == m_size && legend == m_legend) return;
  m_size = size, m_legend = legend;
  relayout();
}

const WindowData* TimelineScene::data() {
  const double width = m_geometry.lanes.width();
  return m_cache.window(m_view.range, m_view.axis, width,
                        m_layout.visible(m_view.scroll, m_geometry.lanes.height()));
}

void TimelineScene::findQuietRows() {
  constexpr std::size_t kMostLanes = 40;  // more are slim all together
  m_quiet.assign(lanes().size(), false);
  if (lanes().size() > kMostLanes) return;
  const WindowData& whole = m_cache.wholeRun();
  const auto tracks = tracksOfTasks(whole.window);
  for (std::size_t row = 0; row < std::min(lanes().size(), whole.window.tracks.size()); ++row) {
    const auto& columns = whole.window.tracks[row].columns;
    m_quiet[row] = lanes()[row].kind == LaneKind::Task &&
                   std::none_of(columns.begin(), columns.end(),
                                [](const recordings::Column& c) { return c.events > 0; });
  }
  for (const Event& event : whole.window.events)
    if (const auto track = tracks.find(event.task); track != tracks.end()) m_quiet[track->second] = false;
}

void TimelineScene::relayout() {
  const QFontMetricsF name(m_theme.font(TextStyle::BodyStrong)), mono(m_theme.font(TextStyle::MonoSmall));
  double widest = 0;
  for (const Lane& lane : m_cache.lanes()) {
    double width = name.horizontalAdvance(QString::fromStdString(lane.label));
    if (lane.kind == LaneKind::Task)
      width += m_theme.px(30) + mono.horizontalAdvance(QString::number(lane.pid)) + m_theme.px(10);
    widest = std::max(widest, width);
  }
  m_geometry = geometryOf(QRectF(QPointF(0, 0), m_size), widest + m_theme.px(14), m_theme.scale, m_legend);
  constexpr std::size_t kManyToScroll = 16;
  const RowDensity density = m_density.value_or(
      densityThatFits(m_cache.lanes(), m_quiet, m_geometry.lanes.height(), m_theme.scale,
                      m_wholeRowsOnly ? 0 : kManyToScroll));
  m_layout = LaneLayout(m_cache.lanes(), m_collapsed, density, m_theme.scale, m_quiet);
  m_leftOut = 0;
  if (m_wholeRowsOnly) leaveOutCutRows();
  m_view.scroll = m_layout.clippedScroll(m_view.scroll, m_geometry.lanes.height());
  stale();
}

void TimelineScene::leaveOutCutRows() {
  if (m_layout.height() <= m_geometry.lanes.height()) return;
  const double room = m_geometry.lanes.height() - TimelinePainter::kLeftOutHeight * m_theme.scale;
  std::size_t whole = 0;
  while (whole < m_layout.rows() && m_layout.top(whole + 1) <= room) ++whole;
  m_leftOut = m_layout.rows() - whole;
  m_geometry.lanes.setHeight(m_layout.top(whole));
  m_geometry.labels.setHeight(m_layout.top(whole));
}

QRectF TimelineScene::noticeRoom() const {
  QRectF room = m_geometry.lanes;
  room.setTop(m_geometry.overview.bottom());
  room.setBottom(room.bottom() - m_noticeFoot);
  return room;
}

void TimelineScene::setView(const TimelineView& view) {
  if (view.axis != m_view.axis) setAxis(view.axis);
  TimelineView next = view;
  next.range = clippedTo(view.range, limits());
  next.scroll = m_layout.clippedScroll(view.scroll, m_geometry.lanes.height());
  if (next == m_view) return;
  m_view = next;
  stale();
}

void TimelineScene::setAxis(Axis axis) {
  if (axis == m_view.axis) return;
  const AxisRange before = m_view.range;
  const bool whole = before.contains(limits());
  const Axis was = m_view.axis;
  m_view.axis = axis;
  // Linear between the two events that stand around an edge, so that switching twice comes back.
  const auto translated = [&](double value) {
    const Seq at = m_cache.eventAt(value, was);
    const double from = m_cache.valueOf(at, was), to = m_cache.valueOf(at + 1, was);
    const double share = to > from ? std::clamp((value - from) / (to - from), 0.0, 1.0) : 0;
    const double a = m_cache.valueOf(at, axis), b = m_cache.valueOf(at + 1, axis);
    return a + share * (b - a);
  };
  AxisRange range = whole ? limits() : AxisRange{translated(before.from), translated(before.to)};
  if (range.width() < leastWidth()) range.to = range.from + leastWidth();
  m_seen = limits();
  m_view.range = clippedTo(range, m_seen);
  stale();
}

void TimelineScene::setDensity(std::optional<RowDensity> density) {
  m_density = density;
  relayout();
}

void TimelineScene::setCollapsed(std::size_t row, bool collapsed) {
  if (row >= lanes().size()) return;
  m_collapsed.resize(lanes().size());
  m_collapsed[row] = collapsed;
  relayout();
}

void TimelineScene::setPlayhead(Seq seq, double fraction) {
  const Seq before = m_playhead;
  m_playhead = seq, m_fraction = fraction;
  if (m_selection.request || seq == before || empty()) return;
  const auto event = m_cache.recording()->eventsIn(seq, seq + 1);
  if (!event || event->empty() || event->front().request == kNoRequest || event->front().request == m_linksOf)
    return;
  m_linksOf = event->front().request;
  stale();
}

void TimelineScene::setSelection(const Selection& selection) {
  if (selection == m_selection) return;
  m_selection = selection;
  if (selection.request) m_linksOf = *selection.request;
  stale();
}

void TimelineScene::setAllLinks(bool all) {
  m_allLinks = all;
  stale();
}

void TimelineScene::setCursors(std::optional<Seq> a, std::optional<Seq> b) { m_a = a, m_b = b; }

bool TimelineScene::showsPlayhead() const {
  return m_view.range.contains(m_cache.valueOf(m_playhead, m_view.axis));
}

std::optional<Segment> TimelineScene::segmentAt(std::size_t row, double value) {
  const WindowData* data = this->data();
  if (data == nullptr || row < data->firstRow || row - data->firstRow >= data->window.tracks.size())
    return {};
  const auto& segments = data->window.tracks[row - data->firstRow].segments;
  const Seq at = m_cache.eventAt(value, m_view.axis);
  const auto after = std::upper_bound(segments.begin(), segments.end(), at,
                                      [](Seq seq, const Segment& s) { return seq < s.from; });
  if (after == segments.begin() || value < m_cache.valueOf(std::prev(after)->from, m_view.axis)) return {};
  return at < std::prev(after)->to ? std::optional(*std::prev(after)) : std::nullopt;
}

std::optional<std::size_t> TimelineScene::rowOfTask(TaskId task) {
  const WindowData* data = this->data();
  if (data == nullptr) return {};
  for (std::size_t track = 0; track < data->window.tracks.size(); ++track)
    for (const Segment& segment : data->window.tracks[track].segments)
      if (segment.task == task && data->window.tracks[track].lane.kind == LaneKind::Task)
        return data->firstRow + track;
  return {};
}

TimelineHit TimelineScene::hitAt(const QPointF& point) {
  TimelineHit hit;
  hit.value = valueAt(point.x());
  const TimelineGeometry& g = m_geometry;
  if (g.overview.adjusted(-4, -4, 4, 2).contains(point)) {
    hit.zone = Zone::Overview;
    hit.value = pixelToValue(point.x(), limits(), g.overviewSpan());
  } else if (g.ruler.adjusted(-4, 0, 4, 0).contains(point)) {
    hit.zone = Zone::Ruler;
  } else if (g.lanes.contains(point) || g.labels.contains(point)) {
    hit.zone = g.lanes.contains(point) ? Zone::Lanes : Zone::Labels;
    const double y = point.y() - g.lanes.top() + m_view.scroll;
    if (m_layout.isOnARow(y)) hit.row = m_layout.rowAt(y);
  }
  if (hit.zone != Zone::Lanes || !hit.row || empty()) return hit;
  hit.segment = segmentAt(*hit.row, hit.value);
  const WindowData* data = this->data();
  if (data == nullptr || !data->window.exact) return hit;
  const double reach = m_view.range.width() / g.lanes.width() * m_theme.px(5);
  const Seq from = m_cache.eventAt(hit.value - reach, m_view.axis),
            to = m_cache.eventAt(hit.value + reach, m_view.axis);
  const auto tracks = tracksOfTasks(data->window);
  double nearest = reach;
  for (Seq seq = std::max(from, data->window.from); seq <= to && seq < data->window.to; ++seq) {
    const auto track = tracks.find(data->window.events[seq - data->window.from].task);
    if (track == tracks.end() || data->firstRow + track->second != *hit.row) continue;
    const double distance = std::abs(m_cache.valueOf(seq, m_view.axis) - hit.value);
    if (distance <= nearest) nearest = distance, hit.event = seq;
  }
  return hit;
}

}  // namespace kts::views
