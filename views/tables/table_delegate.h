// SPDX-License-Identifier: GPL-2.0-or-later
// How the rows of every table look: flat, one line, the present event's row on the accent's soft ground, the
// selected task's and request's rows with a bar at their left, changed cells with a mark.
#pragma once

#include <QStyledItemDelegate>

#include "views/selection.h"
#include "views/theme/theme.h"

class QTableView;

namespace kts::views {

class TableDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  explicit TableDelegate(QObject* parent = nullptr);
  void setTheme(const Theme& theme);
  void setSelection(const Selection& selection) { m_selection = selection; }
  int rowHeight() const;
  int lineHeight() const;  // of a second line: a row that is so much higher than rowHeight() has one

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  bool isSelected(const QModelIndex& index) const;
  void paintBadge(QPainter& painter, const QRectF& cell, LaneState state) const;
  Theme m_theme;
  Selection m_selection;
};

// A table as all of ours are: no grid, whole rows, quiet headers, the delegate's row height.
void layOutTable(QTableView& table, TableDelegate& delegate, const Theme& theme);

}  // namespace kts::views
