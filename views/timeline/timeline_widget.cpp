// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/timeline_widget.h"

#include <QPaintEvent>
#include <QPushButton>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

#include "views/timeline/timeline_accessible.h"

namespace kts::views {

using recordings::Axis;

namespace {
constexpr int kRestMs = 400;         // a view that stands as long is one to come back to
constexpr double kZoomStep = 1.5, kPanStep = 0.25;
constexpr double kFollowMargin = 0.2;
constexpr int kLegendFrom = 380, kTwoLinesFrom = 560;  // pixels of height at scale 1
constexpr int kWide = 1000;                            // so wide, two lines are enough
}  // namespace

TimelineWidget::TimelineWidget(const Theme& theme, QWidget* parent)
    : QWidget(parent),
      m_scene(theme),
      m_scrollBar(new QScrollBar(Qt::Vertical, this)),
      m_remedy(new QPushButton(this)) {
  installTimelineAccessibility();
  setObjectName(QStringLiteral("timeline"));
  setAccessibleName(tr("Timeline"));
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_OpaquePaintEvent);
  m_scrollBar->hide();
  m_scrollBar->setFocusPolicy(Qt::NoFocus);
  m_scrollBar->setAccessibleName(tr("Lanes"));
  m_remedy->hide();
  m_remedy->setObjectName(QStringLiteral("soft"));
  connect(m_remedy, &QPushButton::clicked, this, &TimelineWidget::remedyWanted);
  connect(m_scrollBar, &QScrollBar::valueChanged, this, [this](int value) {
    TimelineView view = m_scene.view();
    view.scroll = value;
    changeView(view, false);
  });
  styleScrollBar();
  m_rest.setSingleShot(true);
  m_rest.setInterval(kRestMs);
  connect(&m_rest, &QTimer::timeout, this, &TimelineWidget::rest);
}

void TimelineWidget::setRecording(std::shared_ptr<const recordings::Recording> recording) {
  m_scene.setRecording(std::move(recording));
  m_history.reset(m_scene.view());
  m_a.reset(), m_b.reset();
  m_left = false;
  m_focusRow = 0, m_focusValue = 0;
  updateScrollBar();
  update();
  Q_EMIT viewChanged();
}

void TimelineWidget::recordingAdvanced() {
  m_scene.recordingAdvanced();
  updateScrollBar();
  update();
}

void TimelineWidget::setNotice(const QString& notice, const QString& remedy) {
  if (notice == m_scene.notice() && remedy == m_remedy->text()) return;
  m_scene.setNotice(notice);
  m_remedy->setText(remedy);
  placeRemedy();
  m_still = {};
  update();
}

void TimelineWidget::placeRemedy() {
  m_remedy->setVisible(m_scene.empty() && !m_remedy->text().isEmpty());
  m_remedy->setFont(m_scene.theme().font(TextStyle::BodyStrong));
  m_remedy->resize(m_remedy->sizeHint());
  const Theme& theme = m_scene.theme();
  m_scene.setNotice(m_scene.notice(), m_remedy->isHidden() ? 0 : m_remedy->height() + theme.units(2));
  const QRectF room = m_scene.noticeRoom();  // in a low pane the words move up for it
  const double top = std::min(room.center().y() + theme.units(6), room.bottom());
  m_remedy->move(QPointF(room.center().x() - m_remedy->width() / 2.0, top).toPoint());
}

void TimelineWidget::styleScrollBar() {
  const Theme& theme = m_scene.theme();
  m_scrollBar->setStyleSheet(
      QStringLiteral(
          "QScrollBar { background: %1; border: none; margin: 0; }"
          "QScrollBar::handle { background: %2; border-radius: %3px; min-height: %4px; margin: 1px 2px; }"
          "QScrollBar::add-line, QScrollBar::sub-line { height: 0; }"
          "QScrollBar::add-page, QScrollBar::sub-page { background: none; }")
          .arg(theme.panel.name(), theme.lineStrong.name())
          .arg(theme.px(3))
          .arg(theme.px(24)));
}

void TimelineWidget::setTheme(const Theme& theme) {
  m_scene.setTheme(theme);
  styleScrollBar();
  m_scene.setSize(size(), legendLines());
  m_still = {};
  updateScrollBar();
  update();
}

void TimelineWidget::setPlayhead(Seq seq, double fraction) {
  m_scene.setPlayhead(seq, fraction);
  if (m_following) followPlayhead();
  update();
}

