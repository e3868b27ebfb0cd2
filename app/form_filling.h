// SPDX-License-Identifier: GPL-2.0-or-later
// Between the form and the engine: from a scenario to the form's fields, from a recording to the choice that
// makes it again, and from a choice to what the engine is to run.
#pragma once

#include <expected>

#include "engine/run.h"
#include "recordings/recording.h"
#include "views/scenario_form/scenario_form.h"

namespace kts::app {

// `handle`: what FormChoice::scenario becomes: a built-in scenario's name or the path of a file.
views::FormScenario formOf(const engine::Scenario& scenario, const std::string& handle);

// What records the same again: the same seed under the same rule where a rule made it, else its schedule.
views::FormChoice choiceOf(const recordings::RunInfo& info, const std::string& handle);

// Problem, in one line, for a schedule that does not read as one.
std::expected<engine::RunSpec, engine::Problem> specOf(const views::FormChoice& choice,
                                                       const engine::Scenario& scenario);

}  // namespace kts::app
