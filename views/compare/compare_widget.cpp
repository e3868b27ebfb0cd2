// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/compare/compare_widget.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include "views/compare/compare_accessible.h"
#include "views/compare/compare_painter.h"
#include "views/compare/compare_words.h"

namespace kts::views {

using Kind = CompareTarget::Kind;

CompareWidget::CompareWidget(QWidget* parent)
    : QAbstractScrollArea(parent), m_theme(bundledTheme(ThemeName::Light)) {
  installCompareAccessibility();
  setObjectName(QStringLiteral("compare"));
  setAccessibleName(tr("Two runs side by side"));
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  viewport()->setMouseTracking(true);
  viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
}

QSize CompareWidget::sizeHint() const { return QSizeF(m_theme.px(1180), m_theme.px(820)).toSize(); }
QSize CompareWidget::minimumSizeHint() const { return QSizeF(m_theme.px(480), m_theme.px(320)).toSize(); }

void CompareWidget::setComparison(std::shared_ptr<const recordings::Comparison> comparison) {
  m_comparison = std::move(comparison);
  m_rows = m_comparison ? orderOf(*m_comparison, m_order) : std::vector<std::size_t>();
  m_focus = {};
  verticalScrollBar()->setValue(0);
  relayout();
}

void CompareWidget::setNotice(const QString& notice) {
  m_notice = notice;
  setAccessibleDescription(notice);
  viewport()->update();
}

void CompareWidget::setTheme(const Theme& theme) {
  m_theme = theme;
  updateGeometry();
  relayout();
}

void CompareWidget::setOrder(CompareOrder order) {
  if (order == m_order) return;
  m_order = order;
  if (m_comparison) m_rows = orderOf(*m_comparison, m_order);
  relayout();
}

// The bar's range hangs on the content, and the content's width on the bar.
void CompareWidget::relayout() {
  remake();
  QScrollBar* bar = verticalScrollBar();
  const int height = viewport()->height();
  bar->setPageStep(std::max(1, height - static_cast<int>(m_scene.stickyHeight)));
  bar->setSingleStep(static_cast<int>(m_theme.px(46)));
  bar->setRange(0, std::max(0, static_cast<int>(std::ceil(m_scene.contentHeight)) - height));
  remake();
}

void CompareWidget::remake() {
  m_scene = {};
  if (m_comparison) {
    CompareLook look;
    look.size = viewport()->size();
    look.scroll = verticalScrollBar()->value();
    look.order = m_order;
    if (m_focus) look.chosen = m_focus;
    m_scene = compareSceneOf(*m_comparison, m_rows, m_theme, look);
  }
  viewport()->update();
}

void CompareWidget::resizeEvent(QResizeEvent*) { relayout(); }
void CompareWidget::scrollContentsBy(int, int) { remake(); }
void CompareWidget::focusOutEvent(QFocusEvent*) { viewport()->update(); }

void CompareWidget::focusInEvent(QFocusEvent*) {
  if (!m_focus) walk(1);
  viewport()->update();
}

void CompareWidget::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  if (m_comparison) return paintComparison(painter, m_scene, m_theme);
  painter.fillRect(viewport()->rect(), m_theme.panel);
  painter.setFont(m_theme.font(TextStyle::Body));
  painter.setPen(m_theme.inkSoft);
  const int side = static_cast<int>(m_theme.units(6));
  painter.drawText(viewport()->rect().adjusted(side, side, -side, -side), Qt::AlignCenter | Qt::TextWordWrap,
                   m_notice);
}

// --- pointer ------------------------------------------------------------------------------------------

std::optional<std::size_t> CompareWidget::rowAt(QPointF point) const {
  const QRectF& all = m_scene.overview;
  if (m_rows.empty() || !all.contains(point)) return std::nullopt;
  const double share = (point.x() - all.left()) / all.width();
  return std::min(m_rows.size() - 1, static_cast<std::size_t>(share * static_cast<double>(m_rows.size())));
}

bool CompareWidget::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QAbstractScrollArea::viewportEvent(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const CompareFigure* figure = m_scene.figureAt(help->pos());
  const auto row = rowAt(help->pos());
  const QString words = row      ? sentenceOf(*m_comparison, m_comparison->pairs[m_rows[*row]])
                        : figure ? figure->sentence
                                 : QString();
  words.isEmpty() ? QToolTip::hideText() : QToolTip::showText(help->globalPos(), words, this);
  return true;
}

