// SPDX-License-Identifier: GPL-2.0-or-later
// The counterexample of an exploration as a recording, and in words.
#pragma once

#include <optional>
#include <string>

#include "app/commands/problem.h"
#include "engine/exploration/exploration.h"

namespace kts::app {

// Makes the story's run once more, records it in `file` if there is one to be written, and says in one
// paragraph what happened and how it came to that.
std::expected<std::string, Problem> tellStory(const engine::ExploreSpec& spec, const engine::Story& story,
                                              const std::optional<std::string>& file);

// "lost.ktr" and its twin "lost-twin.ktr": the nearest run that ends well.
std::string twinOf(const std::string& file);
std::optional<Problem> recordTwin(const engine::ExploreSpec& spec, const Schedule& twin,
                                  const std::string& file);

}  // namespace kts::app
