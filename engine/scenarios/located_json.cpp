// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/scenarios/located_json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <limits>

namespace kts::engine {

namespace {

namespace json = boost::json;

// Builds the tree as Boost.JSON reads. The text is fed to it line by line: what it reports meanwhile stands
// on that line.
struct Builder {
  static constexpr std::size_t max_object_size = 1000, max_array_size = 10000, max_key_size = 256,
                               max_string_size = 65536;

  int line = 1;
  LocatedJson root;
  std::vector<LocatedJson*> open;
  std::vector<std::string> keys;
  std::string part;

  LocatedJson& add(LocatedJson::Kind kind) {
    LocatedJson value;
    value.kind = kind;
    value.line = line;
    if (open.empty()) return root = std::move(value);
    if (open.back()->kind == LocatedJson::Kind::Array)
      return open.back()->items.emplace_back(std::move(value));
    auto& members = open.back()->members;
    members.emplace_back(std::move(keys.back()), std::move(value));
    keys.pop_back();
    return members.back().second;
  }

  // Elements that are added to an open container move its elements, but never the container itself.
  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open.push_back(&add(LocatedJson::Kind::Object)), true; }
  bool on_object_end(std::size_t, json::error_code&) { return open.pop_back(), true; }
  bool on_array_begin(json::error_code&) { return open.push_back(&add(LocatedJson::Kind::Array)), true; }
  bool on_array_end(std::size_t, json::error_code&) { return open.pop_back(), true; }
  bool on_key_part(json::string_view s, std::size_t, json::error_code&) { return part.append(s), true; }
  bool on_key(json::string_view s, std::size_t, json::error_code&) {
    keys.push_back(part.append(s));
    part.clear();
    return true;
  }
  bool on_string_part(json::string_view s, std::size_t, json::error_code&) { return part.append(s), true; }
  bool on_string(json::string_view s, std::size_t, json::error_code&) {
    part.append(s);
    add(LocatedJson::Kind::Text).text = std::move(part);
    part.clear();
    return true;
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t value, json::string_view, json::error_code&) {
    return add(LocatedJson::Kind::Integer).integer = value, true;
  }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) {
    return add(LocatedJson::Kind::Real), true;
  }
  bool on_double(double, json::string_view, json::error_code&) { return add(LocatedJson::Kind::Real), true; }
  bool on_bool(bool value, json::error_code&) { return add(LocatedJson::Kind::Bool).integer = value, true; }
  bool on_null(json::error_code&) { return add(LocatedJson::Kind::Null), true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

}  // namespace

const LocatedJson* LocatedJson::member(std::string_view name) const {
  for (const auto& [key, value] : members)
    if (key == name) return &value;
  return nullptr;
}

std::expected<LocatedJson, JsonMistake> parseLocated(std::string_view text) {
  json::parse_options options;
  options.max_depth = 16;
  json::basic_parser<Builder> parser(options);
  Builder& builder = parser.handler();
  json::error_code error;
  while (!text.empty() && !error) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    const std::size_t read = parser.write_some(true, line.data(), line.size(), error);
    if (!error && read < line.size() && line.substr(read).find_first_not_of(" \t\r\n") != line.npos)
      return std::unexpected(JsonMistake{builder.line, "something stands after the end of the JSON object"});
    if (!error && line.ends_with('\n') && !text.empty()) ++builder.line;
  }
  if (!error && !parser.done()) parser.write_some(false, "", 0, error);
  if (error) return std::unexpected(JsonMistake{builder.line, "not valid JSON: " + error.message()});
  return std::move(builder.root);
}

}  // namespace kts::engine
