// SPDX-License-Identifier: GPL-2.0-or-later
// The tables of a recording, version 1. FORMAT.md explains them.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kts::recordings {

inline constexpr std::int32_t kApplicationId = 0x4b544853;  // "KTHS"
inline constexpr int kFormatVersion = 1;
inline constexpr int kPageSize = 8192;  // an event block fills one or a few

struct TableSchema {
  std::string_view name;
  std::string_view sql;
};
std::span<const TableSchema> tables();

// Makes the tables in an empty database and fills those that copy the vocabulary.
void createSchema(SQLite::Database& database);

// "" when the database has exactly these tables, else which one is not as it should be.
std::string whyNotTheSchema(SQLite::Database& database);

}  // namespace kts::recordings
