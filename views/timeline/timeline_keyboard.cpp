// SPDX-License-Identifier: GPL-2.0-or-later
// The widget's third part: cause and effect, cursors, and the walk by keyboard.
#include <QAccessible>
#include <QKeyEvent>

#include "views/timeline/timeline_widget.h"

namespace kts::views {

void TimelineWidget::goToCause() { follow(true); }
void TimelineWidget::goToEffect() { follow(false); }

// The link that touches the event; without one the event before or after it of the same request.
void TimelineWidget::follow(bool toCause) {
  if (m_scene.empty()) return;
  const Seq at = m_scene.selection().event.value_or(m_scene.playhead());
  std::optional<Seq> target;
  const auto look = [&](const recordings::Link& link) {
    if ((toCause ? link.effect : link.cause) != at) return;
    const Seq other = toCause ? link.cause : link.effect;
    if (!target || (toCause ? other > *target : other < *target)) target = other;
  };
  const auto events = m_scene.cache().recording()->eventsIn(at, at + 1);
  const RequestId request = events && !events->empty() ? events->front().request : kNoRequest;
  for (const auto& link : m_scene.cache().linksOf(request)) look(link);
  if (const auto near = m_scene.cache().recording()->window(at > 512 ? at - 512 : 0, at + 512, 4096,
                                                            recordings::Axis::Steps);
      near)
    for (const auto& link : near->links) look(link);
  if (!target) {
    for (const auto& link : m_scene.cache().linksOf(request))
      for (const Seq end : {link.cause, link.effect})
        if (toCause ? end < at && (!target || end > *target) : end > at && (!target || end < *target))
          target = end;
  }
  if (!target) return;
  const double value = m_scene.cache().valueOf(*target, m_scene.view().axis);
  changeRange(revealed(m_scene.view().range, value, 0.1, m_scene.limits()));
  Q_EMIT eventChosen(*target);
  Q_EMIT playheadWanted(*target);
}

void TimelineWidget::moveCursor(std::optional<Seq>& cursor) {
  if (m_scene.empty()) return;
  Seq at = m_scene.playhead();
  if (m_pointer && m_scene.geometry().lanes.contains(*m_pointer)) {
    const TimelineHit hit = m_scene.hitAt(*m_pointer);
    at = hit.event.value_or(m_scene.cache().eventNearest(hit.value, m_scene.view().axis));
  }
  if (cursor == at) cursor.reset();
  else cursor = at;
  m_scene.setCursors(m_a, m_b);
  update();
  if (m_a && m_b) announce(tr("From A to B: %1").arg(m_scene.deltaText()));
}

void TimelineWidget::setCursorA() { moveCursor(m_a); }
void TimelineWidget::setCursorB() { moveCursor(m_b); }

void TimelineWidget::clearCursors() {
  m_a.reset(), m_b.reset();
  m_scene.setCursors(m_a, m_b);
  update();
}

QString TimelineWidget::rowSentence(std::size_t row) const {
  auto& scene = const_cast<TimelineScene&>(m_scene);  // asks the cache, shows nothing else
  if (row >= scene.lanes().size()) return {};
  const auto& lane = scene.lanes()[row];
  const double at = row == m_focusRow && hasFocus()
                        ? m_focusValue
                        : scene.cache().valueOf(scene.playhead(), scene.view().axis);
  if (const auto segment = scene.segmentAt(row, at)) return scene.words().segmentSentence(lane, *segment);
  return QString::fromStdString(lane.label);
}

QRect TimelineWidget::rowRect(std::size_t row) const {
  if (row >= m_scene.lanes().size()) return {};
  const double top = m_scene.geometry().lanes.top() + m_scene.layout().top(row) - m_scene.view().scroll;
  return QRectF(0, top, width(), m_scene.layout().parts(row).height).toAlignedRect();
}

void TimelineWidget::focusRow(std::size_t row) {
  if (row >= m_scene.lanes().size()) return;
  m_focusRow = row;
  TimelineView view = m_scene.view();
  const double top = m_scene.layout().top(row), bottom = m_scene.layout().top(row + 1),
               height = m_scene.geometry().lanes.height();
  if (top < view.scroll) view.scroll = top;
  if (bottom > view.scroll + height) view.scroll = bottom - height;
  if (view != m_scene.view()) changeView(view, false);
  announce(rowSentence(row));
  update();
}

void TimelineWidget::laneUp() {
  if (m_focusRow > 0) focusRow(m_focusRow - 1);
}
void TimelineWidget::laneDown() { focusRow(m_focusRow + 1); }
void TimelineWidget::segmentBefore() { walkSegments(false); }
void TimelineWidget::segmentAfter() { walkSegments(true); }

void TimelineWidget::walkSegments(bool forward) {
  if (m_scene.empty() || m_focusRow >= m_scene.lanes().size()) return;
  const auto axis = m_scene.view().axis;
  const auto here = m_scene.segmentAt(m_focusRow, m_focusValue);
  const Seq at = m_scene.cache().eventAt(m_focusValue, axis), events = m_scene.cache().recording()->events();
  const Seq from = here ? here->from : at, to = here ? here->to : at + 1;
  if (forward ? to >= events : from == 0) return;
  m_focusValue = m_scene.cache().valueOf(forward ? to : from - 1, axis);
  const AxisRange range = revealed(m_scene.view().range, m_focusValue, 0.05, m_scene.limits());
  if (range != m_scene.view().range) changeRange(range);
  // To the beginning of the one before, not to its last event.
  if (const auto found = m_scene.segmentAt(m_focusRow, m_focusValue); found && !forward)
    m_focusValue = m_scene.cache().valueOf(found->from, axis);
  announce(rowSentence(m_focusRow));
  update();
}

void TimelineWidget::announce(const QString& sentence) {
  if (sentence.isEmpty()) return;
  Q_EMIT announced(sentence);
  if (!QAccessible::isActive()) return;
  QAccessibleEvent focus(this, QAccessible::Focus);
  focus.setChild(static_cast<int>(m_focusRow));
  QAccessible::updateAccessibility(&focus);
  QAccessibleEvent name(this, QAccessible::NameChanged);
  name.setChild(static_cast<int>(m_focusRow));
  QAccessible::updateAccessibility(&name);
}

void TimelineWidget::keyPressEvent(QKeyEvent* event) {
  const bool control = event->modifiers().testFlag(Qt::ControlModifier);
  switch (event->key()) {
    case Qt::Key_Up: return laneUp();
    case Qt::Key_Down: return laneDown();
    case Qt::Key_Left:
      if (control) return segmentBefore();
      break;
    case Qt::Key_Right:
      if (control) return segmentAfter();
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (const auto segment = m_scene.empty() ? std::nullopt : m_scene.segmentAt(m_focusRow, m_focusValue)) {
        if (segment->task != kNoTask) Q_EMIT taskChosen(segment->task);
        if (segment->request != kNoRequest) Q_EMIT requestChosen(segment->request);
        Q_EMIT playheadWanted(segment->from);
        return;
      }
      break;
    default: break;
  }
  QWidget::keyPressEvent(event);
}

void TimelineWidget::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  m_focusValue = m_scene.cache().valueOf(m_scene.playhead(), m_scene.view().axis);
}

void TimelineWidget::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

}  // namespace kts::views
