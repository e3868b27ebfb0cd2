// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/rule_watch.h"

#include <algorithm>
#include <bit>

#include "engine/vocabulary/ending.h"
#include "engine/vocabulary/explanation.h"

namespace kts {

namespace {

// The last thing that a task did which will never go on.
const Noted& lastWaitOf(const Task& task, const RuleMemory::OfTask& of) {
  return task.wantsLock ? of.wanted : task.waitsFor ? of.queued : of.slept;
}

}  // namespace

RuleWatch::RuleWatch(const RunHeader& header) : m_names(header.names) {
  m_memory.workqueue = header.design == "workqueue";
}

void RuleWatch::see(const ProtocolState& before, const Event& event) {
  const Event stored = asStored(event);  // what a store does, it does when it reaches memory
  followSleepers(before, stored);
  const RuleCase c{before, stored, m_memory, m_names};
  for (std::uint32_t rules = rulesOn(stored.kind); rules; rules &= rules - 1) {
    const auto at = static_cast<std::size_t>(std::countr_zero(rules));
    if (m_breaches[at]) continue;
    const Rule rule = static_cast<Rule>(at);
    auto why = infoOf(rule).function(c);
    if (!why) continue;
    m_breaches[at] = Breach{rule, event.task, before.seq, std::move(*why), {}};
    if (infoOf(rule).group == RuleGroup::Notice)
      explain(*m_breaches[at], c);
    else if (!m_first)
      m_first = rule;
  }
  m_memory.remember(before, event);
}

const Breach* RuleWatch::first() const {
  if (m_first) return &*breachOf(*m_first);
  for (const Rule rule : {Rule::NoLostWakeup, Rule::Served})
    if (breachOf(rule)) return &*breachOf(rule);
  return nullptr;
}

Finding findingOf(const Breach& breach) {
  const RuleInfo& rule = infoOf(breach.rule);
  return {std::string(rule.findingKind), breach.task,  breach.seq, breach.sentence,
          std::string(rule.name),        breach.events};
}

// How the stop came between the wake and the thread's first look.
void RuleWatch::explain(Breach& breach, const RuleCase& c) const {
  const RuleMemory::OfTask* of = m_memory.tasks.find(breach.task);
  if (!of) return;
  Explanation events(breach, c.state, m_names);
  events.add("wake", of->firstWake);
  events.add("change", of->asked.seq != kNever ? of->asked : m_memory.stop.requested);
  events.add("read", of->looked);
}

// ---- what only the end can tell

void RuleWatch::end(const ProtocolState& last) {
  for (const Task* task : last.tasks.sorted())
    if (const std::string there = whatIsThere(*task, last); !there.empty()) {
      loseWakeup(*task, last, " sleeps for ever although " + there + ", and no wake is on its way");
      return;  // who waits for the lost one waits because of it
    }
  if (const std::vector<TaskId> stuck = stuckTasks(last); !stuck.empty()) leaveStuck(stuck, last);
}

std::string RuleWatch::whoLives(TaskId task, const ProtocolState& last) const {
  if (last.task(task)) return shownName(task, last, m_names);
  const RuleMemory::OfTask* of = m_memory.tasks.find(task);
  return of && of->released ? textOf(of->comm, m_names) : shownName(task, last, m_names);
}

// Tasks that wait for each other, or for what nobody will ever do. It shows when the last of them begins to
// wait.
void RuleWatch::leaveStuck(const std::vector<TaskId>& stuck, const ProtocolState& last) {
  RunSummary ending;
  ending.events = last.seq;
  judgeEnding(last, m_names, ending);
  if (!ending.finding) return;
  auto& breach = m_breaches[static_cast<std::size_t>(Rule::Served)];
  breach = Breach{Rule::Served, ending.finding->task, 0, ending.finding->sentence, {}};
  const RuleMemory::OfTask* victim = m_memory.tasks.find(last.stop.k);
  Explanation events(*breach, last, m_names);
  for (const TaskId id : stuck) {
    const Task& task = *last.task(id);
    const RuleMemory::OfTask* of = m_memory.tasks.find(id);
    if (!of) continue;
    events.add("wait", lastWaitOf(task, *of));
    if (const Seq seq = lastWaitOf(task, *of).seq; seq != kNever) breach->seq = std::max(breach->seq, seq);
    if (task.waitsFor.type() != ObjectType::StopDone || !victim || victim->exited.seq == kNever) continue;
    events.add("change", m_memory.stop.requested);
    events.add("read", victim->looked);
    events.add("exit", victim->exited);
    breach->sentence += ": " + whoLives(last.stop.k, last) + ", which would complete " +
                        nameOf(task.waitsFor) + ", has exited without another look at kthread_stop_info.k";
  }
}

}  // namespace kts
