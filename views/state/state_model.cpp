// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/state/state_model.h"

namespace kts::views {

StateModel::StateModel(StateKind kind, QObject* parent)
    : QAbstractTableModel(parent), m_kind(kind), m_table(tableOf(kind, ProtocolState(), {})) {}

void StateModel::setTable(StateTable table) {
  const int before = static_cast<int>(m_table.rows.size()), after = static_cast<int>(table.rows.size());
  // The rows that stay change what they say first, so that rows come and go at the end alone.
  if (after < before) {
    beginRemoveRows({}, after, before - 1);
    m_table.rows.resize(static_cast<std::size_t>(after));
    endRemoveRows();
  }
  const int kept = std::min(before, after);
  for (int row = 0; row < kept; ++row)
    m_table.rows[static_cast<std::size_t>(row)] = std::move(table.rows[static_cast<std::size_t>(row)]);
  if (kept) Q_EMIT dataChanged(index(0, 0), index(kept - 1, columnCount() - 1));
  if (after <= before) return;
  beginInsertRows({}, before, after - 1);
  for (int row = kept; row < after; ++row)
    m_table.rows.push_back(std::move(table.rows[static_cast<std::size_t>(row)]));
  endInsertRows();
}

int StateModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int StateModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_table.columns.size());
}

QVariant StateModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const StateRow& row = m_table.rows[static_cast<std::size_t>(index.row())];
  const StateCell& cell = row.cells[static_cast<std::size_t>(index.column())];
  switch (role) {
    case Qt::DisplayRole: return cell.text;
    case Qt::ToolTipRole:  // whose child it is has no column in a narrow pane
      return m_kind == StateKind::Tasks && index.column() == 0
                 ? tr("%1, child of %2").arg(cell.text, row.cells[kParentColumn].text)
                 : cell.text;
    case Qt::AccessibleTextRole: return cell.changed ? tr("%1, changed").arg(cell.text) : cell.text;
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(
          Qt::Alignment(Qt::AlignVCenter | (cell.number ? Qt::AlignRight : Qt::AlignLeft)));
    case ChangedRole: return cell.changed;
    case LaneStateRole: return cell.state ? QVariant(static_cast<int>(*cell.state)) : QVariant();
    case TaskRole: return row.task;
    case ToneRole:
      return static_cast<int>(cell.number       ? CellTone::Number
                              : isDense(m_kind) ? CellTone::Small
                                                : CellTone::Plain);
    case ObjectRole: return row.object.value;
    case RequestRole: return row.request;
    default: return {};
  }
}

QVariant StateModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
  if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return m_table.columns[section];
  if (role == Qt::TextAlignmentRole && !m_table.rows.empty())
    return QVariant::fromValue(Qt::Alignment(
        Qt::AlignVCenter |
        (m_table.rows[0].cells[static_cast<std::size_t>(section)].number ? Qt::AlignRight : Qt::AlignLeft)));
  return role == Qt::TextAlignmentRole ? QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | Qt::AlignLeft))
                                       : QVariant();
}

}  // namespace kts::views
