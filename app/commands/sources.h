// SPDX-License-Identifier: GPL-2.0-or-later
// Where the values of each task's environment come from, as `info` prints it.
#pragma once

#include <array>
#include <expected>
#include <optional>
#include <unordered_map>
#include <vector>

#include "app/commands/json_writer.h"
#include "app/commands/problem.h"
#include "engine/vocabulary/sentence.h"
#include "recordings/recording.h"

namespace kts::app {

struct TaskSources {
  std::array<Origin, kInherited> origins;
  std::vector<Source> inWords;  // of a task that the run has made
};

// At the end of each task, or of the run. Nothing for a recording so long that its events are not folded for
// this.
using SourcesOf = std::optional<std::unordered_map<TaskId, TaskSources>>;
std::expected<SourcesOf, Problem> sourcesIn(const recordings::Recording& recording);

// {"nice": {"task": 2, "function": "kthreadd_setup", "seq": 31}, ...}; null when it is not known.
void writeSources(JsonWriter& json, const TaskSources* sources);

}  // namespace kts::app
