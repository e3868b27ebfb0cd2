// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/legality.h"

#include "engine/vocabulary/rule_memory.h"
#include "engine/vocabulary/rule_table.h"

namespace kts {

std::optional<std::string> whyIllegal(const ProtocolState& state, const Event& event) {
  static const RuleMemory kNothing;  // no rule of the order remembers anything
  const Event stored = asStored(event);
  const RuleCase c{state, stored, kNothing, {}};
  for (int at = 0; at < kRules; ++at) {
    const RuleInfo& rule = infoOf(static_cast<Rule>(at));
    if (rule.group != RuleGroup::Order) continue;
    if (auto why = rule.function(c)) return why;
  }
  return {};
}

}  // namespace kts
