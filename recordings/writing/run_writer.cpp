// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/writing/run_writer.h"

#include <sqlite3.h>

#include <chrono>
#include <thread>

#include "engine/vocabulary/sentence.h"
#include "engine/vocabulary/state_codec.h"
#include "recordings/storage/process.h"
#include "recordings/storage/rows.h"
#include "recordings/storage/schema.h"
#include "recordings/storage/sealed.h"

namespace kts::recordings {

namespace {

const int kWrite = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;
constexpr std::chrono::milliseconds kFinish(
    1500);  // how long readers of the growing file may take to let go of it

// An id as a row has it: NULL for none.
std::optional<std::int64_t> idOrNull(std::uint32_t id) {
  return id == kNoTask ? std::nullopt : std::optional<std::int64_t>(id);
}
std::optional<std::int64_t> seqOrNull(Seq seq) {
  return seq == kNever ? std::nullopt : std::optional<std::int64_t>(static_cast<std::int64_t>(seq));
}

SQLite::Database made(const std::filesystem::path& file) {
  // With its folder, for SQLite gives a name like ":memory:" or "file:a?b" a meaning of its own.
  SQLite::Database database(std::filesystem::absolute(file).string(), kWrite);
  database.exec("PRAGMA page_size = " + std::to_string(kPageSize));
  createSchema(database);  // before the -wal, so that the file itself says what it is from the start
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = NORMAL");
  database.exec("PRAGMA cache_size = -4096");
  database.exec("PRAGMA wal_autocheckpoint = 2048");
  return database;
}

// Much of what a row costs is the statement around it: many rows share one.
constexpr std::size_t kRowsAtOnce = 16;
constexpr int kTaskColumns = 16, kRequestColumns = 6 + 2 * kPhases;

std::string insertInto(const std::string& table, int columns, std::size_t rows) {
  std::string row = "(0";
  for (int at = 0; at < columns; ++at) row += ",?";
  row += ")";
  std::string sql = "INSERT OR REPLACE INTO " + table + " VALUES" + row;
  for (std::size_t at = 1; at < rows; ++at) sql += "," + row;
  return sql;
}

template <class... Values>
void bindNext(SQLite::Statement& row, int& at, const Values&... values) {
  (bindOne(row, ++at, values), ...);
}

void bindRow(SQLite::Statement& to, int& at, const TaskRow& row) {
  bindNext(to, at, row.id, row.pid, row.ppid, row.comm, row.env.nice, row.env.cpusAllowed, row.env.blocked,
           static_cast<int>(row.env.ignoresSigchld), row.env.flags, idOrNull(row.env.fs),
           idOrNull(row.env.files), row.exit, row.bornSeq, seqOrNull(row.exitSeq), static_cast<int>(row.lane),
           idOrNull(row.bornOf));
}

void bindRow(SQLite::Statement& to, int& at, const RequestRow& row) {
  bindNext(to, at, row.id, idOrNull(row.caller), idOrNull(row.child), row.comm, row.result,
           static_cast<int>(row.phase));
  for (std::size_t phase = 0; phase < kPhases; ++phase)
    bindNext(to, at, seqOrNull(row.seqOf[phase]),
             row.seqOf[phase] == kNever ? std::nullopt : std::optional(row.nsOf[phase]));
}

template <class Row>
void insert(std::span<const Row> rows, SQLite::Statement& many, SQLite::Statement& one) {
  while (!rows.empty()) {
    const auto now = rows.first(rows.size() < kRowsAtOnce ? 1 : kRowsAtOnce);
    SQLite::Statement& statement = now.size() == 1 ? one : many;
    int at = 0;
    for (const Row& row : now) bindRow(statement, at, row);
    statement.exec();
    statement.reset();
    rows = rows.subspan(now.size());
  }
}

}  // namespace

TaskRow rowOf(const Task& task, const ProtocolState& state, std::span<const std::string> names) {
  TaskRow row;
  row.id = task.key;
  row.pid = task.pid;
  const Task* parent = task.parent == kNoTask ? nullptr : state.task(task.parent);
  row.ppid = parent ? parent->pid : 0;
  row.comm = textOf(task.comm, names);
  row.env = task.env;
  if (task.state == TaskState::Zombie) row.exit = task.exitCode, row.exitSeq = task.sinceSeq;
  row.bornSeq = task.bornSeq;
  row.lane = task.lane;
  row.bornOf = task.bornOf;
  return row;
}

RequestRow rowOf(const Request& request, std::span<const std::string> names) {
  RequestRow row;
  row.id = request.key;
  row.caller = request.caller;
  row.child = request.child;
  row.comm = textOf(request.comm, names);
  if (request.resultStored) row.result = request.result;
  row.phase = request.phase;
  row.seqOf = request.seqOf;
  row.nsOf = request.nsOf;
  return row;
}

RunWriter::RunWriter(const std::filesystem::path& file)
    : m_database(made(file)),
      m_task(m_database, insertInto("task", kTaskColumns, 1)),
      m_tasks(m_database, insertInto("task", kTaskColumns, kRowsAtOnce)),
      m_request(m_database, insertInto("request", kRequestColumns, 1)),
      m_requests(m_database, insertInto("request", kRequestColumns, kRowsAtOnce)),
      m_block(m_database, "INSERT OR REPLACE INTO block VALUES(0,?,?,?,?,?)"),
      m_keyframe(m_database, "INSERT OR REPLACE INTO keyframe VALUES(0,?,?)"),
      m_lod(m_database, "INSERT OR REPLACE INTO lod VALUES(0,?,?,?,?)"),
      m_lane(m_database, "INSERT OR REPLACE INTO lane VALUES(0,?,?,?,?,?,?,?)"),
      m_site(m_database, "INSERT OR REPLACE INTO site VALUES(?,?,?,?)"),
      m_object(m_database, "INSERT OR REPLACE INTO object VALUES(0,?,?,?,?)"),
      m_count(m_database, "INSERT OR REPLACE INTO event_count VALUES(0,?,?)"),
      m_progress(m_database, "UPDATE run SET events = ?, t_ns = ? WHERE id = 0"),
      m_begin(m_database, "BEGIN IMMEDIATE"),
      m_commit(m_database, "COMMIT") {}

void RunWriter::begin(const RunHeader& header) {
  startTransaction();
  SQLite::Statement row(m_database,
                        "INSERT INTO run VALUES(0,NULL,NULL,?,?,?,?,?,?,?,?,?,?,?,?,NULL,0,0,0,0,?,?)");
  const Process self = thisProcess();
  run(row, header.scenario, header.scenarioJson, header.title, header.design, header.variant, header.runtime,
      header.scheduler, header.granularity, header.memory, header.maxEvents, header.seed,
      nameOf(Verdict::Unfinished), self.pid, self.start);
  SQLite::Statement name(m_database, "INSERT INTO name VALUES(0,?,?)");
  for (std::size_t at = 0; at < header.names.size(); ++at) run(name, at, header.names[at]);
  SQLite::Statement parameter(m_database, "INSERT INTO parameter VALUES(0,?,?,?)");
  for (std::size_t at = 0; at < header.parameters.size(); ++at)
    run(parameter, at, header.parameters[at].first, header.parameters[at].second);
  keyframe(header.initial);
}

void RunWriter::end(const RunSummary& summary) {
  startTransaction();
  SQLite::Statement row(m_database,
                        "UPDATE run SET verdict = ?, schedule = ?, steps = ?, closed = 1 WHERE id = 0");
  run(row, nameOf(summary.verdict), summary.schedule, summary.steps);
  if (!summary.finding) return;
  SQLite::Statement finding(m_database, "INSERT INTO finding VALUES(0,?,?,?,?)");
  run(finding, summary.finding->kind, idOrNull(summary.finding->task), summary.finding->seq,
      summary.finding->sentence);
}

void RunWriter::closeUnfinished() {
  startTransaction();
  m_database.exec("UPDATE run SET closed = 1 WHERE id = 0");
  m_database.exec("INSERT INTO note VALUES(0, NULL, 'ends early: the run was cancelled')");
}

void RunWriter::tasks(std::span<const TaskRow> rows) { insert(rows, m_tasks, m_task); }

void RunWriter::requests(std::span<const RequestRow> rows) { insert(rows, m_requests, m_request); }

void RunWriter::block(Seq seq0, std::span<const Event> events) {
  const auto sealed = seal(m_codec.encode(seq0, events), m_sealed);
  run(m_block, seq0, events.size(), events.front().tNs, events.back().tNs, sealed);
}

std::size_t RunWriter::keyframe(const ProtocolState& state) {
  const auto packed = m_packer.pack(encodeState(state));
  run(m_keyframe, state.seq, packed);
  return packed.size();
}

void RunWriter::lod(int level, std::uint64_t leaf0, const LodRow& row) {
  run(m_lod, level, leaf0, row.leaves(), m_packer.pack(encodeLod(row, m_room)));
}

void RunWriter::lane(std::size_t id, const LaneMeter::LaneInfo& lane) {
  run(m_lane, id, static_cast<int>(lane.kind), static_cast<int>(lane.number), lane.object.value,
      idOrNull(lane.task), lane.tasks, lane.events);
}

void RunWriter::site(Site site, Function function) {
  run(m_site, static_cast<int>(site.value), site.file(), site.line(), nameOf(function));
}

void RunWriter::object(ObjectId object) {
  run(m_object, object.value, static_cast<int>(object.type()), object.index(), nameOf(object));
}

void RunWriter::count(int kind, std::uint64_t events) { run(m_count, kind, events); }

void RunWriter::progress(Seq events, std::uint64_t tNs) { run(m_progress, events, tNs); }

void RunWriter::startTransaction() {
  if (m_inTransaction) return;
  m_begin.exec();
  m_begin.reset();
  m_inTransaction = true;
}

void RunWriter::commit() {
  if (!m_inTransaction) return;
  m_commit.exec();
  m_commit.reset();
  m_inTransaction = false;
}

void RunWriter::rollback() {
  if (!m_inTransaction) return;
  m_inTransaction = false;
  for (SQLite::Statement* each : {&m_task, &m_tasks, &m_request, &m_requests, &m_block, &m_keyframe, &m_lod,
                                  &m_lane, &m_site, &m_object, &m_count, &m_progress, &m_begin, &m_commit})
    each->tryReset();
  m_database.tryExec("ROLLBACK");  // some errors have rolled back already
}

void RunWriter::finishFile() {
  m_database.setBusyTimeout(static_cast<int>(kFinish.count()));
  m_database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  // SQLite does not wait here for readers of the growing file: they let go once they see that the run has
  // ended. One that holds on leaves an empty -wal beside the file.
  const auto until = std::chrono::steady_clock::now() + kFinish;
  while (m_database.tryExec("PRAGMA journal_mode = DELETE") != SQLITE_OK &&
         std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

}  // namespace kts::recordings
