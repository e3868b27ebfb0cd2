// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/row_shapes.h"

#include <algorithm>
#include <cmath>

#include "views/timeline/pixel_runs.h"

namespace kts::views {

using recordings::Column;
using recordings::LaneKind;
using recordings::Segment;
using recordings::Track;
using recordings::Window;

namespace {

constexpr double kAccentLeast = 6;   // pixels: narrower bars carry no accent
constexpr double kWordsLeast = 12;   // and narrower than this no words
constexpr std::size_t kEventsForWords = 256;

PixelRuns runsFor(const ShapeFrame& frame) {
  return PixelRuns(static_cast<int>(std::floor(frame.span.left)),
                   static_cast<int>(std::ceil(frame.span.right())));
}

// A bar leaves a pixel free before the next one where there is room for it.
QRectF barRect(const PixelRun& run, const RowFrame& row) {
  const double gap = run.width() >= 4 ? 1 : 0;
  return QRectF(run.from, row.top + row.parts->barTop, run.width() - gap, row.parts->barHeight);
}

// Neighbouring runs of the same looks, narrower than bars that can be told apart, become one.
template <class Same>
void joinNarrow(std::vector<PixelRun>& runs, Same same) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < runs.size(); ++at) {
    const bool join = kept > 0 && runs[kept - 1].to == runs[at].from && runs[at].width() < 3 &&
                      (runs[kept - 1].width() < 3 || runs[kept - 1].merged) &&
                      same(runs[kept - 1].item, runs[at].item);
    if (join) runs[kept - 1].to = runs[at].to, runs[kept - 1].merged = true;
    else runs[kept++] = runs[at];
  }
  runs.resize(kept);
}

std::span<const Event> eventsInside(const Window& window, const Segment& segment) {
  const Seq from = std::max(segment.from, window.from), to = std::min(segment.to, window.to);
  if (window.events.empty() || from >= to) return {};
  return std::span(window.events)
      .subspan(from - window.from, std::min<std::size_t>(to - from, kEventsForWords));
}

bool isChosen(const Selection& selection, const Track& track, const Segment& segment) {
  if (selection.request && segment.request == *selection.request) return true;
  if (!selection.object || !*selection.object) return false;
  return track.lane.kind == LaneKind::Task ? segment.waitsFor == *selection.object
                                           : track.lane.object == *selection.object;
}

std::vector<QRectF>& contendedOf(const Track& track, TimelineShapes& shapes) {
  return isSleptFor(track.lane.object) ? shapes.sleptFor : shapes.contended;
}

// Writes the words of one bar, with the request's chip in front where that begins here.
class BarWriter {
 public:
  BarWriter(const TimelineContent& content, const ShapeFrame& frame, const Track& track)
      : m_content(content), m_frame(frame), m_track(track) {}

  void write(const QRectF& rect, const Segment& segment, const RowFrame& row, TimelineShapes& shapes) {
    const bool lock = m_track.lane.kind == LaneKind::Lock;
    const bool newRequest = !lock && segment.request != kNoRequest && segment.request != m_request;
    if (!lock) m_request = segment.request;
    if (!row.parts->words || rect.width() < kWordsLeast * m_frame.scale) return;
    const double padding = 7 * m_frame.scale;
    WordShape word;
    word.state = lock ? LaneState::None : segment.state;
    word.lock = lock;
    word.contended = segment.contended;
    const double chip = row.parts->barHeight * 0.66 + 5 * m_frame.scale;
    const double room = rect.width() - 2 * padding;
    if (newRequest && chip <= room + padding) word.chip = segment.request;
    const double forWords = room - (word.chip == kNoRequest ? 0 : chip);
    for (const QString& label : labelsOf(segment)) {
      const double width = m_frame.textWidth(label);
      if (width > forWords) continue;
      word.text = label;
      word.box = QRectF(rect.left() + padding, rect.top(), width + (word.chip == kNoRequest ? 0 : chip),
                        rect.height());
      break;
    }
    if (word.text.isEmpty() && word.chip != kNoRequest)
      word.box =
          QRectF(rect.left() + std::min(padding, (rect.width() - chip) / 2), rect.top(), chip, rect.height());
    if (!word.text.isEmpty() || word.chip != kNoRequest) shapes.words.push_back(std::move(word));
  }

