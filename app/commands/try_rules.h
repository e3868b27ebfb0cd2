// SPDX-License-Identifier: GPL-2.0-or-later
// Every rule of the vocabulary's table, tried on a whole recording.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recordings/recording.h"

namespace kts::app {

struct RuleResult {
  std::string_view name;      // "one-owner"
  std::string_view sentence;  // what it says when it holds
  std::optional<Seq> seq;     // the first event that breaks it
  std::string broken;         // how, in one sentence
};

// Folds all events; a result for each rule, in the order of the table. What the run itself found, and no
// event of the record can show (a data race, dead memory), is told by the rule that it breaks.
recordings::Result<std::vector<RuleResult>> tryRules(const recordings::Recording& recording);

}  // namespace kts::app
