// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/json_writer.h"

#include <charconv>
#include <cmath>

namespace kts::app {

namespace {

// How many bytes the character at the front has, 0 when it is no UTF-8.
std::size_t lengthOfCharacter(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xc2 && first < 0xe0 ? 2 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool outside = (first == 0xed && byte(1) >= 0xa0) || (first == 0xf4 && byte(1) >= 0x90);
  return overlong || outside ? 0 : length;
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
  beforeValue();
  quote(name);
  m_out << ": ";
  m_afterKey = true;
  return *this;
}

JsonWriter& JsonWriter::null() {
  beforeValue();
  m_out << "null";
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  beforeValue();
  quote(text);
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  beforeValue();
  m_out << (truth ? "true" : "false");
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  beforeValue();
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  m_out.write(text, end - text);
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  beforeValue();
  m_out << bracket;
  m_hasValues.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  m_hasValues.pop_back();
  m_out << bracket;
  if (m_hasValues.empty()) m_out << '\n';
  return *this;
}

void JsonWriter::beforeValue() {
  if (m_afterKey) m_afterKey = false;
  else if (!m_hasValues.empty()) {
    // The document's own fields and rows stand on a line each.
    if (m_hasValues.back()) m_out << (m_hasValues.size() == 1 ? ",\n " : ", ");
    m_hasValues.back() = true;
  }
}

void JsonWriter::quote(std::string_view text) {
  m_out << '"';
  while (!text.empty()) {
    const std::size_t length = lengthOfCharacter(text);
    const char c = text.front();
    if (length == 0) m_out << "\\ufffd";
    else if (c == '"' || c == '\\') m_out << '\\' << c;
    else if (c == '\n') m_out << "\\n";
    else if (c == '\t') m_out << "\\t";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      constexpr char kDigits[] = "0123456789abcdef";
      m_out << "\\u00" << kDigits[(c >> 4) & 15] << kDigits[c & 15];
    } else m_out.write(text.data(), static_cast<std::streamsize>(length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
  m_out << '"';
}

}  // namespace kts::app
