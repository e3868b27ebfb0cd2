// SPDX-License-Identifier: GPL-2.0-or-later
// Read-only SQL over a recording.
#include <sqlite3.h>

#include <algorithm>
#include <string>

#include "recordings/reading/recording_impl.h"

namespace kts::recordings {

namespace {

// Only what reads. ATTACH would make files, a PRAGMA can change the file, load_extension runs anything.
int allow(void*, int action, const char* first, const char* second, const char*, const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_FUNCTION:
      return second && std::string_view(second) == "load_extension" ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA: {
      const std::string_view name = first ? first : "";
      const bool reads =
          name == "table_info" || name == "table_xinfo" || name == "table_list" || name == "data_version";
      return reads ? SQLITE_OK : SQLITE_DENY;
    }
    default: return SQLITE_DENY;
  }
}

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

struct Guard {
  sqlite3* database;
  explicit Guard(sqlite3* handle) : database(handle) { sqlite3_set_authorizer(database, allow, nullptr); }
  ~Guard() { sqlite3_set_authorizer(database, nullptr, nullptr); }
};

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(count * 2);
  for (std::size_t at = 0; at < count; ++at) text += kDigits[bytes[at] >> 4], text += kDigits[bytes[at] & 15];
  return text;
}

Recording::Cell cellAt(sqlite3_stmt* row, int column) {
  Recording::Cell cell;
  using Type = Recording::Cell::Type;
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER: cell.type = Type::Integer, cell.integer = sqlite3_column_int64(row, column); break;
    case SQLITE_FLOAT: cell.type = Type::Real, cell.real = sqlite3_column_double(row, column); break;
    case SQLITE_TEXT:
      cell.type = Type::Text;
      cell.text.assign(reinterpret_cast<const char*>(sqlite3_column_text(row, column)),
                       static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
      break;
    case SQLITE_BLOB:
      cell.type = Type::Blob;
      cell.text = hexadecimal(static_cast<const unsigned char*>(sqlite3_column_blob(row, column)),
                              static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
      break;
    default: break;
  }
  return cell;
}

std::string oneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

bool onlySpace(const char* rest) {
  for (; *rest; ++rest)
    if (*rest != ' ' && *rest != '\n' && *rest != '\t' && *rest != '\r' && *rest != ';') return false;
  return true;
}

}  // namespace

Result<Recording::Table> Recording::query(std::string_view sql, std::size_t maxRows) const {
  sqlite3* database = m_impl->database().getHandle();
  const auto problem = [&](const std::string& why) {
    return std::unexpected(Problem{m_impl->file.string() + ": " + oneLine(why)});
  };
  const Guard guard(database);
  const char* rest = nullptr;
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &raw, &rest);
  const std::unique_ptr<sqlite3_stmt, Finalize> row(raw);
  const std::string what = sqlite3_errmsg(database);
  if (prepared == SQLITE_AUTH) return problem("a recording is only read: use SELECT (" + what + ")");
  if (prepared != SQLITE_OK) return problem("the query cannot be read: mend it (" + what + ")");
  if (!row) return problem("the query is empty: write a SELECT");
  if (!onlySpace(std::string(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest)).c_str()))
    return problem("there is more than one statement: write one SELECT");
  if (!sqlite3_stmt_readonly(row.get())) return problem("a recording is only read: use SELECT");
  Table table;
  const int columns = sqlite3_column_count(row.get());
  for (int at = 0; at < columns; ++at) table.columns.emplace_back(sqlite3_column_name(row.get(), at));
  int step = SQLITE_DONE;
  while (table.rows.size() < maxRows && (step = sqlite3_step(row.get())) == SQLITE_ROW) {
    auto& cells = table.rows.emplace_back();
    for (int at = 0; at < columns; ++at) cells.push_back(cellAt(row.get(), at));
  }
  if (step != SQLITE_ROW && step != SQLITE_DONE)
    return problem(std::string("the query failed: ") + sqlite3_errmsg(database));
  return table;
}

}  // namespace kts::recordings
