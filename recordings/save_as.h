// SPDX-License-Identifier: GPL-2.0-or-later
// One whole file of a recording, also of one whose last part lies in the -wal that its killed process left.
#pragma once

#include <filesystem>

#include "recordings/recording.h"

namespace kts::recordings {

// Replaces a recording at `to`; Problem when something else stands there or somebody still records it, `from`
// is no recording, or they are the same file. `from` is not written to. What is at `to` is complete or not
// there.
Result<void> saveAs(const std::filesystem::path& from, const std::filesystem::path& to);

// Where a run is recorded that is to stand at `file` in the end: there, or beside a recording that stands
// there already, which stays until the new one is whole. Problem when `file` is something that is not
// replaced, or a process that lives records there.
Result<std::filesystem::path> placeToRecord(const std::filesystem::path& file);

// The closed recording `part` takes the place `to`, in one step; no-op when they are the same.
Result<void> putInPlace(const std::filesystem::path& part, const std::filesystem::path& to);

// What was begun at `part` is not kept: a run that could not be made.
void discard(const std::filesystem::path& part);

}  // namespace kts::recordings
