// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/form_filling.h"

#include "engine/protocol/variants/variant_table.h"

namespace kts::app {

views::FormScenario formOf(const engine::Scenario& scenario, const std::string& handle) {
  views::FormScenario form{handle, scenario.title, scenario.about, scenario.design, scenario.designs, {}, {}};
  for (const std::string& design : scenario.designs)
    for (const std::string& name : engine::variantsOf(scenario, design))
      form.variants[design].push_back({name, std::string(engine::findVariant(design, name)->about)});
  for (const engine::Parameter& parameter : scenario.parameters)
    form.parameters.push_back({parameter.name, static_cast<int>(parameter.defaultValue),
                               static_cast<int>(parameter.min), static_cast<int>(parameter.max)});
  return form;
}

views::FormChoice choiceOf(const recordings::RunInfo& info, const std::string& handle) {
  const RunHeader& header = info.header;
  views::FormChoice choice;
  choice.scenario = handle;
  for (const auto& [name, value] : header.parameters) choice.settings[name] = std::to_string(value);
  choice.settings["design"] = header.design;
  if (!header.variant.empty()) choice.settings["variant"] = header.variant;
  choice.threads = header.runtime == "threads";
  choice.schedule = info.summary.schedule;
  choice.seed = header.seed;
  // What a person chose step by step is repeated by replaying it.
  if (!choice.threads) choice.scheduler = header.scheduler == "manual" ? "replay" : header.scheduler;
  choice.fine = header.granularity == "fine";
  choice.tso = header.memory == "tso";
  choice.maxEvents = header.maxEvents;
  return choice;
}

std::expected<engine::RunSpec, engine::Problem> specOf(const views::FormChoice& choice,
                                                       const engine::Scenario& scenario) {
  engine::RunSpec spec;
  spec.scenario = scenario;
  spec.settings = choice.settings;
  spec.runtime = choice.threads ? engine::RuntimeKind::Threads : engine::RuntimeKind::Controlled;
  spec.maxEvents = choice.maxEvents;
  if (choice.threads) return spec;
  spec.scheduler = choice.scheduler;
  spec.seed = choice.seed;
  if (choice.fine) spec.granularity = engine::Granularity::Fine;
  if (choice.tso) spec.memory = engine::Memory::Tso;
  if (choice.scheduler != "replay") return spec;
  if (choice.schedule.empty())
    return std::unexpected(engine::Problem{
        "replay needs a schedule: type one, or open a controlled recording, which brings its own"});
  std::string why;
  spec.schedule = Schedule::parse(choice.schedule, why);
  if (!spec.schedule) return std::unexpected(engine::Problem{why + "; it reads 4x3,2,4"});
  return spec;
}

}  // namespace kts::app