 private:
  // In a lane of many tasks each one's first bar names it.
  QStringList labelsOf(const Segment& segment) {
    QStringList labels =
        m_content.words->barLabels(m_track.lane, segment, eventsInside(*m_content.window, segment));
    if (m_track.lane.kind != LaneKind::Task || m_track.lane.pid != 0 || segment.task == m_task) return labels;
    m_task = segment.task;
    const QString name = m_content.words->taskName(segment.task);
    if (name.isEmpty() || segment.task == kNoTask) return labels;
    QStringList named;
    for (const QString& label : labels) named << name + QStringLiteral(": ") + label;
    return named << name << labels;
  }

  const TimelineContent& m_content;
  const ShapeFrame& m_frame;
  const Track& m_track;
  RequestId m_request = kNoRequest;
  TaskId m_task = kNoTask;
};

void addAccent(const QRectF& rect, RequestId request, const ShapeFrame& frame, TimelineShapes& shapes) {
  if (request == kNoRequest || rect.width() < kAccentLeast || rect.height() < 10) return;
  const double thick = std::round(3 * frame.scale);
  const QRectF line(rect.left(), rect.bottom() - thick, rect.width(), thick);
  auto& accents = shapes.accents;
  const bool joins = !accents.empty() && accents.back().request == request &&
                     accents.back().rect.top() == line.top() &&
                     line.left() - accents.back().rect.right() <= 1.5;
  if (joins) accents.back().rect.setRight(line.right());
  else accents.push_back({line, request});
}

// Chosen bars that touch share one outline.
void addChosen(const QRectF& rect, TimelineShapes& shapes) {
  auto& chosen = shapes.chosen;
  const bool joins =
      !chosen.empty() && chosen.back().top() == rect.top() && rect.left() - chosen.back().right() <= 1.5;
  if (joins) chosen.back().setRight(rect.right());
  else chosen.push_back(rect);
}

}  // namespace

void addSegments(const TimelineContent& content, const ShapeFrame& frame, std::size_t trackIndex,
                 const RowFrame& row, TimelineShapes& shapes) {
  const Track& track = content.window->tracks[trackIndex];
  const bool lock = track.lane.kind == LaneKind::Lock;
  const auto& segments = track.segments;
  PixelRuns laid = runsFor(frame);
  for (std::uint32_t at = 0; at < segments.size(); ++at) {
    if (lock ? segments[at].task == kNoTask : segments[at].state == LaneState::None) continue;
    laid.add(valueToPixel(valueOf(content, segments[at].from), frame.range, frame.span),
             valueToPixel(valueOf(content, segments[at].to), frame.range, frame.span), at);
  }
  std::vector<PixelRun> runs = laid.take();
  joinNarrow(runs, [&](std::uint32_t a, std::uint32_t b) {
    return lock ? segments[a].contended == segments[b].contended : segments[a].state == segments[b].state;
  });
  // Neighbours of one state and task are one bar with seams: the state is what the eye should see first.
  const auto oneBar = [&](const PixelRun& a, const PixelRun& b) {
    const Segment &left = segments[a.item], &right = segments[b.item];
    return !lock && a.to == b.from && !a.merged && !b.merged && left.state == right.state &&
           left.task == right.task;
  };
  BarWriter writer(content, frame, track);
  for (std::size_t first = 0, last = 0; first < runs.size(); first = last) {
    for (last = first + 1; last < runs.size() && oneBar(runs[last - 1], runs[last]); ++last)
      shapes.seams.push_back(
          QRectF(runs[last].from - 1, row.top + row.parts->barTop, 1, row.parts->barHeight));
    PixelRun whole = runs[first];
    whole.to = runs[last - 1].to;
    const QRectF bar = barRect(whole, row);
    const Segment& begin = segments[whole.item];
    if (lock)
      (begin.contended ? contendedOf(track, shapes) : shapes.held).push_back(bar);
    else shapes.bars[static_cast<std::size_t>(begin.state)].push_back(bar);
    const std::size_t wordsBefore = shapes.words.size();
    std::size_t widest = first;
    for (std::size_t at = first; at < last && !whole.merged; ++at) {
      if (runs[at].width() > runs[widest].width()) widest = at;
      const Segment& segment = segments[runs[at].item];
      const QRectF rect = barRect(runs[at], row);
      if (!lock) addAccent(rect, segment.request, frame, shapes);
      if (rect.width() >= 3 && isChosen(frame.selection, track, segment)) addChosen(rect, shapes);
      writer.write(rect, segment, row, shapes);
    }
    // No part was wide enough for words: the widest one's may run on to the end of the bar.
    if (!whole.merged && last - first > 1 && shapes.words.size() == wordsBefore)
      writer.write(QRectF(QPointF(runs[widest].from, bar.top()), bar.bottomRight()),
                   segments[runs[widest].item], row, shapes);
  }
}

