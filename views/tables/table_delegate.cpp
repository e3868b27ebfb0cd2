// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/tables/table_delegate.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>
#include <cmath>

#include "views/tables/table_roles.h"
#include "views/theme/hatch.h"

namespace kts::views {

namespace {

TextStyle fontOf(CellTone tone) {
  switch (tone) {
    case CellTone::MonoFaint:
    case CellTone::Number: return TextStyle::MonoSmall;
    case CellTone::Small: return TextStyle::Small;
    case CellTone::MonoStrong: return TextStyle::MonoStrong;
    default: return TextStyle::Body;
  }
}

}  // namespace

TableDelegate::TableDelegate(QObject* parent)
    : QStyledItemDelegate(parent), m_theme(bundledTheme(ThemeName::Light)) {}

void TableDelegate::setTheme(const Theme& theme) { m_theme = theme; }

int TableDelegate::rowHeight() const { return static_cast<int>(std::lround(m_theme.units(6))); }

int TableDelegate::lineHeight() const { return static_cast<int>(std::lround(m_theme.units(3.5))); }

bool TableDelegate::isSelected(const QModelIndex& index) const {
  // The closest choice alone: an object before a request before a task.
  if (m_selection.object) return index.data(ObjectRole).toUInt() == m_selection.object->value;
  if (m_selection.request) return index.data(RequestRole).toUInt() == *m_selection.request;
  return m_selection.task && index.data(TaskRole).toUInt() == *m_selection.task;
}

void TableDelegate::paintBadge(QPainter& painter, const QRectF& cell, LaneState state) const {
  const LaneStyle& style = m_theme.of(state);
  const double height = m_theme.px(18), letter = m_theme.px(18), tail = m_theme.px(16);
  const QRectF box(cell.left() + m_theme.units(2), cell.center().y() - height / 2, letter + tail, height);
  if (box.width() > cell.width()) return;
  paintLaneGround(painter, box.adjusted(letter - 1, 0, 0, 0), style, m_theme.scale);
  painter.fillRect(QRectF(box.left(), box.top(), letter, height), style.badge);
  painter.setPen(QPen(style.edge, m_theme.px(1)));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(box);
  painter.setFont(m_theme.font(TextStyle::SmallStrong));
  painter.setPen(style.badgeText);
  painter.drawText(QRectF(box.left(), box.top(), letter, height), Qt::AlignCenter,
                   QString(QLatin1Char(infoOf(state).letter)));
}

void TableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const QRectF cell(option.rect);
  const bool present = index.data(PresentRole).toBool();
  const bool chosen = isSelected(index);
  if (present)
    painter->fillRect(cell, m_theme.accentSoft);
  else if (chosen || (option.state & QStyle::State_MouseOver))
    painter->fillRect(cell, m_theme.lineSoft);
  if (index.column() == 0 && (present || chosen))
    painter->fillRect(QRectF(cell.left(), cell.top(), m_theme.px(3), cell.height()),
                      present ? m_theme.accent : m_theme.lineStrong);

  if (const QVariant state = index.data(LaneStateRole); state.isValid()) {
    paintBadge(*painter, cell, static_cast<LaneState>(state.toInt()));
    if (index.data(ChangedRole).toBool())
      painter->fillRect(QRectF(cell.left() + m_theme.units(2), cell.bottom() - m_theme.px(2), m_theme.px(34),
                               m_theme.px(2)),
                        m_theme.accent);
    painter->restore();
    return;
  }
  const auto tone = static_cast<CellTone>(index.data(ToneRole).toInt());
  const bool changed = index.data(ChangedRole).toBool();
  const double side = m_theme.units(tone == CellTone::Small ? 1 : 2);
  const QRectF words = cell.adjusted(side, 0, -side, 0);
  QFont font = m_theme.font(changed && tone == CellTone::Plain ? TextStyle::BodyStrong : fontOf(tone));
  const QFontMetricsF metrics(font);
  const bool wraps = cell.height() >= rowHeight() + lineHeight();
  QString text = index.data(Qt::DisplayRole).toString();
  if (!wraps) text = metrics.elidedText(text, option.textElideMode, words.width());
  const auto alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
  if (changed && !text.isEmpty()) {
    const double width = std::min(metrics.horizontalAdvance(text), words.width());
    const double left = alignment & Qt::AlignRight ? words.right() - width : words.left();
    const QRectF mark(left - m_theme.units(1), cell.top() + m_theme.px(2), width + m_theme.units(2),
                      cell.height() - m_theme.px(4));
    painter->fillRect(mark, m_theme.accentSoft);
    painter->fillRect(QRectF(mark.left(), mark.bottom() - m_theme.px(2), mark.width(), m_theme.px(2)),
                      m_theme.accent);
  }
  const bool faint = tone == CellTone::Faint || tone == CellTone::MonoFaint || tone == CellTone::Number;
  QColor ink = present || changed ? m_theme.ink : faint ? m_theme.inkFaint : m_theme.ink;
  if (index.data(DimRole).toBool()) {
    ink = m_theme.inkFaint;
    painter->setOpacity(0.55);
  }
  painter->setFont(font);
  painter->setPen(ink);
  painter->drawText(words, static_cast<int>(alignment) | (wraps ? Qt::TextWordWrap : Qt::TextSingleLine),
                    text);
  painter->restore();
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
  if (index.data(LaneStateRole).isValid())
    return {static_cast<int>(m_theme.px(34) + m_theme.units(4)), rowHeight()};
  const bool strong = index.data(ChangedRole).toBool();
  const auto tone = static_cast<CellTone>(index.data(ToneRole).toInt());
  const QFontMetricsF metrics(
      m_theme.font(strong && tone == CellTone::Plain ? TextStyle::BodyStrong : fontOf(tone)));
  const double width = metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString()) +
                       m_theme.units(tone == CellTone::Small ? 2 : 4);
  return {static_cast<int>(std::ceil(width)) + 1, rowHeight()};
}

void layOutTable(QTableView& table, TableDelegate& delegate, const Theme& theme) {
  delegate.setTheme(theme);
  table.setItemDelegate(&delegate);
  table.setShowGrid(false);
  table.setFrameShape(QFrame::NoFrame);
  table.setSelectionBehavior(QAbstractItemView::SelectRows);
  table.setSelectionMode(QAbstractItemView::SingleSelection);
  table.setEditTriggers(QAbstractItemView::NoEditTriggers);
  table.setWordWrap(false);
  table.setTabKeyNavigation(false);
  table.setCornerButtonEnabled(false);
  table.setFont(theme.font(TextStyle::Body));
  table.verticalHeader()->hide();
  table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table.verticalHeader()->setMinimumSectionSize(1);
  table.verticalHeader()->setDefaultSectionSize(delegate.rowHeight());
  table.horizontalHeader()->setHighlightSections(false);
  table.horizontalHeader()->setMinimumSectionSize(static_cast<int>(theme.units(6)));
  table.horizontalHeader()->setFont(theme.font(TextStyle::SmallStrong));
  table.horizontalHeader()->setFixedHeight(static_cast<int>(theme.units(6)));
  table.viewport()->update();
}

}  // namespace kts::views
