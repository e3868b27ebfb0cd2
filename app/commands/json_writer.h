// SPDX-License-Identifier: GPL-2.0-or-later
// One JSON document, written as it is told: objects and arrays of any depth, commas and escapes by itself.
// What is no UTF-8 in a text is written as U+FFFD. Not for several threads.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string_view>
#include <vector>

namespace kts::app {

class JsonWriter {
 public:
  explicit JsonWriter(std::ostream& out) : m_out(out) {}

  JsonWriter& beginObject() { return open('{'); }
  JsonWriter& endObject() { return close('}'); }
  JsonWriter& beginArray() { return open('['); }
  JsonWriter& endArray() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& null();
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool truth);
  JsonWriter& value(double number);  // null when it is not finite
  template <std::integral Number>
    requires(!std::same_as<Number, bool>)
  JsonWriter& value(Number number) {
    beforeValue();
    m_out << +number;
    return *this;
  }
  template <class T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }

  template <class T>
  JsonWriter& field(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  // A text, or null when it is empty.
  JsonWriter& textOrNull(std::string_view name, std::string_view text) {
    return text.empty() ? key(name).null() : field(name, text);
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void beforeValue();
  void quote(std::string_view text);

  std::ostream& m_out;
  std::vector<bool> m_hasValues;  // for each open object or array
  bool m_afterKey = false;
};

}  // namespace kts::app
