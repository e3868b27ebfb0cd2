// SPDX-License-Identifier: GPL-2.0-or-later
// Apart from tables.cpp: who only wants the words of the vocabulary does not take the rules with them.
#include "engine/vocabulary/rule_table.h"

#include <array>

namespace kts {

WhyBroken rules::nothing(const RuleCase&) { return {}; }

namespace {

using enum EventKind;
template <class... Kind>
constexpr EventKinds on(Kind... kind) {
  return EventKinds::of(kind...);
}
constexpr EventKinds onEvery = EventKinds::all(), onNone;

constexpr std::array<RuleInfo, kRules> kRuleInfo = {{
#define X(rule, function, name, group, kind, events, sentence) \
  {&rules::function, name, RuleGroup::group, kind, events, sentence},
    KTS_RULES(X)
#undef X
}};

// The rules that an event of each kind may break, a bit each.
static_assert(kRules <= 32);
constexpr auto kRulesOn = [] {
  std::array<std::uint32_t, 256> rules{};
  for (std::size_t kind = 0; kind < kEventKinds; ++kind)
    for (std::size_t at = 0; at < kRuleInfo.size(); ++at)
      if (kRuleInfo[at].events.has(static_cast<EventKind>(kind))) rules[kind] |= 1u << at;
  return rules;
}();

}  // namespace

const RuleInfo& infoOf(Rule rule) {
  const auto at = static_cast<std::size_t>(rule);
  return kRuleInfo[at < kRuleInfo.size() ? at : 0];
}

std::uint32_t rulesOn(EventKind kind) { return kRulesOn[static_cast<std::size_t>(kind)]; }

std::optional<Rule> ruleNamed(std::string_view name) {
  for (std::size_t at = 0; at < kRuleInfo.size(); ++at)
    if (kRuleInfo[at].name == name) return static_cast<Rule>(at);
  return {};
}

}  // namespace kts
