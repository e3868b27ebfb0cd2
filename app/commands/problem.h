// SPDX-License-Identifier: GPL-2.0-or-later
// How a command ends. One line that names the file or option and says what to do, or an exit code.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "engine/scenarios/scenario.h"
#include "recordings/recording.h"

namespace kts::app {

inline constexpr int kGood = 0;
inline constexpr int kFinding = 1;  // a deadlock, a broken rule, a failed check
inline constexpr int kMisuse = 2;   // or bad input
inline constexpr int kBound = 3;    // the bound was reached: nothing found, nothing proved

struct Problem {
  std::string message;

  explicit Problem(std::string line) : message(std::move(line)) {}
  Problem(engine::Problem problem) : message(std::move(problem.message)) {}
  Problem(recordings::Problem problem) : message(std::move(problem.message)) {}
};

using Outcome = std::expected<int, Problem>;

inline std::unexpected<Problem> problem(std::string line) {
  return std::unexpected(Problem(std::move(line)));
}

// How a command ends that has shown what there is of a recording: of a damaged one that is not all.
inline Outcome shown(const recordings::Recording& recording) {
  const std::string& damage = recording.info().damage;
  if (damage.empty()) return kGood;
  return problem(recording.file().string() + ": " + damage + "; that is what was shown: record it again");
}

}  // namespace kts::app
