// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <charconv>
#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/json_writer.h"
#include "app/commands/text_table.h"
#include "engine/protocol/variants/variant_table.h"
#include "engine/run.h"

namespace kts::app {

namespace {

using engine::Scenario;
using engine::Statement;

// A number, or a parameter's default.
std::int64_t valueOf(const Scenario& scenario, const std::string& text) {
  if (text.starts_with('$')) {
    for (const engine::Parameter& parameter : scenario.parameters)
      if (text.compare(1, std::string::npos, parameter.name) == 0) return parameter.defaultValue;
    return 0;
  }
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::int64_t creationsOf(const Scenario& scenario, const std::vector<Statement>& does) {
  std::int64_t count = 0;
  for (const Statement& statement : does) {
    using enum Statement::What;
    if (statement.what == Create || statement.what == Fork || statement.what == Workqueue) ++count;
    if (statement.what == Initcall) count += creationsOf(scenario, statement.body);
    if (statement.what == Repeat)
      count += valueOf(scenario, statement.number) * creationsOf(scenario, statement.body);
  }
  return count;
}

// All tasks of a run with the defaults: swapper, init, kthreadd, the callers and what they create. Booting,
// the one who calls is init itself.
std::int64_t tasksOf(const Scenario& scenario) {
  std::int64_t tasks = 3, creations = 0;
  for (const engine::CallerGroup& group : scenario.callers) {
    const std::int64_t callers = scenario.world == "boot" ? 1 : valueOf(scenario, group.count);
    if (scenario.world != "boot") tasks += callers;
    creations += callers * creationsOf(scenario, group.does);
  }
  const auto failing =
      std::count_if(scenario.failForks.begin(), scenario.failForks.end(),
                    [&](std::uint32_t request) { return request >= 1 && request <= creations; });
  return tasks + creations - failing;
}

void writeNames(JsonWriter& json, std::string_view name, const std::vector<std::string>& names) {
  json.key(name).beginArray();
  for (const std::string& one : names) json.value(one);
  json.endArray();
}

void printJson(const std::vector<Scenario>& scenarios) {
  JsonWriter json(std::cout);
  json.beginArray();
  for (const Scenario& scenario : scenarios) {
    json.beginObject()
        .field("name", scenario.name)
        .field("title", scenario.title)
        .field("about", scenario.about)
        .field("tasks", tasksOf(scenario))
        .field("design", scenario.design)
        .key("variant")
        .null();
    writeNames(json, "designs", scenario.designs);
    writeNames(json, "variants", scenario.variants);
    json.textOrNull("goes_wrong", scenario.goesWrong);
    json.key("variants_by_design").beginObject();
    for (const std::string& design : scenario.designs)
      writeNames(json, design, engine::variantsOf(scenario, design));
    json.endObject();
    json.key("parameters").beginArray();
    for (const engine::Parameter& parameter : scenario.parameters)
      json.beginObject()
          .field("name", parameter.name)
          .field("default", parameter.defaultValue)
          .field("min", parameter.min)
          .field("max", parameter.max)
          .endObject();
    json.endArray().endObject();
  }
  json.endArray();
}

std::string settingsText(const Scenario& scenario) {
  std::string text;
  for (const engine::Parameter& parameter : scenario.parameters)
    text += (text.empty() ? "" : " ") + parameter.name + "=" + std::to_string(parameter.defaultValue);
  return text;
}

// The default one first, as it stands in the list.
std::string designsText(const Scenario& scenario) {
  std::string text = scenario.design;
  for (const std::string& design : scenario.designs)
    if (design != scenario.design) text += ", " + design;
  return text;
}

// How many variants there are, and under which design alone.
std::string variantsText(const Scenario& scenario) {
  std::string text;
  for (const std::string& design : scenario.designs)
    if (const auto variants = engine::variantsOf(scenario, design); !variants.empty())
      text += (text.empty() ? "" : ", ") + std::to_string(variants.size()) + " of " + design;
  return text;
}

void printVariants(const std::vector<Scenario>& scenarios) {
  TextTable table({{"variant"}, {"what is changed"}});
  for (const engine::VariantInfo& variant : engine::variants()) {
    const bool known = std::any_of(scenarios.begin(), scenarios.end(), [&](const Scenario& scenario) {
      const auto& all = scenario.variants;
      return std::find(all.begin(), all.end(), variant.name) != all.end();
    });
    if (known) table.add({std::string(variant.name), std::string(variant.about)});
  }
  std::cout << '\n';
  table.print(std::cout);
}

}  // namespace

Outcome runScenarios(const ScenariosOptions& options) {
  const std::vector<Scenario>& scenarios = engine::builtinScenarios();
  if (options.json) {
    printJson(scenarios);
    return kGood;
  }
  TextTable table({{"name"}, {"tasks", TextTable::Align::Right}, {"designs"}, {"variants"}, {"settings"},
                   {"title"}});
  for (const Scenario& scenario : scenarios)
    table.add({scenario.name, grouped(static_cast<std::uint64_t>(tasksOf(scenario))), designsText(scenario),
               variantsText(scenario), settingsText(scenario), scenario.title});
  table.print(std::cout);
  printVariants(scenarios);
  return kGood;
}

}  // namespace kts::app
