// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/scenarios/scenario.h"

#include <algorithm>
#include <limits>

#include "engine/protocol/variants/variant_table.h"
#include "engine/scenarios/builtin_texts.h"
#include "engine/scenarios/json_fields.h"
#include "engine/scenarios/statements.h"
#include "engine/scenarios/text_file.h"

namespace kts::engine {

namespace {

using Kind = LocatedJson::Kind;

constexpr std::int64_t kMostCallers = 4096;  // each has a stack of its own

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

// What a process has made of itself before the run, and what its threads could inherit.
Environment environmentOf(const LocatedJson& json) {
  Fields fields(json, "an environment");
  Environment env;
  if (fields.find("nice")) env.nice = fields.nice("nice");
  env.cpusAllowed = fields.mask("cpus", env.cpusAllowed);
  if (env.cpusAllowed == 0) refuse(fields.need("cpus"), "field 'cpus' of an environment needs a CPU");
  env.blocked = fields.mask("blocked", 0);
  env.ignoresSigchld = fields.second("sigchld", "default", "ignore");
  // The process's own, or PID 1's: which task that is, the first world knows.
  if (fields.second("fs", "own", "init")) env.fs = 1;
  if (fields.second("files", "own", "init")) env.files = 1;
  fields.end();
  return env;
}

// A slip of the pen would do nothing at all, and nobody would see it. `items` is what `statements` were read
// from.
void refuseUnknownThreads(const std::vector<LocatedJson>& items, const std::vector<Statement>& statements,
                          std::vector<std::string>& created) {
  using What = Statement::What;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& statement = statements[i];
    if (statement.what == What::Create || statement.what == What::Fork) created.push_back(statement.thread);
    if (statement.what == What::Repeat && statement.body.empty())
      refuse(items[i], "a 'repeat' needs a field 'does' with what it repeats");
    if (const LocatedJson* inside = items[i].member("does"))
      refuseUnknownThreads(inside->items, statement.body, created);
    const bool uses = statement.what == What::Wake || statement.what == What::Stop ||
                      statement.what == What::Bind || statement.what == What::Hold;
    if (uses && std::find(created.begin(), created.end(), statement.thread) == created.end())
      refuse(items[i], "'" + statement.thread + "' is created by no statement before it is used");
  }
}

CallerGroup groupOf(const LocatedJson& json, const Scenario& scenario) {
  Fields fields(json, "a caller");
  CallerGroup group{fields.text("name"),
                    fields.number("count", "1"),
                    statementsOf(fields.array("does"), scenario),
                    fields.yes("keventd"),
                    {}};
  if (group.keventd && scenario.world == "boot")
    refuse(*json.member("keventd"), "the world 'boot' has no keventd yet");
  if (group.keventd && group.count != "1") refuse(json, "there is one keventd: it takes no count");
  if (const LocatedJson* env = fields.find("environment")) {
    if (scenario.world == "boot") refuse(*env, "PID 1 of the world 'boot' has the environment of PID 0");
    group.env = environmentOf(*env);
  }
  refuseUnknownParameter(json, group.count, scenario);
  if (largest(group.count, scenario) > kMostCallers)
    refuse(json, "field 'count' of a caller goes to " + std::to_string(kMostCallers));
  std::vector<std::string> created;
  refuseUnknownThreads(fields.array("does"), group.does, created);
  fields.end();
  return group;
}

bool exits(const std::vector<Statement>& statements) {
  return std::any_of(statements.begin(), statements.end(), [](const Statement& statement) {
    return statement.what == Statement::What::Exit || exits(statement.body);
  });
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
  if (scenario.world != "running" && scenario.world != "starting" && scenario.world != "boot")
    refuse(*json.member("world"), "field 'world' must be \"running\", \"starting\" or \"boot\"");
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
    if (item.kind != Kind::Integer || item.integer < 1 ||
        item.integer > std::numeric_limits<std::int32_t>::max())
      refuse(item, "field 'failForks' takes the numbers of requests, from 1 to " +
                       std::to_string(std::numeric_limits<std::int32_t>::max()));
    const auto request = static_cast<std::uint32_t>(item.integer);
    if (std::ranges::find(scenario.failForks, request) != scenario.failForks.end())
      refuse(item, "field 'failForks' names request " + std::to_string(request) + " twice");
    scenario.failForks.push_back(request);
  }
  fields.need("callers");
  for (const LocatedJson& item : fields.array("callers")) scenario.callers.push_back(groupOf(item, scenario));
  if (scenario.callers.empty()) refuse(json, "a scenario needs a field 'callers' with at least one caller");
  if (scenario.world == "boot" && (scenario.callers.size() != 1 || scenario.callers[0].count != "1"))
    refuse(*json.member("callers"), "the world 'boot' takes one caller: what PID 1 does");
  const auto shares = [](const std::string& variant) { return variant == "shared-keventd"; };
  const auto isKeventd = [](const CallerGroup& group) { return group.keventd; };
  if (std::any_of(scenario.variants.begin(), scenario.variants.end(), shares) &&
      std::none_of(scenario.callers.begin(), scenario.callers.end(), isKeventd))
    refuse(*json.member("variants"), "the variant 'shared-keventd' needs a caller that is keventd");
  if (scenario.world == "boot" && exits(scenario.callers[0].does))
    refuse(*json.member("callers"), "PID 1, the caller of the world 'boot', cannot exit");
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
  std::string json(text);
  if (const std::string why = whyNotText(json); !why.empty())
    return std::unexpected(Problem{std::string(origin) + ": " + why});
  const auto tree = parseLocated(json);
  if (!tree) return problem(tree.error().line, tree.error().what);
  try {
    Scenario scenario = scenarioOf(*tree);
    scenario.json = std::move(json);
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
  const std::string name(nameOrPath);
  std::error_code error;
  const bool looksLikeFile = name.find('/') != name.npos || name.ends_with(".json");
  if (!looksLikeFile && !std::filesystem::exists(name, error))
    return std::unexpected(
        Problem{"there is no scenario '" + name +
                "'; 'kthreadscope scenarios' lists them, a file of your own is named by its path"});
  const auto text = textOfFile(name);
  if (!text) return std::unexpected(Problem{name + ": " + text.error() + "; name a scenario's .json file"});
  return parseScenario(*text, name);
}

}  // namespace kts::engine
