// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a recording is whole and true to itself: what `check` says about the file alone.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "recordings/recording.h"

namespace kts::recordings {

struct CheckedRule {
  std::string name;      // "the database is whole", ...
  bool ok = true;
  Seq seq = kNever;      // where it first fails
  std::string sentence;  // why, for a person; "" when it holds
};

struct CheckReport {
  bool integrity = true;           // SQLite's own structure, and every checksum
  bool fold = true;                // legal events, and keyframes and rows that equal their fold
  std::vector<CheckedRule> rules;  // each of them, in the order of looking

  bool ok() const { return integrity && fold; }
};

// Problem only when the file cannot be opened at all.
Result<CheckReport> checkFile(const std::filesystem::path& file);

}  // namespace kts::recordings
