// SPDX-License-Identifier: GPL-2.0-or-later
// The table of events with its filter line. The present event is marked and kept in view. It emits wishes and
// changes nothing itself.
#pragma once

#include <QTimer>
#include <QWidget>

#include "views/events/event_model.h"
#include "views/events/filter_search.h"
#include "views/tables/table_delegate.h"

class QLabel;
class QLineEdit;
class QTableView;
class QToolButton;

namespace kts::views {

class EventsView : public QWidget {
  Q_OBJECT
 public:
  explicit EventsView(QWidget* parent = nullptr);

  void setTheme(const Theme& theme);
  void setRecording(const recordings::Recording* recording);  // nullptr for none
  void recordingGrew();
  void setPresent(std::optional<Seq> seq);
  void setSelection(const Selection& selection);
  void setFilter(const QString& text);
  void setDims(bool dims);  // what does not pass is dim instead of gone
  bool dims() const;
  void focusFilter();

  QTableView& table() const { return *m_table; }
  const EventModel& model() const { return *m_model; }

 Q_SIGNALS:
  void eventWanted(kts::Seq seq);  // the playhead should go there
  void dimsChanged(bool dims);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void buildLayout();
  void layOutColumns();
  void applyFilter();
  void searchOn();
  void showCount();
  void keepInView();
  void keepInViewSoon();  // once the table knows its new size
  void rowChosen(const QModelIndex& index);

  const recordings::Recording* m_recording = nullptr;
  Theme m_theme;
  EventModel* m_model;
  TableDelegate m_delegate;
  FilterSearch m_search;
  EventFilter m_filter;
  QTimer m_filterSoon, m_searchSoon;
  Seq m_searchedTo = 0;
  QTableView* m_table;
  QLineEdit* m_line;
  QToolButton* m_dim;
  QLabel* m_title;
  QLabel* m_count;
  QLabel* m_empty;
  QString m_wrong;  // why the filter line is no filter
};

}  // namespace kts::views
