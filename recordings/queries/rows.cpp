// SPDX-License-Identifier: GPL-2.0-or-later
// Tasks and requests: rows of the dead as the recorder wrote them, and of those alive at the end of what can
// be read from the fold, which knows them better than a row of an earlier commit.
#include <algorithm>

#include "recordings/reading/recording_impl.h"
#include "recordings/storage/rows.h"
#include "recordings/writing/run_writer.h"

namespace kts::recordings {

namespace {

constexpr const char* kTaskColumns =
    "SELECT id, pid, ppid, comm, nice, cpus_allowed, blocked, ignores_sigchld, flags, fs, files, exit, "
    "born_seq, "
    "exit_seq, lane, born_of FROM task WHERE run = 0";
constexpr const char* kRequestColumns =
    "SELECT id, caller, child, comm, result, phase, prepared_seq, prepared_ns, enqueued_seq, enqueued_ns, "
    "dequeued_seq, dequeued_ns, forked_seq, forked_ns, started_seq, started_ns, done_seq, done_ns, "
    "returned_seq, "
    "returned_ns FROM request WHERE run = 0";

std::uint32_t idAt(SQLite::Statement& row, int column) {
  return nullAt(row, column) ? kNoTask : static_cast<std::uint32_t>(integerAt(row, column));
}
Seq seqAt(SQLite::Statement& row, int column) { return nullAt(row, column) ? kNever : numberAt(row, column); }
std::int32_t smallAt(SQLite::Statement& row, int column) {
  return static_cast<std::int32_t>(integerAt(row, column));
}

TaskRow taskAt(SQLite::Statement& row) {
  TaskRow task;
  task.id = idAt(row, 0);
  task.pid = smallAt(row, 1), task.ppid = smallAt(row, 2);
  task.comm = textAt(row, 3);
  task.env = {smallAt(row, 4), numberAt(row, 5), numberAt(row, 6), integerAt(row, 7) != 0,
              static_cast<std::uint32_t>(integerAt(row, 8)), idAt(row, 9), idAt(row, 10)};
  if (!nullAt(row, 11)) task.exit = smallAt(row, 11);
  task.bornSeq = numberAt(row, 12), task.exitSeq = seqAt(row, 13);
  task.lane = static_cast<std::uint16_t>(integerAt(row, 14));
  task.bornOf = idAt(row, 15);
  return task;
}

RequestRow requestAt(SQLite::Statement& row) {
  RequestRow request;
  request.id = idAt(row, 0), request.caller = idAt(row, 1), request.child = idAt(row, 2);
  request.comm = textAt(row, 3);
  if (!nullAt(row, 4)) request.result = smallAt(row, 4);
  request.phase = static_cast<Phase>(std::clamp<std::int64_t>(integerAt(row, 5), 0, kPhases - 1));
  for (int phase = 0; phase < kPhases; ++phase) {
    request.seqOf[static_cast<std::size_t>(phase)] = seqAt(row, 6 + 2 * phase);
    request.nsOf[static_cast<std::size_t>(phase)] = numberAt(row, 7 + 2 * phase);
  }
  return request;
}

// The rows in rising order of id, those of `living` in place of stored ones with the same id.
template <class Row>
void merge(std::vector<Row>& rows, std::vector<Row> living) {
  const auto byId = [](const Row& a, const Row& b) { return a.id < b.id; };
  std::sort(living.begin(), living.end(), byId);
  std::vector<Row> all;
  all.reserve(rows.size() + living.size());
  auto alive = living.begin();
  for (Row& row : rows) {
    while (alive != living.end() && alive->id < row.id) all.push_back(std::move(*alive++));
    if (alive != living.end() && alive->id == row.id) all.push_back(std::move(*alive++));
    else all.push_back(std::move(row));
  }
  std::move(alive, living.end(), std::back_inserter(all));
  rows = std::move(all);
}

}  // namespace

Result<std::vector<TaskRow>> Recording::tasks() const {
  const Impl& impl = *m_impl;
  auto last = stateAt(events());
  if (!last) return std::unexpected(last.error());
  return reading(impl.file, [&]() -> Result<std::vector<TaskRow>> {
    std::vector<TaskRow> rows, living;
    SQLite::Statement row(impl.database(), std::string(kTaskColumns) + " ORDER BY id");
    while (row.executeStep())
      if (TaskRow task = taskAt(row); task.bornSeq < events() || task.bornSeq == 0)
        rows.push_back(std::move(task));
    last->tasks.forEach(
        [&](const Task& task) { living.push_back(rowOf(task, *last, impl.info.header.names)); });
    merge(rows, std::move(living));
    return rows;
  });
}

Result<std::optional<TaskRow>> Recording::task(TaskId id) const {
  const Impl& impl = *m_impl;
  const auto last = m_impl->states.peekAt(impl.database(), events());
  if (!last) return std::unexpected(last.error());
  if (const Task* task = (*last)->task(id)) return rowOf(*task, **last, impl.info.header.names);
  return reading(impl.file, [&]() -> Result<std::optional<TaskRow>> {
    SQLite::Statement row(impl.database(), std::string(kTaskColumns) + " AND id = ?");
    bindOne(row, 1, id);
    if (!row.executeStep()) return std::nullopt;
    return taskAt(row);
  });
}

Result<std::vector<RequestRow>> Recording::requests() const {
  const Impl& impl = *m_impl;
  auto last = stateAt(events());
  if (!last) return std::unexpected(last.error());
  return reading(impl.file, [&]() -> Result<std::vector<RequestRow>> {
    std::vector<RequestRow> rows, living;
    SQLite::Statement row(impl.database(), std::string(kRequestColumns) + " ORDER BY id");
    while (row.executeStep())
      if (RequestRow request = requestAt(row); request.seqOf[0] < events())
        rows.push_back(std::move(request));
    last->requests.forEach(
        [&](const Request& request) { living.push_back(rowOf(request, impl.info.header.names)); });
    merge(rows, std::move(living));
    return rows;
  });
}

Result<std::optional<RequestRow>> Recording::request(RequestId id) const {
  const Impl& impl = *m_impl;
  const auto last = m_impl->states.peekAt(impl.database(), events());
  if (!last) return std::unexpected(last.error());
  if (const Request* request = (*last)->request(id)) return rowOf(*request, impl.info.header.names);
  return reading(impl.file, [&]() -> Result<std::optional<RequestRow>> {
    SQLite::Statement row(impl.database(), std::string(kRequestColumns) + " AND id = ?");
    bindOne(row, 1, id);
    if (!row.executeStep()) return std::nullopt;
    return requestAt(row);
  });
}

Result<std::vector<std::pair<std::string, std::uint64_t>>> Recording::eventsByKind() const {
  const Impl& impl = *m_impl;
  using Counts = std::vector<std::pair<std::string, std::uint64_t>>;
  return reading(impl.file, [&]() -> Result<Counts> {
    Counts counts;
    SQLite::Statement row(impl.database(),
                          "SELECT event_kind.name, events FROM event_count "
                          "JOIN event_kind ON event_kind.id = kind WHERE run = 0 ORDER BY kind");
    while (row.executeStep()) counts.emplace_back(textAt(row, 0), numberAt(row, 1));
    return counts;
  });
}

}  // namespace kts::recordings
