// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/queries/event_table.h"

#ifdef KTS_SQLITE_EXTENSION
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3
#else
#include <sqlite3.h>
#endif

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/vocabulary/event.h"
#include "recordings/storage/block_codec.h"
#include "recordings/storage/sealed.h"

namespace kts::recordings {

namespace {

constexpr const char* kColumns =
    "CREATE TABLE event(run INTEGER, seq INTEGER, step INTEGER, t_ns INTEGER, task INTEGER, kind TEXT, "
    "object TEXT, "
    "request INTEGER, arg INTEGER, effect TEXT, file TEXT, line INTEGER)";
enum Column { kRun, kSeq, kStep, kTime, kTask, kKind, kObject, kRequest, kArg, kEffect, kFile, kLine };
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

// What a query asks of seq and t_ns is looked up by block; each letter of idxStr is one argument of xFilter.
enum Bound : char {
  kSeqIs = 'a',
  kSeqFrom,
  kSeqAfter,
  kSeqTo,
  kSeqBefore,
  kTimeIs,
  kTimeFrom,
  kTimeAfter,
  kTimeTo,
  kTimeBefore
};

struct Table {
  sqlite3_vtab base{};
  sqlite3* database = nullptr;
};

struct Cursor {
  sqlite3_vtab_cursor base{};
  sqlite3* database = nullptr;
  sqlite3_stmt* blocks = nullptr;
  BlockCodec codec;
  std::vector<Event> events;
  std::size_t at = 0;
  std::int64_t run = 0, seq0 = 0;
  std::int64_t from = 0, to = kLast;          // of seq, both included
  std::int64_t fromNs = 0, toNs = kLast;      // of t_ns, both included
  bool over = true;

