// SPDX-License-Identifier: GPL-2.0-or-later
// From the options of `record`, and from a recording, to what the engine is to run.
#pragma once

#include "app/commands/commands.h"
#include "engine/run.h"

namespace kts::app {

// The rules of misuse are here: which options exclude each other, and what each defaults to. The scenario's
// own settings are the engine's to judge.
std::expected<engine::RunSpec, Problem> runSpecOf(const RecordOptions& options);

// What --set, --granularity and --memory say: for every command that runs a scenario.
std::expected<engine::Settings, Problem> settingsOf(const std::vector<std::string>& settings);
std::expected<engine::Granularity, Problem> granularityOf(const std::optional<std::string>& granularity);
std::expected<engine::Memory, Problem> memoryOf(const std::optional<std::string>& memory);

// A schedule from its text, or "@FILE": a text file or a recording.
std::expected<Schedule, Problem> scheduleOf(const std::string& textOrFile);

// The run of a recording once more, by its schedule. Problem when the recording does not say enough.
std::expected<engine::RunSpec, Problem> rerunSpecOf(const recordings::Recording& recording);

// Asks a person for each step: the choices on standard error, the answer (a task id) on standard input. The
// end of the input ends the run.
engine::AskOwner askOnTerminal();

}  // namespace kts::app
