// SPDX-License-Identifier: GPL-2.0-or-later
// What no legal order of events ever breaks, as named rules, tried on a whole recording.
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

// Folds all events; a result for each rule, in the order of the table.
recordings::Result<std::vector<RuleResult>> tryOrderRules(const recordings::Recording& recording);

}  // namespace kts::app
