// SPDX-License-Identifier: GPL-2.0-or-later
// One table of the state at the playhead, for a table view.
#pragma once

#include <QAbstractTableModel>

#include "views/state/state_tables.h"
#include "views/tables/table_roles.h"

namespace kts::views {

class StateModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit StateModel(StateKind kind, QObject* parent = nullptr);
  StateKind kind() const { return m_kind; }

  // The same number of rows is a change of data, else rows come and go: a view keeps its place.
  void setTable(StateTable table);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  StateKind m_kind;
  StateTable m_table;
};

}  // namespace kts::views
