// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/scenarios/scenario.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

#include "engine/protocol/variants/variant_table.h"
#include "engine/scenarios/builtin_texts.h"
#include "engine/scenarios/located_json.h"
#include "engine/vocabulary/object_table.h"

namespace kts::engine {

namespace {

using Kind = LocatedJson::Kind;

// Thrown inside this file alone: parsing a tree of fields reads best without a test after each.
struct Wrong {
  int line;
  std::string what;
};

[[noreturn]] void refuse(const LocatedJson& at, const std::string& what) { throw Wrong{at.line, what}; }

// The fields of one object, each asked for by name; those left over are refused.
class Fields {
 public:
  Fields(const LocatedJson& object, std::string what) : m_object(object), m_what(std::move(what)) {
    if (object.kind != Kind::Object) refuse(object, m_what + " must be an object");
  }

  const LocatedJson* find(std::string_view name) {
    m_known.emplace_back(name);
    return m_object.member(name);
  }
  const LocatedJson& need(std::string_view name) {
    if (const LocatedJson* value = find(name)) return *value;
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
    refuse(*value, field(name) + " must be a whole number from 0, or \"$parameter\"");
  }
  // True or false; false when it is left out.
  bool yes(std::string_view name) {
    const LocatedJson* value = find(name);
    if (value && value->kind != Kind::Bool) refuse(*value, field(name) + " must be true or false");
    return value && value->integer != 0;
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

std::vector<Statement> statementsOf(const std::vector<LocatedJson>& items, const Scenario& scenario);

void refuseUnknownParameter(const LocatedJson& at, const std::string& number, const Scenario& scenario) {
  if (!number.starts_with('$')) return;
  for (const Parameter& parameter : scenario.parameters)
    if (parameter.name == number.substr(1)) return;
  refuse(at, number + " is none of the scenario's parameters");
}

Statement statementOf(const LocatedJson& json, const Scenario& scenario) {
  static constexpr std::pair<std::string_view, Statement::What> kWhat[] = {
      {"create", Statement::What::Create}, {"wake", Statement::What::Wake},
      {"stop", Statement::What::Stop},     {"bind", Statement::What::Bind},
      {"sleep", Statement::What::Sleep},   {"repeat", Statement::What::Repeat},
      {"freeze", Statement::What::Freeze}, {"thaw", Statement::What::Thaw},
      {"down", Statement::What::Down},     {"up", Statement::What::Up},
      {"hold", Statement::What::Hold}};
  if (json.kind != Kind::Object || json.members.empty())
    refuse(json, "a statement must be an object like {\"create\": \"worker\"}");
  const std::string& first = json.members.front().first;
  const auto* what =
      std::find_if(std::begin(kWhat), std::end(kWhat), [&](const auto& row) { return row.first == first; });
  if (what == std::end(kWhat))
    refuse(json.members.front().second, "there is no statement '" + first +
                                            "'; there are create, wake, stop, bind, sleep, repeat, "
                                            "freeze, thaw, down, up, hold");
  Fields fields(json, "statement '" + first + "'");
  Statement statement;
  statement.what = what->second;
  if (statement.what == Statement::What::Thaw) {
    fields.yes(first);
  } else if (statement.what == Statement::What::Down || statement.what == Statement::What::Up) {
    const std::string semaphore = fields.text(first), known = nameOf(ObjectId(ObjectType::Semaphore));
    if (semaphore != known)
      refuse(*json.member(first), "there is no semaphore '" + semaphore + "'; there is " + known);
  } else if (statement.what == Statement::What::Sleep || statement.what == Statement::What::Repeat ||
             statement.what == Statement::What::Freeze) {
    statement.number = fields.number(first, "0");
    if (statement.what == Statement::What::Repeat)
      statement.body = statementsOf(fields.array("does"), scenario);
  } else {
    statement.thread = fields.text(first);
    statement.number = fields.number("number", "0");
  }
  if (statement.what == Statement::What::Create) {
    statement.threadfn = fields.text("threadfn", "returns");
    if (statement.threadfn != "returns" && statement.threadfn != "until-stopped" &&
        statement.threadfn != "sleeps" && statement.threadfn != "freezeable")
      refuse(*json.member("threadfn"), "there is no threadfn '" + statement.threadfn +
                                           "'; there are returns, until-stopped, sleeps, "
                                           "freezeable");
    statement.stops = fields.text("stops", "");
    if (!statement.stops.empty() && statement.threadfn != "until-stopped")
      refuse(*json.member("stops"), "only a thread that runs until-stopped 'stops' another");
  }
  refuseUnknownParameter(json, statement.number, scenario);
  fields.end();
  return statement;
}

std::vector<Statement> statementsOf(const std::vector<LocatedJson>& items, const Scenario& scenario) {
  std::vector<Statement> statements;
  for (const LocatedJson& item : items) statements.push_back(statementOf(item, scenario));
  return statements;
}

Parameter parameterOf(const LocatedJson& json) {
  Fields fields(json, "a parameter");
  Parameter parameter{fields.text("name"), fields.integer("default"), fields.integer("min"),
                      fields.integer("max")};
  if (parameter.min > parameter.max || parameter.defaultValue < parameter.min ||
      parameter.defaultValue > parameter.max || parameter.min < 0 ||
      parameter.max > std::numeric_limits<std::int32_t>::max())
    refuse(json, "parameter '" + parameter.name + "' needs 0 <= min <= default <= max");
  if (parameter.name == "design" || parameter.name == "variant")
    refuse(json, "'" + parameter.name + "' cannot be a parameter's name");
  fields.end();
  return parameter;
}

CallerGroup groupOf(const LocatedJson& json, const Scenario& scenario) {
  Fields fields(json, "a caller");
  CallerGroup group{fields.text("name"), fields.number("count", "1"),
                    statementsOf(fields.array("does"), scenario), fields.yes("keventd")};
  if (group.keventd && scenario.world == "boot")
    refuse(*json.member("keventd"), "the world 'boot' has no keventd yet");
  if (group.keventd && group.count != "1") refuse(json, "there is one keventd: it takes no count");
  refuseUnknownParameter(json, group.count, scenario);
  fields.end();
  return group;
}

Scenario scenarioOf(const LocatedJson& json) {
  Fields fields(json, "a scenario");
  Scenario scenario;
  scenario.name = fields.text("name");
  for (const char letter : scenario.name)
    if (!std::isalnum(static_cast<unsigned char>(letter)) && letter != '-')
      refuse(*json.member("name"), "field 'name' takes letters, digits and '-'");
  scenario.title = fields.text("title");
  scenario.about = fields.text("about", "");
  scenario.world = fields.text("world", "running");
  if (scenario.world != "running" && scenario.world != "boot")
    refuse(*json.member("world"), "field 'world' must be \"running\" or \"boot\"");
  for (const LocatedJson& item : fields.array("parameters")) scenario.parameters.push_back(parameterOf(item));
  for (const LocatedJson& item : fields.array("designs")) {
    if (item.text != "kthreadd" && item.text != "workqueue")
      refuse(item, "there is no design '" + item.text + "'; there are kthreadd and workqueue");
    if (std::find(scenario.designs.begin(), scenario.designs.end(), item.text) == scenario.designs.end())
      scenario.designs.push_back(item.text);
  }
  for (const LocatedJson& item : fields.array("variants")) {
    const auto all = variants();
    const auto known =
        std::any_of(all.begin(), all.end(), [&](const VariantInfo& info) { return info.name == item.text; });
    if (!known) refuse(item, "there is no variant '" + item.text + "'");
    scenario.variants.push_back(item.text);
  }
  static constexpr std::string_view kKinds[] = {"deadlock", "lost-wakeup", "data-race", "dead-memory",
                                                "rule-broken"};
  scenario.goesWrong = fields.text("goesWrong", "");
  if (!scenario.goesWrong.empty() && std::ranges::find(kKinds, scenario.goesWrong) == std::end(kKinds))
    refuse(*json.member("goesWrong"),
           "field 'goesWrong' takes the kind of a finding: deadlock, lost-wakeup, "
           "data-race, dead-memory or rule-broken");
  for (const LocatedJson& item : fields.array("failForks")) {
    if (item.kind != Kind::Integer || item.integer < 1)
      refuse(item, "field 'failForks' takes the numbers of requests, from 1");
    scenario.failForks.push_back(static_cast<std::uint32_t>(item.integer));
  }
  for (const LocatedJson& item : fields.array("callers")) scenario.callers.push_back(groupOf(item, scenario));
  if (scenario.callers.empty()) refuse(json, "a scenario needs a field 'callers' with at least one caller");
  if (scenario.world == "boot" && (scenario.callers.size() != 1 || scenario.callers[0].count != "1"))
    refuse(*json.member("callers"), "the world 'boot' takes one caller: what PID 1 does");
  const auto shares = [](const std::string& variant) { return variant == "shared-keventd"; };
  const auto isKeventd = [](const CallerGroup& group) { return group.keventd; };
  if (std::any_of(scenario.variants.begin(), scenario.variants.end(), shares) &&
      std::none_of(scenario.callers.begin(), scenario.callers.end(), isKeventd))
    refuse(*json.member("variants"), "the variant 'shared-keventd' needs a caller that is keventd");
  fields.end();
  return scenario;
}

}  // namespace

std::expected<Scenario, Problem> parseScenario(std::string_view text, std::string_view origin) {
  const auto problem = [&](int line, const std::string& what) {
    std::string message = std::string(origin) + ":" + std::to_string(line) + ": " + what;
    // What it quotes from the text may hold anything: the message stays one line.
    for (char& c : message)
      if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return std::unexpected(Problem{std::move(message)});
  };
  const auto json = parseLocated(text);
  if (!json) return problem(json.error().line, json.error().what);
  try {
    Scenario scenario = scenarioOf(*json);
    scenario.json = text;
    return scenario;
  } catch (const Wrong& wrong) {
    return problem(wrong.line, wrong.what);
  }
}

const std::vector<Scenario>& builtinScenarios() {
  static const std::vector<Scenario> kAll = [] {
    std::vector<Scenario> all;
    for (const std::string_view text : kBuiltinTexts) all.push_back(parseScenario(text, "built-in").value());
    return all;
  }();
  return kAll;
}

std::expected<Scenario, Problem> findScenario(std::string_view nameOrPath) {
  for (const Scenario& scenario : builtinScenarios())
    if (scenario.name == nameOrPath) return scenario;
  const std::filesystem::path path(nameOrPath);
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return std::unexpected(
        Problem{std::string(nameOrPath) + " is a directory; name a scenario's .json file"});
  std::ifstream file(path);
  if (!file) {
    const bool looksLikeFile = nameOrPath.find('/') != nameOrPath.npos || nameOrPath.ends_with(".json");
    return std::unexpected(
        Problem{looksLikeFile
                    ? "cannot read the scenario file " + std::string(nameOrPath) +
                          ": check its name and folder"
                    : "there is no scenario '" + std::string(nameOrPath) +
                          "'; 'kthreadscope scenarios' lists them, a file of your own is named by its path"});
  }
  std::stringstream text;
  text << file.rdbuf();
  return parseScenario(text.str(), nameOrPath);
}

}  // namespace kts::engine
