// SPDX-License-Identifier: GPL-2.0-or-later
// One whole file of a recording, also of one whose last part lies in the -wal that its killed process left.
#pragma once

#include <filesystem>

#include "recordings/recording.h"

namespace kts::recordings {

// Replaces a recording at `to`; Problem when something else stands there, `from` is no recording, or they are
// the same file. `from` is not written to. What is at `to` is complete or not there.
Result<void> saveAs(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace kts::recordings
