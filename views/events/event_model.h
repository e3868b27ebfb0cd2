// SPDX-License-Identifier: GPL-2.0-or-later
// The events of a recording as table rows, read in blocks when they are looked at: the size of the run does
// not matter. Either every event is a row, or those that a filter found (FilterSearch looks for them).
#pragma once

#include <QAbstractTableModel>
#include <list>
#include <optional>
#include <unordered_map>

#include "views/events/event_filter.h"
#include "views/tables/table_roles.h"

namespace kts::views {

class EventModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit EventModel(QObject* parent = nullptr);

  // nullptr for none. Must outlive its use here.
  void setRecording(const recordings::Recording* recording);
  // The recording may have grown: new rows at the end when every event is a row.
  void recordingGrew();

  // Only these events are rows, in rising order, until showAll(); found() adds some more at the end.
  void beginFound();
  void found(const std::vector<Seq>& seqs);
  void showAll();
  bool showsAll() const { return !m_filtered; }
  // Rows that do not pass are dim.
  void setDimmer(std::optional<EventFilter> filter);

  void setPresent(std::optional<Seq> seq);
  std::optional<Seq> present() const { return m_present; }

  Seq seqOf(int row) const;
  // The row of event `seq`, or of the last row before it; -1 when there is none.
  int rowOf(Seq seq) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  // nullptr when it cannot be read.
  const Event* eventAt(Seq seq) const;
  const TaskNames& names() const { return m_names; }

 private:
  struct Block {
    std::vector<Event> events;
    std::list<Seq>::iterator age;
  };
  void present(Seq seq);

  const recordings::Recording* m_recording = nullptr;
  TaskNames m_names;
  bool m_filtered = false;
  int m_rows = 0;  // of all events
  std::vector<Seq> m_found;
  std::optional<EventFilter> m_dimmer;
  std::optional<Seq> m_present;
  mutable std::unordered_map<Seq, Block> m_blocks;  // by first seq / block size
  mutable std::list<Seq> m_ages;                    // the one used last in front
};

}  // namespace kts::views
