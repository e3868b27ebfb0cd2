// SPDX-License-Identifier: GPL-2.0-or-later
// Every scenario that is built in, in each design, as a test's parameter: "storm", "storm workqueue".
#pragma once

#include <string>
#include <vector>

#include "engine/scenarios/scenario.h"

namespace kts::engine {

inline std::vector<std::string> scenarioNames() {
  std::vector<std::string> names;
  for (const Scenario& scenario : builtinScenarios()) {
    names.push_back(scenario.name);
    if (scenario.designs.size() > 1) names.push_back(scenario.name + " " + scenario.designs[1]);
  }
  return names;
}

// As a part of a test's name.
inline std::string lettersOf(std::string name) {
  std::erase_if(name, [](char letter) { return letter == '-' || letter == ' '; });
  return name;
}

}  // namespace kts::engine