namespace {

// The value at which column `at` begins.
double columnValue(const TimelineContent& content, std::size_t at, std::size_t columns) {
  return content.fromValue +
         (content.endValue - content.fromValue) * static_cast<double>(at) / static_cast<double>(columns);
}

// Above the bars: a tick per column, taller where more events share it.
void addCrowd(const TimelineContent& content, const ShapeFrame& frame, const Track& track,
              const RowFrame& row, TimelineShapes& shapes) {
  if (row.parts->tickHeight <= 0) return;
  // No more levels than the tick has pixels: what looks alike is one rectangle.
  const int levels = std::clamp(static_cast<int>(row.parts->tickHeight), 2, 6);
  const auto levelOf = [&](const Column& column) {
    if (column.events == 0) return 0;
    return std::clamp(static_cast<int>(std::ceil(std::log2(1.0 + column.events) * levels / 6)), 1, levels);
  };
  const std::size_t columns = track.columns.size();
  PixelRuns laid = runsFor(frame);
  for (std::size_t from = 0; from < columns;) {
    const int level = levelOf(track.columns[from]);
    std::size_t to = from + 1;
    while (to < columns && levelOf(track.columns[to]) == level) ++to;
    if (level > 0)
      laid.add(valueToPixel(columnValue(content, from, columns), frame.range, frame.span),
               valueToPixel(columnValue(content, to, columns), frame.range, frame.span),
               static_cast<std::uint32_t>(level));
    from = to;
  }
  for (const PixelRun& run : laid.take()) {
    const double height = row.parts->tickHeight * run.item / levels;
    shapes.crowd.push_back(
        QRectF(run.from, row.top + row.parts->tickTop + row.parts->tickHeight - height, run.width(), height));
  }
}

// As high as the part of the column for which `share` says that the lock was held, or contended: a lock that
// is taken for a moment again and again does not look like one that is held all along.
void addShare(const TimelineContent& content, const ShapeFrame& frame, const Track& track,
              const RowFrame& row, std::uint8_t Column::*share, std::vector<QRectF>& rects) {
  const auto heightOf = [&](const Column& column) {
    if (column.*share == 0) return 0u;
    const double height = row.parts->barHeight * (column.*share) / 255;
    return static_cast<std::uint32_t>(std::max(2.0, std::round(height)));
  };
  PixelRuns laid = runsFor(frame);
  const std::size_t columns = track.columns.size();
  for (std::size_t from = 0; from < columns;) {
    const std::uint32_t height = heightOf(track.columns[from]);
    std::size_t to = from + 1;
    while (to < columns && heightOf(track.columns[to]) == height) ++to;
    if (height > 0)
      laid.add(valueToPixel(columnValue(content, from, columns), frame.range, frame.span),
               valueToPixel(columnValue(content, to, columns), frame.range, frame.span), height);
    from = to;
  }
  const double base = row.top + row.parts->barTop + row.parts->barHeight;
  for (const PixelRun& run : laid.take()) {
    const double height = std::min<double>(run.item, row.parts->barHeight);
    rects.push_back(QRectF(run.from, base - height, run.width(), height));
  }
}

}  // namespace

