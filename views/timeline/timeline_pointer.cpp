// SPDX-License-Identifier: GPL-2.0-or-later
// The widget's other half: what the mouse does.
#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>
#include <cmath>

#include "engine/vocabulary/sentence.h"
#include "views/timeline/timeline_widget.h"

namespace kts::views {

using recordings::LaneKind;

void TimelineWidget::wheelEvent(QWheelEvent* event) {
  event->accept();
  if (m_scene.empty()) return;
  const QPointF point = event->position();
  const QPointF turn = event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 120.0
                                                    : QPointF(event->pixelDelta()) / 60.0;
  const TimelineView& view = m_scene.view();
  const bool rows =
      m_scene.hitAt(point).zone == Zone::Labels || event->modifiers().testFlag(Qt::ShiftModifier);
  const double along = turn.x() != 0 && std::abs(turn.x()) > std::abs(turn.y()) ? turn.x() : 0;
  if (rows) {
    const double by = (turn.y() != 0 ? turn.y() : turn.x()) * m_scene.theme().px(48);
    changeView({view.axis, view.range, view.scroll - by}, false);
  } else if (along != 0) {
    changeRange(pannedBy(view.range, -along * 0.1 * view.range.width(), m_scene.limits()));
  } else if (turn.y() != 0) {
    const QRectF lanes = m_scene.geometry().lanes;
    zoomBy(std::pow(1.25, turn.y()), m_scene.valueAt(std::clamp(point.x(), lanes.left(), lanes.right())));
  }
}

void TimelineWidget::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return event->ignore();
  if (m_scene.empty()) return;
  m_pressed = m_dragPoint = event->position();
  m_pressedView = m_scene.view();
  const TimelineHit hit = m_scene.hitAt(m_pressed);
  const double playhead = valueToPixel(m_scene.cache().valueOf(m_scene.playhead(), m_pressedView.axis),
                                       m_pressedView.range, m_scene.geometry().span());
  const bool onPlayhead = hit.zone == Zone::Lanes && !hit.event && std::abs(playhead - m_pressed.x()) <= 3;
  if (hit.zone == Zone::Ruler || onPlayhead) {
    m_drag = Drag::Scrub;
    scrubTo(m_pressed.x());
  } else if (hit.zone == Zone::Overview) {
    m_drag = Drag::Overview;
    const AxisRange range = m_pressedView.range;
    const double width = range.width();
    m_grabbed = range.contains(hit.value) ? hit.value - range.from : width / 2;
    dragTo(m_pressed);
  } else if (hit.zone == Zone::Lanes && event->modifiers().testFlag(Qt::ShiftModifier)) {
    m_drag = Drag::Zoom;
  } else if (hit.zone != Zone::None) {
    m_drag = Drag::Undecided;
  }
}

void TimelineWidget::mouseMoveEvent(QMouseEvent* event) {
  m_pointer = event->position();
  if (m_drag != Drag::None) return dragTo(event->position());
  if (m_scene.empty()) return;
  const TimelineHit hit = m_scene.hitAt(event->position());
  m_scene.setHoveredRow(hit.row);
  setCursor(hit.zone == Zone::Ruler                 ? Qt::SplitHCursor
            : hit.event || hit.zone == Zone::Labels ? Qt::PointingHandCursor
                                                    : Qt::ArrowCursor);
  update();
}

void TimelineWidget::dragTo(const QPointF& point) {
  m_dragPoint = point;
  const QPointF moved = point - m_pressed;
  if (m_drag == Drag::Undecided && moved.manhattanLength() >= QApplication::startDragDistance())
    m_drag = Drag::Pan;
  switch (m_drag) {
    case Drag::Pan: {
      const double by = -moved.x() / m_scene.geometry().lanes.width() * m_pressedView.range.width();
      setCursor(Qt::ClosedHandCursor);
      changeView({m_pressedView.axis, pannedBy(m_pressedView.range, by, m_scene.limits()),
                  m_pressedView.scroll - moved.y()},
                 false);
      break;
    }
    case Drag::Scrub: scrubTo(point.x()); break;
    case Drag::Overview: {
      const double from =
          pixelToValue(point.x(), m_scene.limits(), m_scene.geometry().overviewSpan()) - m_grabbed;
      changeRange({from, from + m_pressedView.range.width()});
      break;
    }
    case Drag::Zoom: update(); break;
    case Drag::Undecided:
    case Drag::None: break;
  }
}

void TimelineWidget::scrubTo(double x) {
  const Seq seq = m_scene.cache().eventNearest(m_scene.valueAt(x), m_scene.view().axis);
  if (seq != m_scene.playhead()) Q_EMIT playheadWanted(seq);
}