void TimelineWidget::setFindings(std::vector<FindingMark> marks) {
  m_scene.setFindings(std::move(marks));
  update();
}

void TimelineWidget::setSelection(const Selection& selection) {
  m_scene.setSelection(selection);
  update();
}

void TimelineWidget::setFollowing(bool following) {
  m_following = following;
  m_left = false;
  if (following) followPlayhead();
}

void TimelineWidget::setAxis(Axis axis) {
  if (axis == m_scene.view().axis) return;
  m_scene.setAxis(axis);
  m_history.remember(m_scene.view());
  update();
  Q_EMIT axisChanged(axis);
  Q_EMIT viewChanged();
}

// A view that the person took elsewhere is theirs until the playhead is in it again.
void TimelineWidget::followPlayhead() {
  if (m_scene.empty() || m_drag != Drag::None) return;
  if (m_scene.showsPlayhead()) m_left = false;
  if (m_left) return;
  const double at = m_scene.cache().valueOf(m_scene.playhead(), m_scene.view().axis);
  const AxisRange range = revealed(m_scene.view().range, at, kFollowMargin, m_scene.limits());
  if (range == m_scene.view().range) return;
  m_scene.setRange(range);
  Q_EMIT viewChanged();
}

void TimelineWidget::changeView(const TimelineView& view, bool atOnce) {
  m_scene.setView(view);
  m_left = !m_scene.showsPlayhead();
  if (atOnce) rest();
  else m_rest.start();
  updateScrollBar();
  update();
  Q_EMIT viewChanged();
}

void TimelineWidget::changeRange(const AxisRange& range, bool atOnce) {
  if (m_scene.empty()) return;
  changeView({m_scene.view().axis, range, m_scene.view().scroll}, atOnce);
}

void TimelineWidget::rest() {
  m_rest.stop();
  m_history.remember(m_scene.view());
}

void TimelineWidget::zoomBy(double factor, double anchor) {
  changeRange(zoomedAt(m_scene.view().range, anchor, factor, m_scene.leastWidth(), m_scene.limits()));
}

// From the keyboard the pointer is the anchor while it is over the lanes, else the playhead, else the middle.
void TimelineWidget::zoomIn() {
  const bool pointed = m_pointer && m_scene.geometry().lanes.contains(*m_pointer);
  const AxisRange& range = m_scene.view().range;
  const double playhead = m_scene.cache().valueOf(m_scene.playhead(), m_scene.view().axis);
  zoomBy(kZoomStep, pointed                    ? m_scene.valueAt(m_pointer->x())
                    : range.contains(playhead) ? playhead
                                               : (range.from + range.to) / 2);
}
void TimelineWidget::zoomOut() {
  const bool pointed = m_pointer && m_scene.geometry().lanes.contains(*m_pointer);
  const AxisRange& range = m_scene.view().range;
  zoomBy(1 / kZoomStep, pointed ? m_scene.valueAt(m_pointer->x()) : (range.from + range.to) / 2);
}
void TimelineWidget::panLeft() {
  changeRange(pannedBy(m_scene.view().range, -kPanStep * m_scene.view().range.width(), m_scene.limits()));
}
void TimelineWidget::panRight() {
  changeRange(pannedBy(m_scene.view().range, kPanStep * m_scene.view().range.width(), m_scene.limits()));
}
void TimelineWidget::fit() { changeRange(m_scene.limits(), true); }

void TimelineWidget::fitSelection() {
  const Selection& selection = m_scene.selection();
  double from = m_scene.limits().to, to = m_scene.limits().from;
  const auto include = [&](Seq seq) {
    const double value = m_scene.cache().valueOf(seq, m_scene.view().axis);
    from = std::min(from, value), to = std::max(to, value);
  };
  if (selection.request)
    for (const auto& link : m_scene.cache().linksOf(*selection.request))
      include(link.cause), include(link.effect);
  if (selection.event && to <= from) include(*selection.event);
  if (to < from) return fit();
  const double width = std::max(to - from, 4 * m_scene.leastWidth()), middle = (from + to) / 2;
  changeRange({middle - 0.6 * width, middle + 0.6 * width}, true);
}

void TimelineWidget::undoView() {
  rest();
  if (!m_history.canUndo()) return;
  m_scene.setView(m_history.undo());
  m_left = !m_scene.showsPlayhead();
  updateScrollBar();
  update();
  Q_EMIT viewChanged();
}