void addColumns(const TimelineContent& content, const ShapeFrame& frame, std::size_t trackIndex,
                const RowFrame& row, TimelineShapes& shapes) {
  const Track& track = content.window->tracks[trackIndex];
  if (track.lane.kind == LaneKind::Lock) {
    addShare(content, frame, track, row, &Column::held, shapes.held);
    addShare(content, frame, track, row, &Column::contended, contendedOf(track, shapes));
    return;
  }
  const auto looks = [](const Column& c) { return static_cast<int>(c.state); };
  PixelRuns laid = runsFor(frame);
  const std::size_t columns = track.columns.size();
  for (std::size_t from = 0; from < columns;) {
    const int look = looks(track.columns[from]);
    std::size_t to = from + 1;
    while (to < columns && looks(track.columns[to]) == look) ++to;
    if (look != 0)
      laid.add(valueToPixel(columnValue(content, from, columns), frame.range, frame.span),
               valueToPixel(columnValue(content, to, columns), frame.range, frame.span),
               static_cast<std::uint32_t>(look));
    from = to;
  }
  for (const PixelRun& run : laid.take()) {
    const QRectF rect(run.from, row.top + row.parts->barTop, run.width(), row.parts->barHeight);
    shapes.bars[std::min<std::size_t>(run.item, kLaneStates - 1)].push_back(rect);
  }
  addCrowd(content, frame, track, row, shapes);
}

void addDepth(const TimelineContent& content, const ShapeFrame& frame, std::size_t trackIndex,
              const RowFrame& row, TimelineShapes& shapes) {
  const Track& track = content.window->tracks[trackIndex];
  const bool completion = track.lane.kind == LaneKind::Completion;
  PixelRuns laid = runsFor(frame);
  std::uint32_t deepest = 1;
  const auto add = [&](double from, double to, std::uint32_t depth) {
    deepest = std::max(deepest, depth);
    if (depth > 0)
      laid.add(valueToPixel(from, frame.range, frame.span), valueToPixel(to, frame.range, frame.span), depth);
  };
  const std::size_t columns = track.columns.size();
  if (content.window->exact)
    for (const Segment& s : track.segments) add(valueOf(content, s.from), valueOf(content, s.to), s.depth);
  else
    for (std::size_t at = 0; at < columns; ++at)
      add(columnValue(content, at, columns), columnValue(content, at + 1, columns), track.columns[at].depth);
  const double base = row.top + row.parts->barTop + row.parts->barHeight;
  for (const PixelRun& run : laid.take()) {
    const double height = std::max(2.0, std::round(row.parts->barHeight * run.item / std::max(deepest, 2u)));
    const QRectF rect(run.from, base - height, run.width(), height);
    (completion ? shapes.waiting : shapes.depth).push_back(rect);
    const QString text = QString::number(run.item);
    if (!row.parts->words || run.merged || frame.textWidth(text) + 8 * frame.scale > run.width()) continue;
    WordShape word;
    word.text = text, (completion ? word.waiting : word.depth) = true;
    // Below the step's line where there is room for it, else above.
    const double least = 13 * frame.scale, above = rect.top() - row.top - row.parts->barTop;
    const double left = run.from + 5 * frame.scale, width = frame.textWidth(text);
    if (height >= least + 2) word.box = QRectF(left, rect.top() + 1, width, std::min(height, 2 * least));
    else if (above >= 9 * frame.scale) word.box = QRectF(left, rect.top() - least, width, least);
    if (!word.box.isEmpty()) shapes.words.push_back(std::move(word));
  }
}

}  // namespace kts::views
