// SPDX-License-Identifier: GPL-2.0-or-later
// JSON in which every value knows its line, so that a wrong field can be pointed at.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kts::engine {

struct LocatedJson {
  enum class Kind : std::uint8_t { Null, Bool, Integer, Real, Text, Array, Object } kind = Kind::Null;
  int line = 1;
  std::int64_t integer = 0;  // Integer; Bool: 0 or 1
  std::string text;          // Text
  std::vector<LocatedJson> items;                             // Array
  std::vector<std::pair<std::string, LocatedJson>> members;   // Object, in the file's order

  const LocatedJson* member(std::string_view name) const;
};

struct JsonMistake {
  int line = 1;
  std::string what;
};

std::expected<LocatedJson, JsonMistake> parseLocated(std::string_view text);

}  // namespace kts::engine
