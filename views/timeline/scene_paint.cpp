// SPDX-License-Identifier: GPL-2.0-or-later
// How the scene becomes shapes and is painted.
#include <QFontMetricsF>
#include <cmath>

#include "views/timeline/timeline_scene.h"

namespace kts::views {

using recordings::Axis;
using recordings::LaneKind;

std::vector<PlacedLink> TimelineScene::links(const WindowData& data) {
  if (m_allLinks) return m_cache.placed(data.window.links, m_view.axis);
  std::vector<PlacedLink> placed = m_cache.placed(m_cache.linksOf(m_linksOf), m_view.axis);
  if (!m_selection.event) return placed;
  for (const auto& link : data.window.links)  // and what touches the selected event
    if (link.request != m_linksOf && (link.cause == *m_selection.event || link.effect == *m_selection.event))
      placed.push_back(
          {link, m_cache.valueOf(link.cause, m_view.axis), m_cache.valueOf(link.effect, m_view.axis)});
  return placed;
}

const TimelineShapes& TimelineScene::shapes() {
  if (!m_stale) return m_shapes;
  m_stale = false;
  m_shapes = {};
  const WindowData* data = this->data();
  if (data == nullptr) return m_shapes;
  const std::vector<PlacedLink> placed = links(*data);
  TimelineContent content;
  content.window = &data->window;
  content.firstRow = data->firstRow;
  content.fromValue = data->fromValue, content.endValue = data->endValue;
  content.calls = data->calls;
  content.links = placed;
  content.lanes = &lanes();
  content.words = &m_words;
  const QFontMetricsF metrics(m_theme.font(TextStyle::SmallStrong));
  ShapeFrame frame;
  frame.range = m_view.range;
  frame.span = m_geometry.span();
  frame.layout = &m_layout;
  frame.top = m_geometry.lanes.top(), frame.height = m_geometry.lanes.height();
  frame.scroll = m_view.scroll;
  frame.scale = m_theme.scale;
  // Shaping words costs more than drawing their bars, and the same few come again in every frame.
  constexpr qsizetype kMostWidths = 20'000;
  if (m_widths.size() > kMostWidths) m_widths.clear();
  frame.textWidth = [&](const QString& text) {
    auto known = m_widths.constFind(text);
    if (known == m_widths.constEnd()) known = m_widths.insert(text, metrics.horizontalAdvance(text));
    return *known;
  };
  frame.selection = m_selection;
  m_shapes = shapesOf(content, frame);
  return m_shapes;
}

namespace {

bool isLaneOf(const recordings::Lane& lane, ObjectId object) {
  if (lane.kind == LaneKind::Completion) return lane.object.type() == object.type();
  return lane.kind != LaneKind::Task && lane.object == object;
}

}  // namespace

TimelineRows TimelineScene::rows() {
  TimelineRows rows;
  rows.lanes = &lanes();
  rows.layout = &m_layout;
  rows.scroll = m_view.scroll;
  rows.hoveredRow = m_hovered;
  if (empty()) return rows;
  if (m_selection.task) rows.selectedRow = rowOfTask(*m_selection.task);
  if (!rows.selectedRow && m_selection.object)
    for (std::size_t row = 0; row < lanes().size(); ++row)
      if (isLaneOf(lanes()[row], *m_selection.object)) rows.selectedRow = row;
  if (!m_playheadShown) return rows;
  rows.present.assign(lanes().size(), LaneState::None);
  const RowRange visible = m_layout.visible(m_view.scroll, m_geometry.lanes.height());
  for (std::size_t row = visible.first; row < visible.last; ++row)
    if (lanes()[row].kind == LaneKind::Task)
      if (const auto segment = segmentAt(row, m_cache.valueOf(m_playhead, m_view.axis)))
        rows.present[row] = segment->state;
  return rows;
}

std::vector<std::pair<QRectF, LaneState>> TimelineScene::miniature() {
  constexpr std::size_t kMostLanes = 20;
  std::vector<std::pair<QRectF, LaneState>> miniature;
  if (lanes().size() > 2 * kMostLanes) return miniature;
  std::vector<std::size_t> shown;
  const WindowData& whole = m_cache.wholeRun();
  for (std::size_t track = 0; track < whole.window.tracks.size(); ++track)
    if (whole.window.tracks[track].lane.kind == LaneKind::Task && !m_quiet[track]) shown.push_back(track);
  if (shown.empty() || shown.size() > kMostLanes) return miniature;
  const QRectF strip = m_geometry.overview.adjusted(0, 2, 0, -2);
  const double pitch = std::max(1.0, std::floor(strip.height() / static_cast<double>(shown.size())));
  const double thick = pitch >= 3 ? pitch - 1 : pitch;
  const double top = strip.center().y() - pitch * static_cast<double>(shown.size()) / 2;
  for (std::size_t at = 0; at < shown.size(); ++at)
    for (const StateRun& run : stateRunsOf(whole, whole.window.tracks[shown[at]])) {
      const double from = valueToPixel(run.from, limits(), m_geometry.overviewSpan());
      const double to = valueToPixel(run.to, limits(), m_geometry.overviewSpan());
      if (run.state == LaneState::None || to - from < 0.2) continue;
      miniature.push_back(
          {QRectF(from, std::round(top + pitch * static_cast<double>(at)), std::max(1.0, to - from), thick),
           run.state});
    }
  return miniature;
}

OverviewContent TimelineScene::overview() {
  if (empty()) return {};
  const int buckets = std::max(1, static_cast<int>(m_geometry.overview.width() / m_theme.px(4)));
  OverviewContent overview;
  overview.whole = limits(), overview.range = m_view.range;
  // As long as the recording counts: the last state's width is the view's own.
  const Seq events = m_cache.recording()->events();
  const double end = m_cache.valueOf(m_view.axis == Axis::Steps ? events : events - 1, m_view.axis);
  overview.counted = {m_cache.valueOf(0, m_view.axis), end};
  if (m_view.axis == Axis::Steps) overview.miniature = miniature();
  if (overview.miniature.empty()) overview.density = &m_cache.density(buckets, m_view.axis);
  return overview;
}

QString TimelineScene::deltaText() const {
  if (!m_a || !m_b || empty()) return {};
  const Seq steps = *m_a < *m_b ? *m_b - *m_a : *m_a - *m_b;
  const double ns = std::abs(m_cache.valueOf(*m_b, Axis::Time) - m_cache.valueOf(*m_a, Axis::Time));
  return QStringLiteral("%1 %2 · %3")
      .arg(steps)
      .arg(steps == 1 ? QStringLiteral("event") : QStringLiteral("events"), durationText(ns));
}

TimelineMarks TimelineScene::marks() {
  TimelineMarks marks;
  if (empty()) return marks;
  const Axis axis = m_view.axis;
  const auto at = [&](Seq seq) { return TimelineMark{m_cache.valueOf(seq, axis), {}, QString::number(seq)}; };
  if (m_playheadShown) marks.playhead = at(m_playhead);
  if (marks.playhead && m_fraction > 0)
    marks.playhead->value += m_fraction * (m_cache.valueOf(m_playhead + 1, axis) - marks.playhead->value);
  const double resolution = m_view.range.width() / m_geometry.lanes.width();
  if (marks.playhead && axis == Axis::Time)
    marks.playhead->text = valueText(axis, marks.playhead->value, resolution);
  if (m_a) marks.a = at(*m_a);
  if (m_b) marks.b = at(*m_b);
  marks.delta = deltaText();
  if (m_selection.event) {
    const auto event = m_cache.recording()->eventsIn(*m_selection.event, *m_selection.event + 1);
    if (event && !event->empty()) {
      marks.selected = at(*m_selection.event);
      marks.selected->row = rowOfTask(event->front().task);
    }
  }
  for (const FindingMark& found : m_findings) {
    TimelineMark mark = at(found.seq);
    mark.text = found.word;
    mark.row = rowOfTask(found.task);
    mark.part = !found.itself;
    mark.notice = found.notice;
    marks.findings.push_back(mark);
  }
  if (const auto& finding = m_cache.recording()->info().summary.finding; finding && m_findings.empty()) {
    TimelineMark mark = at(finding->seq);
    mark.text = QString::fromStdString(finding->kind);
    mark.row = rowOfTask(finding->task);
    marks.findings.push_back(mark);
  }
  return marks;
}

std::vector<TimeTick> TimelineScene::ticks() const {
  const QFontMetricsF mono(m_theme.font(TextStyle::MonoSmall));
  const QString widest = QString::number(m_view.range.to, 'f', 0);
  const double gap =
      m_view.axis == Axis::Steps ? mono.horizontalAdvance(widest) + m_theme.px(28) : m_theme.px(92);
  return ticksOf(m_view.axis, m_view.range, m_geometry.lanes.width(), gap);
}

void TimelineScene::paintStill(QPainter& painter) {
  TimelinePainter draw(painter, m_theme);
  painter.fillRect(QRectF(QPointF(0, 0), m_size), m_theme.panel);
  draw.paintOverview(m_geometry, overview());
  if (empty()) {
    m_stale = false;
    draw.paintNotice(noticeRoom(), m_notice);
    return;
  }
  const TimelineShapes& drawn = shapes();
  if (!m_cache.problem().empty())
    draw.paintNotice(m_geometry.lanes, QString::fromStdString(m_cache.problem()));
  TimelineRows still = rows();
  still.hoveredRow.reset();
  draw.paintGround(m_geometry, still);
  draw.paintGrid(m_geometry, m_view.range, ticks());
  const TimelineMarks moving = marks();
  draw.paintShapes(m_geometry, drawn, valueToPixel(0, m_view.range, m_geometry.span()),
                   draw.findingLabels(m_geometry, still, m_view.range, moving.findings));
  draw.paintLegend(m_geometry, drawn);
  draw.paintLeftOut(m_geometry, m_leftOut);
}

void TimelineScene::paintMoving(QPainter& painter) {
  if (empty()) return;
  TimelinePainter draw(painter, m_theme);
  const TimelineRows present = rows();
  const TimelineMarks moving = marks();
  draw.paintHover(m_geometry, present);
  draw.paintLabels(m_geometry, present);
  draw.paintRuler(m_geometry, m_view.range, ticks(), moving.playhead);
  draw.paintOverviewMarks(m_geometry, {nullptr, {}, {}, limits(), m_view.range}, moving);
  draw.paintMarks(m_geometry, present, m_view.range, moving);
}

}  // namespace kts::views
