// SPDX-License-Identifier: GPL-2.0-or-later
// Apart from tables.cpp: who only wants the words of the vocabulary does not take the rules with them.
#include "engine/vocabulary/rule_table.h"

#include <array>

namespace kts {

namespace {

constexpr std::array<RuleInfo, kRules> kRuleInfo = {{
#define X(rule, function, name, group, kind, sentence) {function, name, RuleGroup::group, kind, sentence},
    KTS_RULES(X)
#undef X
}};

}  // namespace

const RuleInfo& infoOf(Rule rule) {
  const auto at = static_cast<std::size_t>(rule);
  return kRuleInfo[at < kRuleInfo.size() ? at : 0];
}

std::optional<Rule> ruleNamed(std::string_view name) {
  for (std::size_t at = 0; at < kRuleInfo.size(); ++at)
    if (kRuleInfo[at].name == name) return static_cast<Rule>(at);
  return {};
}

}  // namespace kts
