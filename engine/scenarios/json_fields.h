// SPDX-License-Identifier: GPL-2.0-or-later
// The fields of a scenario's JSON, asked for one by one, and refused with their line.
#pragma once

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "engine/scenarios/located_json.h"

namespace kts::engine {

// Thrown and caught while one scenario is read: parsing a tree of fields reads best without a test after
// each.
struct Wrong {
  int line;
  std::string what;
};

// Two words that differ in a letter, or in two that changed places: one may be a slip of the pen.
inline bool nearlySame(std::string_view one, std::string_view other) {
  while (!one.empty() && !other.empty() && one.front() == other.front())
    one.remove_prefix(1), other.remove_prefix(1);
  while (!one.empty() && !other.empty() && one.back() == other.back())
    one.remove_suffix(1), other.remove_suffix(1);
  const bool swapped = one.size() == 2 && other.size() == 2 && one[0] == other[1] && one[1] == other[0];
  return swapped || (one.size() <= 1 && other.size() <= 1);
}

[[noreturn]] inline void refuse(const LocatedJson& at, const std::string& what) {
  throw Wrong{at.line, what};
}

// The fields of one object, each asked for by name; those left over are refused.
class Fields {
 public:
  using Kind = LocatedJson::Kind;

  Fields(const LocatedJson& object, std::string what) : m_object(object), m_what(std::move(what)) {
    if (object.kind != Kind::Object) refuse(object, m_what + " must be an object");
    // Of two that are called alike one would be read, and the other would do nothing at all.
    for (const auto& [name, value] : object.members)
      if (object.member(name) != &value) refuse(value, m_what + " has the field '" + name + "' twice");
  }

  const LocatedJson* find(std::string_view name) {
    m_known.emplace_back(name);
    return m_object.member(name);
  }
  const LocatedJson& need(std::string_view name) {
    if (const LocatedJson* value = find(name)) return *value;
    for (const auto& [member, value] : m_object.members)
      if (nearlySame(member, name))
        refuse(value, m_what + " has no field '" + member + "'; '" + std::string(name) + "' may be meant");
    refuse(m_object, m_what + " needs the field '" + std::string(name) + "'");
  }
  std::string text(std::string_view name) {
    const LocatedJson& value = need(name);
    if (value.kind != Kind::Text || value.text.empty())
      refuse(value, field(name) + " must be a text that is not empty");
    return value.text;
  }
  std::string text(std::string_view name, std::string otherwise) {
    return m_object.member(name) ? text(name) : (find(name), otherwise);
  }
  std::int64_t integer(std::string_view name) {
    const LocatedJson& value = need(name);
    if (value.kind != Kind::Integer) refuse(value, field(name) + " must be a whole number");
    return value.integer;
  }
  // A whole number from 0, or "$parameter".
  std::string number(std::string_view name, std::string otherwise) {
    const LocatedJson* value = find(name);
    if (!value) return otherwise;
    if (value->kind == Kind::Integer && value->integer >= 0 &&
        value->integer <= std::numeric_limits<std::int32_t>::max())
      return std::to_string(value->integer);
    if (value->kind == Kind::Text && value->text.size() > 1 && value->text.starts_with('$'))
      return value->text;
    if (value->kind == Kind::Integer && value->integer > 0)
      refuse(*value, field(name) + " goes to " + std::to_string(std::numeric_limits<std::int32_t>::max()));
    refuse(*value, field(name) + " must be a whole number from 0, or \"$parameter\"");
  }
  std::int32_t nice(std::string_view name) {
    const std::int64_t value = integer(name);
    if (value < -20 || value > 19) refuse(need(name), field(name) + " goes from -20 to 19");
    return static_cast<std::int32_t>(value);
  }
  // True or false; false when it is left out.
  bool yes(std::string_view name) {
    const LocatedJson* value = find(name);
    if (value && value->kind != Kind::Bool) refuse(*value, field(name) + " must be true or false");
    return value && value->integer != 0;
  }
  // A statement that stands there is meant.
  void onlyTrue(std::string_view name) {
    if (!yes(name)) refuse(need(name), field(name) + " is false: leave the statement out instead");
  }
  // One of two words; the first when it is left out.
  bool second(std::string_view name, std::string_view first, std::string_view second) {
    const LocatedJson* value = find(name);
    if (value && (value->kind != Kind::Text || (value->text != first && value->text != second)))
      refuse(*value,
             field(name) + " must be \"" + std::string(first) + "\" or \"" + std::string(second) + "\"");
    return value && value->text == second;
  }
  // A 64-bit mask, "0x...".
  std::uint64_t mask(std::string_view name, std::uint64_t otherwise) {
    const LocatedJson* value = find(name);
    if (!value) return otherwise;
    std::uint64_t mask = 0;
    const std::string& digits = value->text;
    const char* end = digits.data() + digits.size();
    const bool hex = value->kind == Kind::Text && digits.size() > 2 && digits.starts_with("0x");
    const auto read = hex ? std::from_chars(digits.data() + 2, end, mask, 16) : std::from_chars_result{};
    if (!hex || read.ec != std::errc() || read.ptr != end)
      refuse(*value, field(name) + " must be a mask like \"0x3\", of at most 64 bits");
    return mask;
  }
  const std::vector<LocatedJson>& array(std::string_view name) {
    static const std::vector<LocatedJson> kNone;
    const LocatedJson* value = find(name);
    if (value && value->kind != Kind::Array) refuse(*value, field(name) + " must be a list");
    return value ? value->items : kNone;
  }
  void end() const {
    for (const auto& [name, value] : m_object.members)
      if (std::find(m_known.begin(), m_known.end(), name) == m_known.end())
        refuse(value, m_what + " has no field '" + name + "'");
  }

 private:
  std::string field(std::string_view name) const { return "field '" + std::string(name) + "' of " + m_what; }
  const LocatedJson& m_object;
  std::string m_what;
  std::vector<std::string> m_known;
};

}  // namespace kts::engine
