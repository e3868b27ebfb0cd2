// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/check_file.h"

#include <algorithm>
#include <unordered_map>

#include "engine/vocabulary/legality.h"
#include "engine/vocabulary/state_codec.h"
#include "recordings/lanes/lod.h"
#include "recordings/reading/connection.h"
#include "recordings/reading/event_store.h"
#include "recordings/storage/packed.h"
#include "recordings/storage/rows.h"
#include "recordings/writing/run_writer.h"

namespace kts::recordings {

namespace {

bool same(const TaskRow& a, const TaskRow& b) {
  return a.id == b.id && a.pid == b.pid && a.ppid == b.ppid && a.comm == b.comm && a.env == b.env &&
         a.exit == b.exit && a.bornSeq == b.bornSeq && a.exitSeq == b.exitSeq && a.lane == b.lane &&
         a.bornOf == b.bornOf;
}
bool same(const RequestRow& a, const RequestRow& b) {
  return a.id == b.id && a.caller == b.caller && a.child == b.child && a.comm == b.comm &&
         a.result == b.result && a.phase == b.phase && a.seqOf == b.seqOf && a.nsOf == b.nsOf;
}

class Check {
 public:
  Check(const std::filesystem::path& file, SQLite::Database& database, Recording& recording)
      : m_database(database), m_recording(recording), m_store(file) {}

  CheckReport run() {
    wholeDatabase();
    wholeBlocks();
    wholeLod();
    walk();
    rows();
    runRow();
    for (CheckedRule* rule : {&m_structure, &m_blocks, &m_lod})
      m_report.integrity = m_report.integrity && rule->ok;
    for (CheckedRule* rule : {&m_legal, &m_times, &m_keyframes, &m_requests, &m_tasks, &m_count, &m_run})
      m_report.fold = m_report.fold && rule->ok;
    for (CheckedRule* rule :
         {&m_structure, &m_blocks, &m_lod, &m_legal, &m_times, &m_keyframes, &m_requests, &m_tasks, &m_count,
          &m_run})
      m_report.rules.push_back(std::move(*rule));
    return std::move(m_report);
  }

 private:
  static void fail(CheckedRule& rule, Seq seq, const std::string& why) {
    if (!rule.ok) return;
    rule.ok = false, rule.seq = seq, rule.sentence = why;
  }
  // What SQLite throws while it looks at damage is a failed rule, not the end of the check.
  template <class Work>
  static void guarded(CheckedRule& rule, Work&& work) {
    try {
      work();
    } catch (const std::exception& error) {
      fail(rule, kNever, std::string("SQLite cannot read on: ") + error.what());
    }
  }

  void wholeDatabase() {
    guarded(m_structure, [&] {
      SQLite::Statement row(m_database, "PRAGMA integrity_check(1)");
      while (row.executeStep())
        if (std::string text = textAt(row, 0); text != "ok") {
          std::replace(text.begin(), text.end(), '\n', ' ');
          fail(m_structure, kNever, text);
        }
    });
  }

  void wholeBlocks() {
    guarded(m_blocks, [&] { m_store.readIndex(m_database); });
    if (!m_store.note().empty()) fail(m_blocks, m_store.events(), "the recording " + m_store.note());
    for (std::size_t at = 0; at < m_store.blocks().size(); ++at)
      if (const auto block = m_store.block(m_database, at); !block)
        return fail(m_blocks, m_store.blocks()[at].seq0, block.error().message);
  }

  void wholeLod() {
    guarded(m_lod, [&] {
      SQLite::Statement row(m_database, "SELECT level, leaf0, leaves FROM lod WHERE run = 0");
      while (row.executeStep()) {
        const auto bytes = m_unpacker.unpack(bytesAt(row, 2), kMostLodBytes);
        if (!bytes || !decodeLod(*bytes))
          fail(m_lod,
               numberAt(row, 1) *
                   leafEventsOf(static_cast<int>(std::min<std::uint64_t>(numberAt(row, 0), kLodLevels))),
               "a row of the level of detail is damaged");
      }
    });
  }

  void keyframe(const ProtocolState& state) {
    guarded(m_keyframes, [&] {
      SQLite::Statement row(m_database, "SELECT data FROM keyframe WHERE run = 0 AND seq = ?");
      bindOne(row, 1, state.seq);
      if (!row.executeStep()) return;
      const auto bytes = m_unpacker.unpack(bytesAt(row, 0), kMostKeyframeBytes);
      const auto right = encodeState(state);
      if (!bytes || !std::equal(bytes->begin(), bytes->end(), right.begin(), right.end()))
        fail(m_keyframes, state.seq,
             "the keyframe before event " + std::to_string(state.seq) +
                 " is not the fold of the events before it");
    });
  }