void CompareWidget::mouseMoveEvent(QMouseEvent* event) {
  const CompareFigure* figure = m_scene.figureAt(event->position());
  const bool chooses = (figure && figure->target) || rowAt(event->position());
  viewport()->setCursor(chooses ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void CompareWidget::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return QAbstractScrollArea::mousePressEvent(event);
  CompareTarget target;
  if (const auto row = rowAt(event->position()))
    target =
        inRow(*row, event->position().y() < m_scene.overview.center().y() ? CompareSide::A : CompareSide::B);
  else if (const CompareFigure* figure = m_scene.figureAt(event->position()))
    target = figure->target;
  if (!target) return;
  focusTarget(target);
  choose(target);
}

// --- keyboard -----------------------------------------------------------------------------------------

std::vector<CompareTarget> CompareWidget::headTargets() const {
  std::vector<CompareTarget> targets;
  const auto& first = m_comparison->first;
  if (first && first->kind != recordings::DifferenceKind::World) {
    if (first->a.seq != kNever) targets.push_back({Kind::Event, CompareSide::A, first->a.seq});
    if (first->b.seq != kNever) targets.push_back({Kind::Event, CompareSide::B, first->b.seq});
  }
  if (m_rows.size() > 1)
    for (const CompareOrder order : {CompareOrder::ByNumber, CompareOrder::ByDifference})
      targets.push_back({Kind::Order, CompareSide::A, static_cast<std::uint64_t>(order)});
  return targets;
}

std::optional<std::size_t> CompareWidget::rowOf(RequestId request) const {
  for (std::size_t row = 0; row < m_rows.size(); ++row)
    if (m_comparison->pairs[m_rows[row]].id == request) return row;
  return std::nullopt;
}

CompareTarget CompareWidget::inRow(std::size_t row, CompareSide side) const {
  const recordings::RequestPair& pair = m_comparison->pairs[m_rows[row]];
  const bool there = side == CompareSide::A ? pair.a.has_value() : pair.b.has_value();
  const CompareSide other = side == CompareSide::A ? CompareSide::B : CompareSide::A;
  return {Kind::Request, there ? side : other, pair.id};
}

void CompareWidget::walk(int steps) {
  if (!m_comparison) return;
  const std::vector<CompareTarget> head = headTargets();
  const auto count = static_cast<std::ptrdiff_t>(head.size() + m_rows.size());
  if (count == 0) return;
  std::ptrdiff_t at = -1;
  if (m_focus.kind == Kind::Request) {
    if (const auto row = rowOf(static_cast<RequestId>(m_focus.id)))
      at = static_cast<std::ptrdiff_t>(head.size() + *row);
  } else if (const auto found = std::ranges::find(head, m_focus); found != head.end()) {
    at = found - head.begin();
  }
  at = std::clamp(at + steps, std::ptrdiff_t{0}, count - 1);
  const auto place = static_cast<std::size_t>(at);
  focusTarget(place < head.size() ? head[place] : inRow(place - head.size(), m_focus.side));
}

void CompareWidget::reveal(CompareTarget target) {
  QScrollBar* bar = verticalScrollBar();
  if (target.kind == Kind::Event) return bar->setValue(0);
  if (target.kind != Kind::Request) return;
  const auto row = rowOf(static_cast<RequestId>(target.id));
  if (!row) return;
  const double top = m_scene.requestsTop + static_cast<double>(*row) * m_scene.rowHeight,
               bottom = top + m_scene.rowHeight;
  if (top - m_scene.stickyHeight < bar->value())
    bar->setValue(static_cast<int>(top - m_scene.stickyHeight));
  else if (bottom > bar->value() + viewport()->height())
    bar->setValue(static_cast<int>(std::ceil(bottom)) - viewport()->height());
}

void CompareWidget::focusTarget(CompareTarget target) {
  if (!m_comparison) return;
  m_focus = target;
  reveal(target);
  remake();
  if (const CompareFigure* figure = m_scene.figureOf(m_focus)) setAccessibleDescription(figure->sentence);
  notifyCompareFocused(*this);
}

void CompareWidget::choose(CompareTarget target) {
  switch (target.kind) {
    case Kind::None: return;
    case Kind::Order: return setOrder(static_cast<CompareOrder>(target.id));
    case Kind::Event: Q_EMIT eventChosen(target.side, target.id); return;
    case Kind::Request: Q_EMIT requestChosen(target.side, static_cast<RequestId>(target.id)); return;
  }
}

void CompareWidget::keyPressEvent(QKeyEvent* event) {
  if (!m_comparison || (event->modifiers() & ~Qt::KeypadModifier))
    return QAbstractScrollArea::keyPressEvent(event);
  const auto toSide = [&](CompareSide side) {
    if (m_focus.kind == Kind::Request)
      if (const auto row = rowOf(static_cast<RequestId>(m_focus.id))) focusTarget(inRow(*row, side));
  };
  QScrollBar* bar = verticalScrollBar();
  switch (event->key()) {
    case Qt::Key_Up: return walk(-1);
    case Qt::Key_Down: return walk(1);
    case Qt::Key_Left: return toSide(CompareSide::A);
    case Qt::Key_Right: return toSide(CompareSide::B);
    case Qt::Key_Home: return bar->setValue(0);
    case Qt::Key_End: return bar->setValue(bar->maximum());
    case Qt::Key_Return:
    case Qt::Key_Enter: return choose(m_focus);
    default: QAbstractScrollArea::keyPressEvent(event);
  }
}

}  // namespace kts::views
