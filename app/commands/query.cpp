// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdio>
#include <iostream>
#include <set>

#include "app/commands/commands.h"
#include "app/commands/json_writer.h"
#include "app/commands/text_table.h"

namespace kts::app {

namespace {

using Cell = recordings::Recording::Cell;
using Table = recordings::Recording::Table;

std::string textOf(const Cell& cell) {
  switch (cell.type) {
    case Cell::Type::Null: return "null";
    case Cell::Type::Integer: return std::to_string(cell.integer);
    case Cell::Type::Real: {
      char text[32];
      std::snprintf(text, sizeof text, "%.15g", cell.real);
      return text;
    }
    case Cell::Type::Text: return cell.text;
    case Cell::Type::Blob: return "(" + counted(cell.text.size() / 2, "byte") + ")";
  }
  return {};
}

void writeCell(JsonWriter& json, const Cell& cell) {
  switch (cell.type) {
    case Cell::Type::Null: json.null(); return;
    case Cell::Type::Integer: json.value(cell.integer); return;
    case Cell::Type::Real: json.value(cell.real); return;
    case Cell::Type::Text:
    case Cell::Type::Blob: json.value(cell.text); return;
  }
}

// An object has each name once: a second `seq` is `seq_2`, unless the query itself has one of that name.
std::vector<std::string> distinct(const std::vector<std::string>& columns) {
  std::set<std::string> taken(columns.begin(), columns.end()), seen;
  std::vector<std::string> names;
  for (const std::string& column : columns) {
    std::string name = column;
    if (!seen.insert(column).second)
      for (int number = 2; !taken.insert(name = column + "_" + std::to_string(number)).second;) ++number;
    names.push_back(std::move(name));
  }
  return names;
}

void printJson(const Table& table) {
  const std::vector<std::string> names = distinct(table.columns);
  JsonWriter json(std::cout);
  json.beginArray();
  for (const auto& row : table.rows) {
    json.beginObject();
    for (std::size_t i = 0; i < row.size(); ++i) writeCell(json.key(names[i]), row[i]);
    json.endObject();
  }
  json.endArray();
}

// Numbers stand to the right, a column of them included its empty cells.
TextTable::Align alignOf(const Table& table, std::size_t column) {
  for (const auto& row : table.rows) {
    const Cell::Type type = row[column].type;
    if (type == Cell::Type::Text || type == Cell::Type::Blob) return TextTable::Align::Left;
  }
  return table.rows.empty() ? TextTable::Align::Left : TextTable::Align::Right;
}

void printText(const Table& table) {
  std::vector<TextTable::Column> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    columns.push_back({table.columns[i], alignOf(table, i)});
  TextTable text(std::move(columns));
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (const Cell& cell : row) cells.push_back(textOf(cell));
    text.add(std::move(cells));
  }
  text.print(std::cout);
}

}  // namespace

Outcome runQuery(const QueryOptions& options) {
  const auto recording = recordings::Recording::open(options.file);
  if (!recording) return std::unexpected(Problem(recording.error()));
  const auto table = (*recording)->query(options.sql);
  if (!table) return std::unexpected(Problem(table.error()));
  if (options.json) printJson(*table);
  else printText(*table);
  return shown(**recording);
}

}  // namespace kts::app
