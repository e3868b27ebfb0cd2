// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/stage/stage_widget.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <cmath>

#include "views/stage/accessible.h"
#include "views/stage/painter.h"

namespace kts::views {

namespace {

constexpr int kFrameMs = 16;
constexpr Seq kNear = 4;  // events: so far things are moved into place

std::function<qint64()> steadyClock() {
  QElapsedTimer timer;
  timer.start();
  return [timer] { return timer.elapsed(); };
}

}  // namespace

StageWidget::StageWidget(QWidget* parent)
    : QWidget(parent), m_theme(bundledTheme(ThemeName::Light)), m_clock(steadyClock()) {
  installStageAccessibility();
  setObjectName(QStringLiteral("stage"));
  setAccessibleName(QStringLiteral("Stage"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

StageWidget::~StageWidget() = default;

QSize StageWidget::minimumSizeHint() const {
  return {static_cast<int>(m_theme.px(420)), static_cast<int>(m_theme.px(190))};
}
QSize StageWidget::sizeHint() const {
  return {static_cast<int>(m_theme.px(960)), static_cast<int>(m_theme.px(330))};
}

void StageWidget::setTheme(const Theme& theme) {
  m_theme = theme;
  updateGeometry();
  relayout();
}

void StageWidget::setRun(const RunHeader& header, Seq totalEvents, recordings::LastName lastName) {
  m_names = header.names;
  m_lastName = std::move(lastName);
  m_totalEvents = totalEvents;
  m_bootWorld = isBootWorld(header);
  m_state.reset();
  m_before.reset();
  m_event.reset();
  m_focus = {};
  relayout();
}

void StageWidget::setTotalEvents(Seq totalEvents) {
  m_totalEvents = totalEvents;
  if (!m_animating) relayout();
}

void StageWidget::setFindings(std::vector<FindingMark> marks) {
  if (m_marks == marks) return;
  m_marks = std::move(marks);
  relayout();
}

void StageWidget::clearRun() { setRun({}, 0); }

void StageWidget::showMoment(const ProtocolState& state, const std::optional<Event>& event, int untilNextMs) {
  // A step of a manual run can be of several events: that is no leap yet.
  const bool neighbour =
      m_state && state.seq != m_state->seq &&
      (state.seq > m_state->seq ? state.seq - m_state->seq : m_state->seq - state.seq) <= kNear;
  const StageScene from = neighbour ? shownScene() : StageScene();
  if (m_state && state.seq == m_state->seq + 1)
    m_before = std::move(m_state);
  else
    m_before.reset();
  m_state = state;
  m_event = event;
  m_scene = sceneNow();
  m_duration = neighbour && untilNextMs >= 0 ? animationMs(untilNextMs) : 0;
  // What does not have the same measures cannot be moved into place.
  m_animating = m_duration > 0 && from.size == m_scene.size && from.scale == m_scene.scale && isVisible();
  if (m_animating) {
    m_animation = StageAnimation(from, m_scene);
    m_since = m_clock();
    m_timer.start(kFrameMs, Qt::PreciseTimer, this);
  } else {
    m_timer.stop();
  }
  setAccessibleDescription(m_scene.headline);
  update();
}

void StageWidget::setSelection(const Selection& selection) {
  if (m_selection == selection) return;
  m_selection = selection;
  relayout();
}

void StageWidget::setHeadline(bool headline) {
  m_headline = headline;
  relayout();
}

void StageWidget::setClock(std::function<qint64()> clock) { m_clock = std::move(clock); }

double StageWidget::progress() const {
  return m_duration <= 0 ? 1 : static_cast<double>(m_clock() - m_since) / m_duration;
}

void StageWidget::advance() {
  if (!m_animating) return;
  if (progress() >= 1) m_animating = false, m_timer.stop();
  update();
}

StageScene StageWidget::sceneNow() const {
  if (!m_state) return {};
  StageMoment moment;
  moment.state = &*m_state;
  moment.before = m_before ? &*m_before : nullptr;
  moment.event = m_event;
  moment.names = m_names;
  moment.lastName = m_lastName;
  moment.totalEvents = m_totalEvents;
  moment.bootWorld = m_bootWorld;
  const std::vector<FindingMark> marks =
      m_state->seq > 0 ? marksAt(m_marks, m_state->seq - 1) : std::vector<FindingMark>();
  return sceneOf(moment, m_theme, {size(), m_selection, m_scene.shown, m_headline, marks, true});
}

StageScene StageWidget::shownScene() const { return m_animating ? m_animation.at(progress()) : m_scene; }

void StageWidget::relayout() {
  m_animating = false;
  m_timer.stop();
  m_scene = sceneNow();
  update();
}

void StageWidget::resizeEvent(QResizeEvent*) { relayout(); }
void StageWidget::timerEvent(QTimerEvent* event) {
  if (event->timerId() == m_timer.timerId()) advance();
}

void StageWidget::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (!m_state) {
    painter.fillRect(rect(), m_theme.panel);
    painter.setFont(m_theme.font(TextStyle::Body));
    painter.setPen(m_theme.inkSoft);
    painter.drawText(
        rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap,
        QStringLiteral(
            "No run yet. Choose a scenario and run it, or open a recording: the machine plays here."));
    return;
  }
  paintStage(painter, shownScene(), m_theme);
  const StageFigure* figure = hasFocus() ? m_scene.figureOf(m_focus) : nullptr;
  if (!figure || !m_focus) return;
  const double out = m_theme.px(3);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(m_theme.accent, m_theme.px(2)));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(figure->rect.adjusted(-out, -out, out, out), m_theme.px(9), m_theme.px(9));
}

bool StageWidget::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const StageFigure* figure = m_scene.figureAt(help->pos());
  if (figure)
    QToolTip::showText(help->globalPos(), figure->sentence, this, figure->rect.toRect());
  else
    QToolTip::hideText();
  return true;
}

void StageWidget::mouseMoveEvent(QMouseEvent* event) {
  const StageFigure* figure = m_scene.figureAt(event->position());
  setCursor(figure && figure->target ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void StageWidget::leaveEvent(QEvent*) { unsetCursor(); }

void StageWidget::mousePressEvent(QMouseEvent* event) {
  const StageFigure* figure =
      event->button() == Qt::LeftButton ? m_scene.figureAt(event->position()) : nullptr;
  if (!figure) return QWidget::mousePressEvent(event);
  m_focus = figure->target;
  chooseFigure(figure->target);
  update();
}

void StageWidget::chooseFigure(StageTarget target) {
  switch (target.kind) {
    case StageTarget::Kind::None: return;
    case StageTarget::Kind::Task: Q_EMIT taskChosen(target.id); return;
    case StageTarget::Kind::Request: Q_EMIT requestChosen(target.id); return;
    case StageTarget::Kind::Object: Q_EMIT objectChosen(ObjectId::fromValue(target.id)); return;
  }
}

void StageWidget::focusFigure(StageTarget target) {
  if (!m_scene.figureOf(target)) return;
  m_focus = target;
  notifyFigureFocused(*this);
  update();
}

// Along the reading order; false at its end.
bool StageWidget::moveFocus(int steps) {
  std::vector<const StageFigure*> figures;
  for (const StageFigure& figure : m_scene.figures)
    if (figure.target) figures.push_back(&figure);
  const auto here =
      std::find_if(figures.begin(), figures.end(), [&](auto* figure) { return figure->target == m_focus; });
  const auto at = here == figures.end() ? (steps > 0 ? 0 : std::ptrdiff_t(figures.size()) - 1)
                                        : here - figures.begin() + steps;
  if (at < 0 || at >= std::ptrdiff_t(figures.size())) return false;
  focusFigure(figures[static_cast<std::size_t>(at)]->target);
  return true;
}

// To the nearest figure whose middle lies on that side.
void StageWidget::moveFocusTowards(QPointF direction) {
  const StageFigure* here = m_scene.figureOf(m_focus);
  if (!here || !m_focus) return void(moveFocus(1));
  const StageFigure* best = nullptr;
  double least = 0;
  for (const StageFigure& figure : m_scene.figures) {
    if (!figure.target || figure.target == m_focus) continue;
    const QPointF way = figure.rect.center() - here->rect.center();
    const double along = QPointF::dotProduct(way, direction);
    const double aside = std::abs(way.x() * direction.y() - way.y() * direction.x());
    if (along < 2) continue;
    const double cost = along + 2.5 * aside;
    if (!best || cost < least) best = &figure, least = cost;
  }
  if (best) focusFigure(best->target);
}

bool StageWidget::focusNextPrevChild(bool next) {
  return moveFocus(next ? 1 : -1) || QWidget::focusNextPrevChild(next);
}

void StageWidget::focusInEvent(QFocusEvent* event) {
  if (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason) {
    m_focus = {};
    moveFocus(event->reason() == Qt::TabFocusReason ? 1 : -1);
  }
  QWidget::focusInEvent(event);
}

void StageWidget::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() & ~Qt::KeypadModifier) return QWidget::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_Left: return moveFocusTowards({-1, 0});
    case Qt::Key_Right: return moveFocusTowards({1, 0});
    case Qt::Key_Up: return moveFocusTowards({0, -1});
    case Qt::Key_Down: return moveFocusTowards({0, 1});
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (m_focus) return chooseFigure(m_focus);
      break;
    default: break;
  }
  QWidget::keyPressEvent(event);
}

}  // namespace kts::views
