// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/events/event_model.h"

#include <algorithm>

namespace kts::views {

namespace {

constexpr Seq kBlock = 1024;             // events read at once
constexpr std::size_t kMostBlocks = 64;  // kept
constexpr Seq kMostRows = 80'000'000;    // a table view counts its pixels in 31 bits

CellTone toneOf(EventColumn column) {
  switch (column) {
    case EventColumn::Seq:
    case EventColumn::Time:
    case EventColumn::Source: return CellTone::MonoFaint;
    case EventColumn::Event: return CellTone::MonoStrong;
    default: return CellTone::Plain;
  }
}

int rowsFor(Seq events) { return static_cast<int>(std::min(events, kMostRows)); }

}  // namespace

EventModel::EventModel(QObject* parent) : QAbstractTableModel(parent) {}

void EventModel::setRecording(const recordings::Recording* recording) {
  beginResetModel();
  m_recording = recording;
  m_names = TaskNames(recording);
  m_blocks.clear(), m_ages.clear(), m_found.clear();
  m_filtered = false;
  m_present.reset();
  m_rows = recording ? rowsFor(recording->events()) : 0;
  endResetModel();
}

void EventModel::recordingGrew() {
  if (!m_recording) return;
  const int rows = rowsFor(m_recording->events());
  m_names.forget();
  // The block that was read short is read again.
  if (const auto last = m_blocks.find(static_cast<Seq>(m_rows) / kBlock); last != m_blocks.end()) {
    m_ages.erase(last->second.age);
    m_blocks.erase(last);
  }
  if (rows <= m_rows) return;
  if (!m_filtered) beginInsertRows({}, m_rows, rows - 1);
  m_rows = rows;
  if (!m_filtered) endInsertRows();
}

void EventModel::beginFound() {
  beginResetModel();
  m_filtered = true;
  m_found.clear();
  endResetModel();
}

void EventModel::found(const std::vector<Seq>& seqs) {
  if (!m_filtered || seqs.empty()) return;
  const int first = static_cast<int>(m_found.size());
  beginInsertRows({}, first, first + static_cast<int>(seqs.size()) - 1);
  m_found.insert(m_found.end(), seqs.begin(), seqs.end());
  endInsertRows();
}

void EventModel::showAll() {
  if (!m_filtered) return;
  beginResetModel();
  m_filtered = false;
  m_found.clear();
  endResetModel();
}

void EventModel::setDimmer(std::optional<EventFilter> filter) {
  m_dimmer = std::move(filter);
  if (const int rows = rowCount())
    Q_EMIT dataChanged(index(0, 0), index(rows - 1, kEventColumns - 1), {DimRole});
}

void EventModel::present(Seq seq) {
  const int row = rowOf(seq);
  if (row >= 0) Q_EMIT dataChanged(index(row, 0), index(row, kEventColumns - 1), {PresentRole});
}

void EventModel::setPresent(std::optional<Seq> seq) {
  if (seq == m_present) return;
  const auto before = std::exchange(m_present, seq);
  if (before) present(*before);
  if (seq) present(*seq);
}

Seq EventModel::seqOf(int row) const {
  return m_filtered ? m_found[static_cast<std::size_t>(row)] : static_cast<Seq>(row);
}

int EventModel::rowOf(Seq seq) const {
  if (!m_filtered) return seq < static_cast<Seq>(m_rows) ? static_cast<int>(seq) : m_rows - 1;
  return static_cast<int>(std::ranges::upper_bound(m_found, seq) - m_found.begin()) - 1;
}

int EventModel::rowCount(const QModelIndex& parent) const {
  if (parent.isValid()) return 0;
  return m_filtered ? static_cast<int>(m_found.size()) : m_rows;
}

int EventModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kEventColumns; }

const Event* EventModel::eventAt(Seq seq) const {
  if (!m_recording) return nullptr;
  const Seq number = seq / kBlock;
  auto found = m_blocks.find(number);
  if (found == m_blocks.end()) {
    auto events = m_recording->eventsIn(number * kBlock, (number + 1) * kBlock);
    if (m_blocks.size() >= kMostBlocks) {
      m_blocks.erase(m_ages.back());
      m_ages.pop_back();
    }
    m_ages.push_front(number);
    // What cannot be read stays an empty block: its rows say so, and it is not tried at every repaint.
    found =
        m_blocks.emplace(number, Block{events ? std::move(*events) : std::vector<Event>(), m_ages.begin()})
            .first;
  } else {
    m_ages.splice(m_ages.begin(), m_ages, found->second.age);
  }
  const Seq at = seq % kBlock;
  return at < found->second.events.size() ? &found->second.events[at] : nullptr;
}

QVariant EventModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const Seq seq = seqOf(index.row());
  if (role == SeqRole) return QVariant::fromValue<qulonglong>(seq);
  if (role == PresentRole) return m_present && *m_present == seq;
  const auto column = static_cast<EventColumn>(index.column());
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(
        Qt::Alignment(Qt::AlignVCenter | (index.column() <= 1 ? Qt::AlignRight : Qt::AlignLeft)));
  const Event* event = eventAt(seq);
  if (!event)
    return role == Qt::DisplayRole && column == EventColumn::Effect ? tr("cannot be read") : QVariant();
  switch (role) {
    case Qt::DisplayRole: return QString::fromStdString(cellText(column, seq, *event, m_names));
    case TaskRole: return event->task;
    case RequestRole: return event->request;
    case ToneRole: return static_cast<int>(toneOf(column));
    case DimRole: return m_dimmer && !m_dimmer->passes(seq, *event, m_names);
    default: return {};
  }
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kEventColumns) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(
        Qt::Alignment(Qt::AlignVCenter | (section <= 1 ? Qt::AlignRight : Qt::AlignLeft)));
  if (role != Qt::DisplayRole) return {};
  const std::string_view text = headerOf(static_cast<EventColumn>(section));
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace kts::views
