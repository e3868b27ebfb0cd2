// SPDX-License-Identifier: GPL-2.0-or-later
// A table for a terminal: columns as wide as their content, numbers to the right, two blanks between.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace kts::app {

class TextTable {
 public:
  enum class Align { Left, Right };
  struct Column {
    std::string title;
    Align align = Align::Left;
  };

  explicit TextTable(std::vector<Column> columns) : m_columns(std::move(columns)) {}
  void add(std::vector<std::string> row) { m_rows.push_back(std::move(row)); }
  bool empty() const { return m_rows.empty(); }
  void print(std::ostream& out, int indent = 0) const;

 private:
  std::vector<Column> m_columns;
  std::vector<std::vector<std::string>> m_rows;
};

// Bytes of a file as they may reach a terminal: control characters are blanks.
std::string onOneLine(std::string text);
// 1234567 as "1,234,567".
std::string grouped(std::uint64_t number);
// "0.4 µs", "12.5 ms", "3.2 s": three figures at most before the unit.
std::string durationText(std::uint64_t ns);
// "832 bytes", "24.1 KiB", "3.0 MiB".
std::string sizeText(std::uint64_t bytes);
// "1 event", "3 events"
std::string counted(std::uint64_t number, const std::string& thing);

}  // namespace kts::app