  // The row that the event ends; the recorder wrote it then.
  void bury(const ProtocolState& state, const Event& event) {
    if (event.kind == EventKind::Release) {
      const Task* gone = event.object.type() == ObjectType::Task ? state.task(event.object.index()) : nullptr;
      if (gone) compareTask(rowOf(*gone, state, names()), state.seq);
    } else if (event.kind == EventKind::FrameDead) {
      const Request* gone = state.request(event.request);
      if (!gone) return;
      RequestRow row = rowOf(*gone, names());
      row.phase = Phase::Returned, row.seqOf.back() = state.seq, row.nsOf.back() = event.tNs;
      compareRequest(row, state.seq);
    }
  }
  void compareTask(const TaskRow& right, Seq seq) {
    ++m_taskCount;
    const auto row = m_taskRows.find(right.id);
    if (row == m_taskRows.end() || !same(row->second, right))
      fail(m_tasks, seq, "the row of task " + std::to_string(right.id) + " is not what the events say");
  }
  void compareRequest(const RequestRow& right, Seq seq) {
    ++m_requestCount;
    const auto row = m_requestRows.find(right.id);
    if (row == m_requestRows.end() || !same(row->second, right))
      fail(m_requests, seq,
           "the row of request " + std::to_string(right.id + 1) + " is not what the events say");
  }
  const std::vector<std::string>& names() const { return m_recording.info().header.names; }

  void walk() {
    if (const auto rows = m_recording.tasks())
      for (const TaskRow& row : *rows) m_taskRows[row.id] = row;
    else
      fail(m_tasks, kNever, rows.error().message);
    if (const auto rows = m_recording.requests())
      for (const RequestRow& row : *rows) m_requestRows[row.id] = row;
    else
      fail(m_requests, kNever, rows.error().message);
    ProtocolState state = m_recording.info().header.initial;
    keyframe(state);
    for (std::size_t at = 0; at < m_store.blocks().size(); ++at) {
      const auto block = m_store.block(m_database, at);
      if (!block) return;
      for (std::size_t each = 0; each < m_store.blocks()[at].n; ++each) step(state, (**block)[each]);
      keyframe(state);
    }
    state.tasks.forEach([&](const Task& task) { compareTask(rowOf(task, state, names()), state.seq); });
    state.requests.forEach(
        [&](const Request& request) { compareRequest(rowOf(request, names()), state.seq); });
  }
  void step(ProtocolState& state, const Event& event) {
    if (const auto why = whyIllegal(state, event)) fail(m_legal, state.seq, *why);
    if (event.tNs < state.tNs) fail(m_times, state.seq, "time runs backwards");
    ++m_kinds[std::string(infoOf(event.kind).name)];
    bury(state, event);
    apply(state, event);
  }

  void rows() {
    if (m_taskCount != m_taskRows.size())
      fail(m_tasks, kNever, "there are rows of tasks that the events do not know");
    if (m_requestCount != m_requestRows.size())
      fail(m_requests, kNever, "there are rows of requests that the events do not know");
    const auto counts = m_recording.eventsByKind();
    if (!counts) return fail(m_count, kNever, counts.error().message);
    for (const auto& [kind, count] : *counts)
      if (m_kinds[kind] != count)
        fail(m_count, kNever,
             "there are " + std::to_string(m_kinds[kind]) + " events " + kind + ", and not " +
                 std::to_string(count));
  }

  void runRow() {
    guarded(m_run, [&] {
      SQLite::Statement row(m_database, "SELECT verdict, events, t_ns FROM run WHERE id = 0");
      if (!row.executeStep()) return;
      const std::string verdict = textAt(row, 0);
      if (nameOf(m_recording.info().summary.verdict) != verdict)
        fail(m_run, kNever, "there is no verdict " + verdict);
      if (numberAt(row, 1) != m_store.events())
        fail(m_run, kNever,
             "it says " + textAt(row, 1) + " events, and there are " + std::to_string(m_store.events()));
      if (numberAt(row, 2) != m_recording.info().durationNs)
        fail(m_run, kNever,
             "it ends at " + textAt(row, 2) + " ns, and the last event is at " +
                 std::to_string(m_recording.info().durationNs) + " ns");
    });
  }

  SQLite::Database& m_database;
  Recording& m_recording;
  EventStore m_store;
  Unpacker m_unpacker;
  std::unordered_map<TaskId, TaskRow> m_taskRows;
  std::unordered_map<RequestId, RequestRow> m_requestRows;
  std::unordered_map<std::string, std::uint64_t> m_kinds;
  std::size_t m_taskCount = 0, m_requestCount = 0;
  CheckReport m_report;
  CheckedRule m_structure{"the database is whole"}, m_blocks{"every block of events has its checksum"},
      m_lod{"every row of the level of detail has its checksum"},
      m_legal{"each event is legal after those before it"}, m_times{"time never runs backwards"},
      m_keyframes{"every keyframe is the fold of the events before it"},
      m_requests{"the rows of requests are what the events say"},
      m_tasks{"the rows of tasks are what the events say"},
      m_count{"the events are as many of each kind as is said"}, m_run{"the row of the run is right"};
};

}  // namespace

Result<CheckReport> checkFile(const std::filesystem::path& file) {
  auto recording = Recording::open(file);
  if (!recording) return std::unexpected(recording.error());
  auto connection = Connection::open(file);
  if (!connection) return std::unexpected(connection.error());
  return Check(file, (*connection)->database(), **recording).run();
}

}  // namespace kts::recordings
