// SPDX-License-Identifier: GPL-2.0-or-later
// A finding as the commands print it.
#pragma once

#include <filesystem>
#include <optional>

#include "app/commands/json_writer.h"
#include "app/commands/problem.h"
#include "engine/vocabulary/verdict.h"

namespace kts::app {

struct FindingFacts {
  Finding finding;
  std::string schedule;                       // "" when the run was not controlled
  std::uint64_t steps = 0;
  std::optional<std::uint64_t> preemptions;   // nothing when the run was not controlled
};

// What was found in the run that is recorded in `file`; nothing when nothing was.
std::expected<std::optional<FindingFacts>, Problem> findingFactsOf(const std::filesystem::path& file,
                                                                   const RunSummary& summary);

// Switches away from a task that could have gone on.
recordings::Result<std::uint64_t> countPreemptions(const recordings::Recording& recording);

void writeFinding(JsonWriter& json, const std::optional<FindingFacts>& finding);

// The events that make a finding: [{role, seq, sentence}].
void writeFindingEvents(JsonWriter& json, const Finding& finding);

// The same for people: a line for each, "event 41   read    kthreadd tests ...", indented.
std::string findingText(const Finding& finding, std::string_view indent);

}  // namespace kts::app
