// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/rule_watch.h"

#include <algorithm>

namespace kts {

RuleWatch::RuleWatch(const RunHeader& header) : m_names(header.names) {
  m_memory.workqueue = header.design == "workqueue";
}

void RuleWatch::see(const ProtocolState& before, const Event& event) {
  static constexpr auto kFunctions = std::to_array<WhyBroken (*)(const RuleCase&)>({
#define X(rule, function, name, group, kind, sentence) function,
      KTS_RULES(X)
#undef X
  });
  const RuleCase c{before, event, m_memory, m_names};
  for (std::size_t at = 0; at < kFunctions.size(); ++at) {
    if (!kFunctions[at]) continue;
    auto why = kFunctions[at](c);
    if (!why || m_breaches[at]) continue;
    m_breaches[at] = Breach{static_cast<Rule>(at), event.task, before.seq, std::move(*why), {}};
    if (!m_first) m_first = static_cast<Rule>(at);
  }
  m_memory.remember(before, event);
}

const Breach* RuleWatch::first() const { return m_first ? &*breachOf(*m_first) : nullptr; }

Finding findingOf(const Breach& breach) {
  const RuleInfo& rule = infoOf(breach.rule);
  return {std::string(rule.findingKind), breach.task,  breach.seq, breach.sentence,
          std::string(rule.name),        breach.events};
}

// ---- what only the end can tell

std::string whatIsThere(const Task& task, const ProtocolState& state) {
  static constexpr ObjectId kCreateList(ObjectType::CreateList), kWorklist(ObjectType::Worklist);
  if (!task.asleep) return {};
  if (const Completion* completion = state.completion(task.waitsFor); completion && completion->done > 0)
    return nameOf(task.waitsFor) + " has been completed";
  if (task.waitsFor.type() == ObjectType::MoreWork && !state.list(kWorklist).empty())
    return "request " + std::to_string(state.list(kWorklist).front() + 1) + " is in the helper queue";
  if (task.waitsFor) return {};
  if (task.function() == Function::Kthreadd && !state.list(kCreateList).empty())
    return "request " + std::to_string(state.list(kCreateList).front() + 1) + " is in kthread_create_list";
  const bool stoppable = task.function() == Function::Kthread || task.function() == Function::ThreadFn;
  if (stoppable && state.stop.k == task.key) return "it has been asked to stop";
  return {};
}

namespace {

// What made the sleeper's condition true: the first request of its list was put there, or its stop was asked
// for.
const Noted* changeThatWasMissed(const Task& task, const ProtocolState& state, const RuleMemory& memory) {
  const ObjectId list(task.waitsFor.type() == ObjectType::MoreWork ? ObjectType::Worklist
                                                                   : ObjectType::CreateList);
  if (state.stop.k == task.key) return &memory.stop.requested;
  if (state.list(list).empty()) return nullptr;
  const RuleMemory::OfRequest* of = memory.requests.find(state.list(list).front());
  return of ? &of->added : nullptr;
}

}  // namespace

// A task asleep while its own condition holds, with no wake on its way. From the later of its sleep and of
// what made the condition true it sleeps in vain.
void RuleWatch::end(const ProtocolState& last) {
  auto& breach = m_breaches[static_cast<std::size_t>(Rule::NoLostWakeup)];
  for (const Task* task : last.tasks.sorted()) {
    const std::string there = whatIsThere(*task, last);
    if (there.empty() || breach) continue;
    breach = Breach{Rule::NoLostWakeup,
                    task->key,
                    last.seq ? last.seq - 1 : 0,
                    shownName(task->key, last, m_names) + " sleeps for ever although " + there +
                        ", and no wake is on its way",
                    {}};
    const RuleMemory::OfTask* of = m_memory.tasks.find(task->key);
    if (!of) continue;
    const auto add = [&](std::string_view role, const Noted& noted) {
      if (noted.seq == kNever) return;
      breach->events.push_back({std::string(role), noted.seq, sentenceOf(noted.event, last, m_names)});
    };
    const Noted* change = changeThatWasMissed(*task, last, m_memory);
    add("read", of->read);
    if (change) add("change", *change);
    add("wake", of->wake);
    add("state", of->stateSet);
    add("sleep", of->slept);
    std::stable_sort(breach->events.begin(), breach->events.end(),
                     [](const FindingEvent& a, const FindingEvent& b) { return a.seq < b.seq; });
    if (of->slept.seq == kNever) continue;
    breach->seq = change && change->seq != kNever ? std::max(of->slept.seq, change->seq) : of->slept.seq;
  }
  if (breach && (!m_first || breach->seq < first()->seq)) m_first = Rule::NoLostWakeup;
}

}  // namespace kts
