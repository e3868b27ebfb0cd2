// SPDX-License-Identifier: GPL-2.0-or-later
// Values in and out of SQLite's rows. Everything here throws SQLite::Exception; the classes above catch it.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kts::recordings {

inline void bindOne(SQLite::Statement& row, int at, std::int64_t value) { row.bind(at, value); }
inline void bindOne(SQLite::Statement& row, int at, std::uint64_t value) {
  row.bind(at, static_cast<std::int64_t>(value));
}
inline void bindOne(SQLite::Statement& row, int at, std::int32_t value) { row.bind(at, value); }
inline void bindOne(SQLite::Statement& row, int at, std::uint32_t value) {
  row.bind(at, static_cast<std::int64_t>(value));
}
inline void bindOne(SQLite::Statement& row, int at, std::string_view value) {
  row.bind(at, std::string(value));
}
// Not copied: the string must live until the statement has run, as all do that are given to run().
inline void bindOne(SQLite::Statement& row, int at, const std::string& value) { row.bindNoCopy(at, value); }
inline void bindOne(SQLite::Statement& row, int at, std::span<const std::uint8_t> value) {
  row.bindNoCopy(at, value.data(), static_cast<int>(value.size()));
}
inline void bindOne(SQLite::Statement& row, int at, std::nullopt_t) { row.bind(at); }
template <class T>
void bindOne(SQLite::Statement& row, int at, const std::optional<T>& value) {
  if (value) bindOne(row, at, *value);
  else row.bind(at);
}

// Runs a prepared statement that gives no rows.
template <class... Values>
void run(SQLite::Statement& row, const Values&... values) {
  int at = 0;
  (bindOne(row, ++at, values), ...);
  row.exec();
  row.reset();
}

inline std::int64_t integerAt(SQLite::Statement& row, int column) { return row.getColumn(column).getInt64(); }
inline std::uint64_t numberAt(SQLite::Statement& row, int column) {
  return static_cast<std::uint64_t>(integerAt(row, column));
}
inline std::string textAt(SQLite::Statement& row, int column) { return row.getColumn(column).getString(); }
inline bool nullAt(SQLite::Statement& row, int column) { return row.getColumn(column).isNull(); }
// Valid until the statement's next step.
inline std::span<const std::uint8_t> bytesAt(SQLite::Statement& row, int column) {
  const SQLite::Column cell = row.getColumn(column);
  const auto* data = static_cast<const std::uint8_t*>(cell.getBlob());
  return {data, static_cast<std::size_t>(cell.getBytes())};
}

}  // namespace kts::recordings
