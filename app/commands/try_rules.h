// SPDX-License-Identifier: GPL-2.0-or-later
// Every rule of the vocabulary's table, tried on a whole recording.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "recordings/findings.h"

namespace kts::app {

struct RuleResult {
  std::string_view name;          // "one-owner"
  std::string_view sentence;      // what it says when it holds
  std::optional<Finding> broken;  // by the first event that does
};

struct RuleResults {
  std::vector<RuleResult> rules;  // in the order of the table
  std::vector<Finding> notices;   // what surprises, and breaks no rule
};

// Folds all events. What the run itself found, and no event of the record can show (a data race, dead
// memory), is told by the rule that it breaks.
recordings::Result<RuleResults> tryRules(const recordings::Recording& recording);

}  // namespace kts::app
