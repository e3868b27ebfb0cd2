// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/window_cache.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "recordings/last_names.h"

namespace kts::views {

using recordings::Axis;
using recordings::Recording;

namespace {

constexpr double kMargin = 0.6;  // of the range's width, to either side
constexpr std::size_t kManyLanes = 20;

// Where many callers would push them out of sight, kthreadd, the locks and the list come first.
std::vector<std::size_t> orderOf(const std::vector<recordings::Lane>& lanes) {
  std::vector<std::size_t> order(lanes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (lanes.size() <= kManyLanes) return order;
  const auto rank = [&](std::size_t lane) {
    if (lanes[lane].kind != recordings::LaneKind::Task) return 1;
    return lanes[lane].label == "kthreadd" ? 0 : 2;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
  return order;
}

template <class T>
void arrange(std::vector<T>& items, const std::vector<std::size_t>& order) {
  if (items.size() != order.size()) return;
  std::vector<T> arranged;
  arranged.reserve(items.size());
  for (const std::size_t from : order) arranged.push_back(std::move(items[from]));
  items = std::move(arranged);
}

}  // namespace

void WindowCache::setRecording(std::shared_ptr<const Recording> recording) {
  m_recording = std::move(recording);
  forget();
}

void WindowCache::forget() {
  m_data.reset();
  m_whole.reset();
  m_names.clear();
  m_densityBuckets = 0;
  m_linksOf = kNoRequest;
  m_links.clear();
  m_problem.clear();
  m_lanes = m_recording ? m_recording->lanes() : std::vector<recordings::Lane>();
  m_order = orderOf(m_lanes);
  arrange(m_lanes, m_order);
}

AxisRange WindowCache::whole(Axis axis) const {
  const Seq events = m_recording ? m_recording->events() : 0;
  if (events == 0) return {0, 1};
  if (axis == Axis::Steps) return {-0.5, static_cast<double>(events)};
  // Threads that are started outside of the protocol may have the clock run for long before its first event.
  const double first = valueOf(0, axis), lasts = valueOf(events - 1, axis) - first;
  return {first - std::max(500.0, lasts * 0.01), valueOf(events, axis)};
}

double WindowCache::valueOf(Seq seq, Axis axis) const {
  if (axis == Axis::Steps) return static_cast<double>(seq);
  const Seq events = m_recording ? m_recording->events() : 0;
  if (events == 0) return 0;
  if (seq < events) return static_cast<double>(m_recording->timeOf(seq));
  const double last = static_cast<double>(m_recording->timeOf(events - 1));
  return last + std::max(1000.0, (last - static_cast<double>(m_recording->timeOf(0))) * 0.02);
}

Seq WindowCache::eventAt(double value, Axis axis) const {
  const Seq events = m_recording ? m_recording->events() : 0;
  if (events == 0 || value <= 0) return 0;
  if (axis == Axis::Steps) return std::min<Seq>(static_cast<Seq>(value), events - 1);
  const Seq after = m_recording->seqAt(static_cast<std::uint64_t>(value) + 1);  // the first later than value
  return std::min(after > 0 ? after - 1 : 0, events - 1);
}

Seq WindowCache::eventNearest(double value, Axis axis) const {
  const Seq events = m_recording ? m_recording->events() : 0;
  const Seq before = eventAt(value, axis);
  if (before + 1 >= events) return before;
  return valueOf(before + 1, axis) - value < value - valueOf(before, axis) ? before + 1 : before;
}

bool WindowCache::covers(const AxisRange& range, Axis axis, double width, const RowRange& rows) const {
  if (!m_data || m_data->window.axis != axis) return false;
  const AxisRange all = whole(axis);
  const AxisRange needed = clippedTo(range, {valueOf(0, axis), all.to});
  const bool inside = (m_data->window.from == 0 || needed.from >= m_data->fromValue) &&
                      (m_data->window.to == m_recording->events() || needed.to <= m_data->endValue);
  if (!inside || m_data->window.exact) return inside;
  const double column = range.width() / std::max(1.0, width);
  return column > m_columnWidth * 0.8 && column < m_columnWidth * 1.8 && rows.first >= m_rows.first &&
         rows.last <= m_rows.last;
}

bool WindowCache::ask(const AxisRange& range, Axis axis, double width, const RowRange& rows) {
  const double margin = range.width() * kMargin;
  const AxisRange all = whole(axis),
                  wide = {std::max(all.from, range.from - margin), std::min(all.to, range.to + margin)};
  const Seq events = m_recording->events();
  const Seq from = eventAt(wide.from, axis), to = std::min(events, eventAt(wide.to, axis) + 2);
  const int columns = std::max(1, static_cast<int>(std::lround(width * wide.width() / range.width())));
  // As many rows again above and below, so that scrolling asks as seldom as panning.
  const std::size_t more = rows.last - rows.first;
  m_rows = {rows.first - std::min(rows.first, more), std::min(m_lanes.size(), rows.last + more)};
  std::vector<bool> wanted(m_order.size(), false);
  for (std::size_t row = m_rows.first; row < m_rows.last; ++row) wanted[m_order[row]] = true;
  auto window = m_recording->window(from, to, columns, axis, wanted);
  ++m_queries;
  if (!window) {
    m_problem = window.error().message;
    return false;
  }
  m_data = std::make_unique<WindowData>();
  m_data->window = std::move(*window);
  arrange(m_data->window.tracks, m_order);
  m_data->fromValue = valueOf(from, axis);
  m_data->endValue = axis == Axis::Time && !m_data->window.exact && to == events ? valueOf(events - 1, axis)
                                                                                 : valueOf(to, axis);
  m_columnWidth = (m_data->endValue - m_data->fromValue) / columns;
  if (m_data->window.exact)
    if (const auto before = m_recording->stateAt(from)) m_data->calls = callSpansOf(m_data->window, *before);
  return true;
}

const WindowData* WindowCache::window(const AxisRange& range, Axis axis, double width, const RowRange& rows) {
  if (!m_recording || m_recording->events() == 0) return nullptr;
  if (!covers(range, axis, width, rows) && !ask(range, axis, width, rows)) return nullptr;
  return m_data.get();
}

const WindowData& WindowCache::wholeRun() {
  constexpr int kColumns = 600;
  if (m_whole) return *m_whole;
  m_whole = std::make_unique<WindowData>();
  if (!m_recording || m_recording->events() == 0) return *m_whole;
  if (auto window = m_recording->window(0, m_recording->events(), kColumns, Axis::Steps))
    m_whole->window = std::move(*window);
  arrange(m_whole->window.tracks, m_order);
  m_whole->endValue = static_cast<double>(m_recording->events());
  return *m_whole;
}

std::vector<StateRun> stateRunsOf(const WindowData& data, const recordings::Track& track) {
  std::vector<StateRun> runs;
  const auto add = [&](double from, double to, LaneState state) {
    if (!runs.empty() && runs.back().state == state) runs.back().to = to;
    else runs.push_back({from, to, state});
  };
  const bool steps = data.window.axis == Axis::Steps;
  const auto ns = [&](Seq seq) {
    return seq < data.window.to && seq - data.window.from < data.window.nsOf.size()
               ? static_cast<double>(data.window.nsOf[seq - data.window.from]) : data.endValue;
  };
  for (const auto& s : track.segments)
    add(steps ? static_cast<double>(s.from) : ns(s.from), steps ? static_cast<double>(s.to) : ns(s.to),
        s.state);
  const double width =
      (data.endValue - data.fromValue) / std::max<double>(1, static_cast<double>(track.columns.size()));
  for (std::size_t at = 0; at < track.columns.size(); ++at)
    add(data.fromValue + width * static_cast<double>(at),
        data.fromValue + width * static_cast<double>(at + 1), track.columns[at].state);
  return runs;
}

const recordings::Density& WindowCache::density(int buckets, Axis axis) {
  if (m_recording && (buckets != m_densityBuckets || axis != m_densityAxis)) {
    m_density = m_recording->density(buckets, axis);
    m_densityBuckets = buckets, m_densityAxis = axis;
  }
  if (!m_recording) m_density = {};
  return m_density;
}

std::vector<PlacedLink> WindowCache::placed(const std::vector<recordings::Link>& links, Axis axis) const {
  std::vector<PlacedLink> placed;
  placed.reserve(links.size());
  for (const auto& link : links)
    placed.push_back({link, valueOf(link.cause, axis), valueOf(link.effect, axis)});
  return placed;
}

const std::vector<recordings::Link>& WindowCache::linksOf(RequestId request) {
  if (request == m_linksOf) return m_links;
  m_links.clear();
  m_linksOf = request;
  if (!m_recording || request == kNoRequest) return m_links;
  if (auto links = m_recording->linksOf(request)) m_links = std::move(*links);
  return m_links;
}

QString WindowCache::taskName(TaskId task) const {
  if (task == kNoTask || !m_recording) return {};
  const auto known = m_names.find(task);
  if (known != m_names.end()) return known->second;
  const auto row = m_recording->task(task);
  const QString name =
      row && *row ? QString::fromStdString(recordings::lastNameOf(*m_recording, **row)) : QString();
  return m_names.emplace(task, name).first->second;
}

}  // namespace kts::views
