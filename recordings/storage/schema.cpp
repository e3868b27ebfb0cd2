// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/storage/schema.h"

#include <array>

#include "engine/vocabulary/event.h"
#include "engine/vocabulary/function_table.h"
#include "engine/vocabulary/lane_state_table.h"
#include "engine/vocabulary/protocol_state.h"
#include "engine/vocabulary/verdict.h"
#include "recordings/storage/rows.h"

namespace kts::recordings {

namespace {

// clang-format off
constexpr TableSchema kTables[] = {
  // The vocabulary, so that a recording explains itself.
  {"event_kind", "CREATE TABLE event_kind(id INTEGER PRIMARY KEY, name TEXT, category TEXT, role TEXT, arg TEXT, sentence TEXT)"},
  {"object_kind", "CREATE TABLE object_kind(id INTEGER PRIMARY KEY, name TEXT, class INTEGER, scope INTEGER)"},
  {"effect", "CREATE TABLE effect(id INTEGER PRIMARY KEY, name TEXT, phrase TEXT)"},
  {"function", "CREATE TABLE function(id INTEGER PRIMARY KEY, name TEXT)"},
  {"role", "CREATE TABLE role(id INTEGER PRIMARY KEY, name TEXT)"},
  {"lane_state", "CREATE TABLE lane_state(id INTEGER PRIMARY KEY, letter TEXT, name TEXT, meaning TEXT)"},
  {"phase", "CREATE TABLE phase(id INTEGER PRIMARY KEY, name TEXT)"},
  {"verdict", "CREATE TABLE verdict(id INTEGER PRIMARY KEY, name TEXT)"},
  // A tree of runs.
  {"run", "CREATE TABLE run(id INTEGER PRIMARY KEY, parent INTEGER, fork_seq INTEGER, scenario TEXT, "
          "scenario_json TEXT, title TEXT, design TEXT, variant TEXT, runtime TEXT, scheduler TEXT, "
          "granularity TEXT, memory TEXT, max_events INTEGER, seed INTEGER, verdict TEXT, schedule TEXT, steps INTEGER, "
          "events INTEGER, t_ns INTEGER, closed INTEGER, recorder_pid INTEGER, recorder_start INTEGER)"},
  {"name", "CREATE TABLE name(run INTEGER, id INTEGER, pattern TEXT, PRIMARY KEY(run, id)) WITHOUT ROWID"},
  {"parameter", "CREATE TABLE parameter(run INTEGER, position INTEGER, name TEXT, value INTEGER, "
                "PRIMARY KEY(run, position)) WITHOUT ROWID"},
  {"finding", "CREATE TABLE finding(run INTEGER, kind TEXT, task INTEGER, seq INTEGER, sentence TEXT)"},
  {"note", "CREATE TABLE note(run INTEGER, seq INTEGER, text TEXT)"},
  // Who and what appears in it.
  {"site", "CREATE TABLE site(id INTEGER PRIMARY KEY, file TEXT, line INTEGER, function TEXT)"},
  {"object", "CREATE TABLE object(run INTEGER, id INTEGER, kind INTEGER, number INTEGER, name TEXT, "
             "PRIMARY KEY(run, id)) WITHOUT ROWID"},
  {"task", "CREATE TABLE task(run INTEGER, id INTEGER PRIMARY KEY, pid INTEGER, ppid INTEGER, comm TEXT, nice INTEGER, "
           "cpus_allowed INTEGER, blocked INTEGER, ignores_sigchld INTEGER, flags INTEGER, fs INTEGER, "
           "files INTEGER, exit INTEGER, born_seq INTEGER, exit_seq INTEGER, lane INTEGER, born_of INTEGER)"},
  {"request", "CREATE TABLE request(run INTEGER, id INTEGER PRIMARY KEY, caller INTEGER, child INTEGER, comm TEXT, "
              "result INTEGER, phase INTEGER, prepared_seq INTEGER, prepared_ns INTEGER, enqueued_seq INTEGER, "
              "enqueued_ns INTEGER, dequeued_seq INTEGER, dequeued_ns INTEGER, forked_seq INTEGER, "
              "forked_ns INTEGER, started_seq INTEGER, started_ns INTEGER, done_seq INTEGER, done_ns INTEGER, "
              "returned_seq INTEGER, returned_ns INTEGER)"},
  {"event_count", "CREATE TABLE event_count(run INTEGER, kind INTEGER, events INTEGER, "
                  "PRIMARY KEY(run, kind)) WITHOUT ROWID"},
  // The events, and what makes them quick to ask about.
  {"block", "CREATE TABLE block(run INTEGER, seq0 INTEGER, n INTEGER, t0 INTEGER, t1 INTEGER, events BLOB, "
            "PRIMARY KEY(run, seq0))"},
  {"keyframe", "CREATE TABLE keyframe(run INTEGER, seq INTEGER, data BLOB, PRIMARY KEY(run, seq))"},
  {"lane", "CREATE TABLE lane(run INTEGER, id INTEGER, kind INTEGER, number INTEGER, object INTEGER, "
           "task INTEGER, tasks INTEGER, events INTEGER, PRIMARY KEY(run, id)) WITHOUT ROWID"},
  {"lod", "CREATE TABLE lod(run INTEGER, level INTEGER, leaf0 INTEGER, n INTEGER, leaves BLOB, "
          "PRIMARY KEY(run, level, leaf0))"},
};
// clang-format on

void fillKinds(SQLite::Database& database) {
  SQLite::Statement kind(database, "INSERT INTO event_kind VALUES(?,?,?,?,?,?)");
  for (int at = 0; at < kEventKinds; ++at) {
    const EventInfo& info = infoOf(static_cast<EventKind>(at));
    run(kind, at, info.name, nameOf(info.category), nameOf(info.role), info.argMeaning, info.sentence);
  }
  SQLite::Statement object(database, "INSERT INTO object_kind VALUES(?,?,?,?)");
  for (int at = 0; at < kObjectTypes; ++at) {
    const ObjectInfo& info = infoOf(static_cast<ObjectType>(at));
    run(object, at, info.name, static_cast<int>(info.objectClass), static_cast<int>(info.scope));
  }
  SQLite::Statement effect(database, "INSERT INTO effect VALUES(?,?,?)");
  for (int at = 0; at < kEffects; ++at)
    run(effect, at, nameOf(static_cast<Effect>(at)), phraseOf(static_cast<Effect>(at)));
  SQLite::Statement state(database, "INSERT INTO lane_state VALUES(?,?,?,?)");
  for (int at = 0; at < kLaneStates; ++at) {
    const LaneStateInfo& info = infoOf(static_cast<LaneState>(at));
    run(state, at, std::string_view(&info.letter, 1), info.name, info.meaning);
  }
}

template <class Enum>
void fillNames(SQLite::Database& database, const std::string& table, int count) {
  SQLite::Statement row(database, "INSERT INTO " + table + " VALUES(?,?)");
  for (int at = 0; at < count; ++at) run(row, at, nameOf(static_cast<Enum>(at)));
}

}  // namespace

std::span<const TableSchema> tables() { return kTables; }

void createSchema(SQLite::Database& database) {
  SQLite::Transaction transaction(database);
  database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  database.exec("PRAGMA user_version = " + std::to_string(kFormatVersion));
  for (const TableSchema& table : kTables) database.exec(std::string(table.sql));
  fillKinds(database);
  fillNames<Function>(database, "function", kFunctions);
  fillNames<Role>(database, "role", static_cast<int>(Role::Quiet) + 1);
  fillNames<Phase>(database, "phase", kPhases);
  fillNames<Verdict>(database, "verdict", static_cast<int>(Verdict::Unfinished) + 1);
  transaction.commit();
}

std::string whyNotTheSchema(SQLite::Database& database) {
  SQLite::Statement row(database, "SELECT type, sql FROM sqlite_schema WHERE name = ?");
  for (const TableSchema& table : kTables) {
    row.bind(1, std::string(table.name));
    if (!row.executeStep()) return "has no table " + std::string(table.name);
    if (textAt(row, 0) != "table" || textAt(row, 1) != table.sql)
      return "has a table " + std::string(table.name) + " of another shape";
    row.reset();
  }
  return {};
}

}  // namespace kts::recordings