void TimelineWidget::mouseReleaseEvent(QMouseEvent* event) {
  const Drag drag = std::exchange(m_drag, Drag::None);
  unsetCursor();
  if (drag == Drag::Undecided) choose(event->position());
  if (drag == Drag::Pan || drag == Drag::Overview) rest();
  if (drag == Drag::Zoom && std::abs(event->position().x() - m_pressed.x()) >= 4) {
    const double a = m_scene.valueAt(m_pressed.x()), b = m_scene.valueAt(event->position().x());
    AxisRange range{std::min(a, b), std::max(a, b)};
    if (range.width() < m_scene.leastWidth()) range.to = range.from + m_scene.leastWidth();
    changeRange(range, true);
  }
  update();
}

// An event when one is near, and the task and the request of what is hit; a lock or list by its lane.
void TimelineWidget::choose(const QPointF& point) {
  const TimelineHit hit = m_scene.hitAt(point);
  if (!hit.row) {
    Q_EMIT nothingChosen();
    return;
  }
  m_focusRow = *hit.row;
  m_focusValue = hit.value;
  const recordings::Lane& lane = m_scene.lanes()[*hit.row];
  auto segment = hit.segment;
  if (hit.zone == Zone::Labels)
    segment = m_scene.segmentAt(*hit.row, m_scene.cache().valueOf(m_scene.playhead(), m_scene.view().axis));
  if (lane.kind == LaneKind::Lock || lane.kind == LaneKind::ListDepth) Q_EMIT objectChosen(lane.object);
  if (segment && segment->task != kNoTask) Q_EMIT taskChosen(segment->task);
  if (hit.zone == Zone::Lanes && segment && segment->request != kNoRequest)
    Q_EMIT requestChosen(segment->request);
  if (hit.event) Q_EMIT eventChosen(*hit.event);
  else if (!segment && lane.kind == LaneKind::Task) Q_EMIT nothingChosen();
}

void TimelineWidget::mouseDoubleClickEvent(QMouseEvent* event) {
  if (m_scene.empty()) return;
  const TimelineHit hit = m_scene.hitAt(event->position());
  if (hit.zone == Zone::Labels && hit.row) {
    m_scene.setCollapsed(*hit.row, !m_scene.isCollapsed(*hit.row));
    updateScrollBar();
    update();
  } else if (hit.zone == Zone::Overview) {
    fit();
  } else if (hit.segment) {
    const auto axis = m_scene.view().axis;
    const double from = m_scene.cache().valueOf(hit.segment->from, axis),
                 to = m_scene.cache().valueOf(hit.segment->to, axis);
    const double width = std::max(to - from, m_scene.leastWidth());
    changeRange({from - 0.15 * width, from + 1.15 * width}, true);
  }
}

void TimelineWidget::leaveEvent(QEvent*) {
  m_pointer.reset();
  m_scene.setHoveredRow({});
  update();
}

bool TimelineWidget::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    showTip(help->globalPos(), help->pos());
    return true;
  }
  return QWidget::event(event);
}

void TimelineWidget::showTip(const QPoint& global, const QPointF& point) {
  const QString text = m_scene.empty() ? QString() : tipFor(m_scene.hitAt(point));
  if (text.isEmpty()) QToolTip::hideText();
  else QToolTip::showText(global, text, this);
}

QString TimelineWidget::tipFor(const TimelineHit& hit) {
  const recordings::Recording& recording = *m_scene.cache().recording();
  if (hit.event) {
    const auto events = recording.eventsIn(*hit.event, *hit.event + 1);
    const auto state = recording.stateAt(*hit.event);
    if (!events || events->empty() || !state) return {};
    const std::string sentence = sentenceOf(events->front(), *state, recording.info().header.names);
    return tr("Event %1 at %2\n%3.")
        .arg(*hit.event)
        .arg(durationText(static_cast<double>(events->front().tNs)), QString::fromStdString(sentence));
  }
  if (!hit.row) return {};
  const recordings::Lane& lane = m_scene.lanes()[*hit.row];
  if (hit.zone == Zone::Labels) return rowSentence(*hit.row);
  if (!hit.segment) return {};
  const double ns = m_scene.cache().valueOf(hit.segment->to, recordings::Axis::Time) -
                    m_scene.cache().valueOf(hit.segment->from, recordings::Axis::Time);
  return tr("%1\nevents %2 to %3, %4")
      .arg(m_scene.words().segmentSentence(lane, *hit.segment))
      .arg(hit.segment->from)
      .arg(hit.segment->to)
      .arg(durationText(ns));
}

}  // namespace kts::views