  ~Cursor() { sqlite3_finalize(blocks); }
  int nextBlock();
  int settle();
};

int fail(sqlite3_vtab* table, const std::string& text) {
  sqlite3_free(table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf("%s", text.c_str());
  return SQLITE_ERROR;
}

int Cursor::nextBlock() {
  const int step = sqlite3_step(blocks);
  events.clear();
  at = 0;
  over = step != SQLITE_ROW;
  if (over) return step == SQLITE_DONE ? SQLITE_OK : step;
  run = sqlite3_column_int64(blocks, 0);
  seq0 = sqlite3_column_int64(blocks, 1);
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(blocks, 2));
  const auto bytes = unseal({data, static_cast<std::size_t>(sqlite3_column_bytes(blocks, 2))});
  auto decoded = bytes ? codec.decode(static_cast<Seq>(seq0), *bytes) : std::nullopt;
  if (!decoded)
    return fail(base.pVtab,
                "the block of events from " + std::to_string(seq0) + " is damaged: ask for others by seq");
  events = std::move(*decoded);
  return SQLITE_OK;
}

// Moves on to the first event, from here on, that is inside the bounds.
int Cursor::settle() {
  while (!over) {
    for (; at < events.size(); ++at) {
      const std::int64_t seq = seq0 + static_cast<std::int64_t>(at);
      const auto ns = static_cast<std::int64_t>(events[at].tNs);
      if (seq >= from && seq <= to && ns >= fromNs && ns <= toNs) return SQLITE_OK;
    }
    if (const int failed = nextBlock(); failed != SQLITE_OK) return failed;
  }
  return SQLITE_OK;
}

int connect(sqlite3* database, void*, int, const char* const*, sqlite3_vtab** out, char**) {
  if (const int failed = sqlite3_declare_vtab(database, kColumns); failed != SQLITE_OK) return failed;
  auto* table = new Table;
  table->database = database;
  *out = &table->base;
  return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) {
  delete reinterpret_cast<Table*>(table);
  return SQLITE_OK;
}

std::optional<char> boundOf(int column, int op) {
  const char first = column == kSeq ? kSeqIs : kTimeIs;
  if (column != kSeq && column != kTime && column != -1) return {};
  const char base = column == -1 ? static_cast<char>(kSeqIs) : first;
  switch (op) {
    case SQLITE_INDEX_CONSTRAINT_EQ: return base;
    case SQLITE_INDEX_CONSTRAINT_GE: return static_cast<char>(base + 1);
    case SQLITE_INDEX_CONSTRAINT_GT: return static_cast<char>(base + 2);
    case SQLITE_INDEX_CONSTRAINT_LE: return static_cast<char>(base + 3);
    case SQLITE_INDEX_CONSTRAINT_LT: return static_cast<char>(base + 4);
    default: return {};
  }
}

int bestIndex(sqlite3_vtab*, sqlite3_index_info* info) {
  std::string bounds;
  double cost = 1e7;
  for (int at = 0; at < info->nConstraint; ++at) {
    const auto& constraint = info->aConstraint[at];
    const auto bound = constraint.usable ? boundOf(constraint.iColumn, constraint.op) : std::nullopt;
    if (!bound) continue;
    bounds += *bound;
    info->aConstraintUsage[at].argvIndex = static_cast<int>(bounds.size());
    cost /= *bound == kSeqIs || *bound == kTimeIs ? 1000 : 4;
  }
  info->idxStr = sqlite3_mprintf("%s", bounds.c_str());
  if (!info->idxStr) return SQLITE_NOMEM;
  info->needToFreeIdxStr = 1;
  info->estimatedCost = cost;
  if (info->nOrderBy == 1 && info->aOrderBy[0].iColumn == kSeq && !info->aOrderBy[0].desc)
    info->orderByConsumed = 1;
  return SQLITE_OK;
}

int openCursor(sqlite3_vtab* table, sqlite3_vtab_cursor** out) {
  auto* cursor = new Cursor;
  cursor->database = reinterpret_cast<Table*>(table)->database;
  *out = &cursor->base;
  return SQLITE_OK;
}

int closeCursor(sqlite3_vtab_cursor* cursor) {
  delete reinterpret_cast<Cursor*>(cursor);
  return SQLITE_OK;
}

// SQLite tests each constraint again, so a bound may be wider than what was asked: values that are no whole
// numbers only narrow to their neighbours.
void narrow(Cursor& cursor, char bound, sqlite3_value* value) {
  if (sqlite3_value_numeric_type(value) != SQLITE_INTEGER) return;
  const std::int64_t number = sqlite3_value_int64(value);
  const bool time = bound >= kTimeIs;
  std::int64_t& low = time ? cursor.fromNs : cursor.from;
  std::int64_t& high = time ? cursor.toNs : cursor.to;
  switch (time ? bound - kTimeIs : bound - kSeqIs) {
    case 0: low = std::max(low, number), high = std::min(high, number); break;
    case 1:
    case 2: low = std::max(low, number); break;
    default: high = std::min(high, number); break;
  }
}

int filter(sqlite3_vtab_cursor* base, int, const char* bounds, int count, sqlite3_value** values) {
  auto& cursor = *reinterpret_cast<Cursor*>(base);
  cursor.from = cursor.fromNs = 0, cursor.to = cursor.toNs = kLast;
  for (int at = 0; at < count; ++at) narrow(cursor, bounds[at], values[at]);
  sqlite3_finalize(cursor.blocks);
  cursor.blocks = nullptr;
  const int failed =
      sqlite3_prepare_v2(cursor.database,
                         "SELECT run, seq0, events FROM block WHERE seq0 > ? AND seq0 <= ? AND t1 >= ? "
                         "AND t0 <= ? ORDER BY run, seq0",
                         -1, &cursor.blocks, nullptr);
  if (failed != SQLITE_OK) return fail(base->pVtab, "this is no recording: open a .ktr file first");
  sqlite3_bind_int64(cursor.blocks, 1, cursor.from - static_cast<std::int64_t>(kBlockEvents));
  sqlite3_bind_int64(cursor.blocks, 2, cursor.to);
  sqlite3_bind_int64(cursor.blocks, 3, cursor.fromNs);
  sqlite3_bind_int64(cursor.blocks, 4, cursor.toNs);
  cursor.events.clear();
  cursor.at = 0;
  cursor.over = false;
  return cursor.settle();
}

int next(sqlite3_vtab_cursor* base) {
  auto& cursor = *reinterpret_cast<Cursor*>(base);
  ++cursor.at;
  return cursor.settle();
}

int atEnd(sqlite3_vtab_cursor* cursor) { return reinterpret_cast<Cursor*>(cursor)->over; }

void giveText(sqlite3_context* out, std::string_view text) {
  if (text.empty()) sqlite3_result_null(out);
  else sqlite3_result_text(out, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}
void giveId(sqlite3_context* out, std::uint32_t id) {
  if (id == kNoTask) sqlite3_result_null(out);
  else sqlite3_result_int64(out, id);
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* out, int which) {
  const auto& cursor = *reinterpret_cast<Cursor*>(base);
  const Event& event = cursor.events[cursor.at];
  switch (which) {
    case kRun: sqlite3_result_int64(out, cursor.run); break;
    case kSeq: sqlite3_result_int64(out, cursor.seq0 + static_cast<std::int64_t>(cursor.at)); break;
    case kStep: sqlite3_result_int64(out, event.step); break;
    case kTime: sqlite3_result_int64(out, static_cast<std::int64_t>(event.tNs)); break;
    case kTask: giveId(out, event.task); break;
    case kKind: giveText(out, infoOf(event.kind).name); break;
    case kObject: {
      const std::string name = nameOf(event.object);
      if (name.empty()) sqlite3_result_null(out);
      else sqlite3_result_text(out, name.data(), static_cast<int>(name.size()), SQLITE_TRANSIENT);
      break;
    }
    case kRequest: giveId(out, event.request); break;
    case kArg: sqlite3_result_int(out, event.arg); break;
    case kEffect: giveText(out, nameOf(event.effect)); break;
    case kFile: giveText(out, event.site.file()); break;
    default:
      if (event.site == Site()) sqlite3_result_null(out);
      else sqlite3_result_int(out, event.site.line());
  }
  return SQLITE_OK;
}

int rowId(sqlite3_vtab_cursor* base, sqlite3_int64* out) {
  const auto& cursor = *reinterpret_cast<Cursor*>(base);
  *out = cursor.seq0 + static_cast<std::int64_t>(cursor.at);
  return SQLITE_OK;
}

}  // namespace

int registerEventTable(sqlite3* database) {
  // No xCreate: the table is there without CREATE VIRTUAL TABLE, also where nothing may be written.
  static const sqlite3_module kModule = [] {
    sqlite3_module module{};
    module.xConnect = connect;
    module.xBestIndex = bestIndex;
    module.xDisconnect = disconnect;
    module.xDestroy = disconnect;
    module.xOpen = openCursor;
    module.xClose = closeCursor;
    module.xFilter = filter;
    module.xNext = next;
    module.xEof = atEnd;
    module.xColumn = column;
    module.xRowid = rowId;
    return module;
  }();
  return sqlite3_create_module_v2(database, "event", &kModule, nullptr, nullptr);
}

}  // namespace kts::recordings
