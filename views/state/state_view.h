// SPDX-License-Identifier: GPL-2.0-or-later
// The state at the playhead as six tables one under the other. What the present event changed is marked.
#pragma once

#include <QWidget>
#include <array>

#include "recordings/last_names.h"
#include "views/state/state_model.h"
#include "views/tables/table_delegate.h"

class QLabel;
class QScrollArea;
class QTableView;

namespace kts::views {

class StateView : public QWidget {
  Q_OBJECT
 public:
  explicit StateView(QWidget* parent = nullptr);

  void setTheme(const Theme& theme);
  // The states before and after the present event; names as in RunHeader::names.
  void setStates(const ProtocolState& before, const ProtocolState& after, Names names);
  // Who was somebody that is gone: asked until another is set.
  void setLastNames(recordings::LastName lastName) { m_lastName = std::move(lastName); }
  void clear();
  void setSelection(const Selection& selection);

  QTableView& table(StateKind kind) const { return *m_sections[static_cast<std::size_t>(kind)].table; }
  const StateModel& model(StateKind kind) const { return *m_sections[static_cast<std::size_t>(kind)].model; }

 Q_SIGNALS:
  void taskChosen(kts::TaskId task);
  void requestChosen(kts::RequestId request);
  void objectChosen(kts::ObjectId object);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Section {
    QLabel* title = nullptr;
    QLabel* nothing = nullptr;
    QTableView* table = nullptr;
    StateModel* model = nullptr;
    int shownRows = -1;
    std::vector<int> wanted;  // widths of the columns, by what was in them so far
  };
  void build(StateKind kind);
  void name(Section& section, const ProtocolState& state);
  void fit(Section& section);
  void fitColumns(Section& section);
  void fitRows(Section& section);
  StateTable tableAt(StateKind kind, const ProtocolState& state, Names names) const;
  void chosen(const QModelIndex& index);

  Theme m_theme;
  TableDelegate m_delegate;
  std::array<Section, kStateKinds> m_sections;
  QScrollArea* m_scroll;
  QWidget* m_page;
  bool m_shows = false;
  recordings::LastName m_lastName;
};

}  // namespace kts::views
