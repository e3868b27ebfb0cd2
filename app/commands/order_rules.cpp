// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/order_rules.h"

#include <array>

#include "engine/vocabulary/legality.h"

namespace kts::app {

namespace {

enum class OrderRule : std::uint8_t { Awake, OneOwner, List, Completion, Wake, Nesting, Birth };

struct RuleInfo {
  std::string_view name, sentence;
};
constexpr std::array<RuleInfo, 7> kRules = {{
    {"awake", "only a task that is alive and awake does something"},
    {"one-owner", "a lock has one owner at a time, and nobody else releases it"},
    {"list", "a list holds what was put into it, and its tests say so"},
    {"completion", "a wait ends after its completion, and every count is taken once"},
    {"wake", "a wake says truly whether its target slept"},
    {"nesting", "a task leaves the function that it entered last"},
    {"birth", "a task is born once"},
}};

// Which rule an event can break. (Any event can break "awake": it is what is left.)
OrderRule ruleOf(EventKind kind) {
  switch (kind) {
    case EventKind::LockTaken:
    case EventKind::LockReleased: return OrderRule::OneOwner;
    case EventKind::ListDelInit:
    case EventKind::ListEmpty: return OrderRule::List;
    case EventKind::Complete:
    case EventKind::CompletionTaken: return OrderRule::Completion;
    case EventKind::WakeTookEffect: return OrderRule::Wake;
    case EventKind::Return: return OrderRule::Nesting;
    case EventKind::Fork: return OrderRule::Birth;
    default: return OrderRule::Awake;
  }
}

constexpr Seq kBatch = 4096;

}  // namespace

recordings::Result<std::vector<RuleResult>> tryOrderRules(const recordings::Recording& recording) {
  std::vector<RuleResult> results;
  for (const RuleInfo& rule : kRules) results.push_back({rule.name, rule.sentence, std::nullopt, {}});
  auto state = recording.stateAt(0);
  if (!state) return std::unexpected(state.error());
  for (Seq from = 0; from < recording.events(); from += kBatch) {
    const auto events = recording.eventsIn(from, from + kBatch);
    if (!events) return std::unexpected(events.error());
    for (std::size_t i = 0; i < events->size(); ++i) {
      const Event& event = (*events)[i];
      if (auto why = whyIllegal(*state, event)) {
        RuleResult& result = results[static_cast<std::size_t>(ruleOf(event.kind))];
        if (!result.seq) result.seq = from + i, result.broken = std::move(*why);
      }
      apply(*state, event);
    }
  }
  return results;
}

}  // namespace kts::app