void TimelineWidget::redoView() {
  if (!m_history.canRedo()) return;
  m_scene.setView(m_history.redo());
  m_left = !m_scene.showsPlayhead();
  updateScrollBar();
  update();
  Q_EMIT viewChanged();
}

void TimelineWidget::setAllLinks(bool all) {
  if (all == allLinks()) return;
  m_scene.setAllLinks(all);
  update();
  Q_EMIT allLinksChanged(all);
}

void TimelineWidget::updateScrollBar() {
  placeRemedy();  // it comes and goes, and moves, with the same
  const QRectF lanes = m_scene.geometry().lanes;
  const int beyond = static_cast<int>(std::ceil(m_scene.layout().height() - lanes.height()));
  const QSignalBlocker quiet(m_scrollBar);
  m_scrollBar->setVisible(beyond > 0);
  m_scrollBar->setRange(0, std::max(0, beyond));
  m_scrollBar->setPageStep(static_cast<int>(lanes.height()));
  m_scrollBar->setSingleStep(static_cast<int>(m_scene.theme().px(18)));
  m_scrollBar->setValue(static_cast<int>(m_scene.view().scroll));
  const int thick = static_cast<int>(m_scene.theme().px(10));
  m_scrollBar->setGeometry(width() - thick, static_cast<int>(lanes.top()), thick,
                           static_cast<int>(lanes.height()));
}

int TimelineWidget::legendLines() const {
  const double tall = height() / m_scene.theme().scale;
  const bool narrow = width() < kWide * m_scene.theme().scale;
  return tall >= kTwoLinesFrom ? (narrow ? 3 : 2) : tall >= kLegendFrom ? 1 : 0;
}

void TimelineWidget::resizeEvent(QResizeEvent*) {
  m_scene.setSize(size(), legendLines());
  updateScrollBar();
}

void TimelineWidget::paintEvent(QPaintEvent*) {
  QElapsedTimer timer;
  timer.start();
  const double ratio = devicePixelRatioF();
  const QSize pixels = size() * ratio;
  const bool anew = m_still.size() != pixels || m_scene.stillChanged();
  if (anew) {
    if (m_still.size() != pixels) m_still = QPixmap(pixels);
    m_still.setDevicePixelRatio(ratio);
    QPainter still(&m_still);
    m_scene.paintStill(still);
  }
  QPainter painter(this);
  painter.drawPixmap(0, 0, m_still);
  m_scene.paintMoving(painter);
  paintFocus(painter);
  if (anew) m_lastFrameMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void TimelineWidget::paintFocus(QPainter& painter) {
  const QRectF lanes = m_scene.geometry().lanes;
  const Theme& theme = m_scene.theme();
  if (m_drag == Drag::Zoom) {
    QColor wash = theme.accent;
    wash.setAlphaF(0.15F);
    const QRectF stretch =
        QRectF(QPointF(m_pressed.x(), lanes.top()), QPointF(m_dragPoint.x(), lanes.bottom())).normalized() &
        lanes;
    painter.fillRect(stretch, wash);
    painter.setPen(QPen(theme.accent, 1));
    painter.drawRect(stretch.adjusted(0.5, 0.5, -0.5, -0.5));
  }
  if (!hasFocus() || m_focusRow >= m_scene.lanes().size()) return;
  const RowParts& parts = m_scene.layout().parts(m_focusRow);
  const double top = lanes.top() + m_scene.layout().top(m_focusRow) - m_scene.view().scroll;
  painter.setClipRect(QRectF(0, lanes.top(), width(), lanes.height()));
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(theme.accent, theme.px(2)));
  if (const auto segment = m_scene.segmentAt(m_focusRow, m_focusValue)) {
    const double from = valueToPixel(m_scene.cache().valueOf(segment->from, m_scene.view().axis),
                                     m_scene.view().range, m_scene.geometry().span());
    const double to = valueToPixel(m_scene.cache().valueOf(segment->to, m_scene.view().axis),
                                   m_scene.view().range, m_scene.geometry().span());
    const QRectF bar = QRectF(from, top + parts.barTop, to - from, parts.barHeight) & lanes;
    if (!bar.isEmpty()) painter.drawRoundedRect(bar.adjusted(-1, -1, 1, 1), theme.px(4), theme.px(4));
  }
  painter.fillRect(QRectF(0, top + theme.px(2), theme.px(3), parts.height - theme.px(4)), theme.accent);
}

}  // namespace kts::views

#include "views/timeline/moc_timeline_widget.cpp"
