// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/try_rules.h"

#include <algorithm>

namespace kts::app {

recordings::Result<RuleResults> tryRules(const recordings::Recording& recording) {
  const auto findings = recordings::findingsOf(recording);
  if (!findings) return std::unexpected(findings.error());
  RuleResults results;
  for (int at = 0; at < kRules; ++at) {
    const RuleInfo& rule = infoOf(static_cast<Rule>(at));
    const auto broken =
        std::ranges::find_if(*findings, [&](const Finding& finding) { return finding.rule == rule.name; });
    if (rule.group == RuleGroup::Notice) {
      if (broken != findings->end()) results.notices.push_back(*broken);
      continue;
    }
    RuleResult& result = results.rules.emplace_back(RuleResult{rule.name, rule.sentence, {}});
    if (broken != findings->end()) result.broken = *broken;
  }
  return results;
}

}  // namespace kts::app
