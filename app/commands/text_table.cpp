// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/text_table.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace kts::app {

namespace {

// Characters, not bytes; control characters would break the lines.
std::size_t widthOf(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string decimals(double number, const char* unit) {
  char text[64];
  std::snprintf(text, sizeof text,
                number < 10    ? "%.2f %s"
                : number < 100 ? "%.1f %s"
                               : "%.0f %s",
                number, unit);
  return text;
}

}  // namespace

std::string onOneLine(std::string text) {
  const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  std::replace_if(text.begin(), text.end(), isControl, ' ');
  return text;
}

void TextTable::print(std::ostream& out, int indent) const {
  std::vector<std::size_t> widths;
  for (const Column& column : m_columns) widths.push_back(widthOf(column.title));
  for (const auto& row : m_rows)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], widthOf(row[i]));

  const auto line = [&](const auto& textOf) {
    std::string text(static_cast<std::size_t>(indent), ' ');
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
      const std::string cell = onOneLine(textOf(i));
      const std::string pad(widths[i] - widthOf(cell), ' ');
      text += m_columns[i].align == Align::Right ? pad + cell : cell + pad;
      if (i + 1 < m_columns.size()) text += "  ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out << text << '\n';
  };
  line([&](std::size_t i) { return m_columns[i].title; });
  for (const auto& row : m_rows) line([&](std::size_t i) { return i < row.size() ? row[i] : std::string(); });
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string durationText(std::uint64_t ns) {
  const auto number = static_cast<double>(ns);
  if (ns < 1'000) return std::to_string(ns) + " ns";
  if (ns < 1'000'000) return decimals(number / 1e3, "µs");
  if (ns < 1'000'000'000) return decimals(number / 1e6, "ms");
  return decimals(number / 1e9, "s");
}

std::string sizeText(std::uint64_t bytes) {
  const auto number = static_cast<double>(bytes);
  if (bytes < 1024) return counted(bytes, "byte");
  if (bytes < 1024 * 1024) return decimals(number / 1024, "KiB");
  if (bytes < 1024 * 1024 * 1024) return decimals(number / (1024 * 1024), "MiB");
  return decimals(number / (1024.0 * 1024 * 1024), "GiB");
}

std::string counted(std::uint64_t number, const std::string& thing) {
  return grouped(number) + " " + thing + (number == 1 ? "" : "s");
}

}  // namespace kts::app
