// SPDX-License-Identifier: GPL-2.0-or-later
// The statements of a scenario's program, read from its JSON. What is wrong is thrown as json_fields.h says.
#pragma once

#include <vector>

#include "engine/scenarios/located_json.h"
#include "engine/scenarios/scenario.h"

namespace kts::engine {

std::vector<Statement> statementsOf(const std::vector<LocatedJson>& items, const Scenario& scenario);

// What a number can be at most, or the parameter that stands for it.
std::int64_t largest(const std::string& number, const Scenario& scenario);
void refuseUnknownParameter(const LocatedJson& at, const std::string& number, const Scenario& scenario);

}  // namespace kts::engine
