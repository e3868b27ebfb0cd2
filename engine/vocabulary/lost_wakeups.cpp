// SPDX-License-Identifier: GPL-2.0-or-later
// The rule that no single event breaks: a task sleeps only while its condition is false or a wake is on its
// way. It is broken in a state, and may be mended by a wake that was meant for something else: so it is
// looked for after each event that can begin such a state, and its end is told.
#include "engine/vocabulary/ending.h"
#include "engine/vocabulary/explanation.h"

namespace kts {

namespace {

constexpr ObjectId kCreateList(ObjectType::CreateList), kWorklist(ObjectType::Worklist);

// What made the sleeper's condition true, and the wake that went with it.
struct Missed {
  Noted change, wake;
};

// The first request of its list was put there, or its stop was asked for.
Missed missedBy(const Task& task, const ProtocolState& state, const RuleMemory& memory,
                const RuleMemory::OfTask& of) {
  if (task.shouldStop) return {of.asked, of.wake};
  if (state.stop.k == task.key) return {memory.stop.requested, of.wake};
  const auto& list = state.list(task.waitsFor.type() == ObjectType::MoreWork ? kWorklist : kCreateList);
  const RuleMemory::OfRequest* request = list.empty() ? nullptr : memory.requests.find(list.front());
  return request ? Missed{request->added, request->wake} : Missed{{}, of.wake};
}

bool waits(const Task* task) { return !task || task->function() == Function::WaitForCompletion; }

// Who has put a request there, and neither woken anybody since nor begun to wait.
bool ofList(const std::vector<RequestId>& list, const ProtocolState& state, const RuleMemory& memory) {
  return std::ranges::any_of(list, [&](RequestId id) {
    const Request* request = state.request(id);
    const RuleMemory::OfRequest* of = memory.requests.find(id);
    return request && of && of->owesWake && !waits(state.task(request->caller));
  });
}

bool ofStop(const Noted& asked, const ProtocolState& state) {
  const Task* asks = asked.seq == kNever ? nullptr : state.task(asked.event.task);
  return asks && asks->function() == Function::KthreadStop;
}

// Whether somebody who has made a sleeper's condition true is about to wake it, or a timer is.
bool wakeIsOnItsWay(const Task& task, const ProtocolState& state, const RuleMemory& memory) {
  if (task.timerPending) return true;
  if (task.waitsFor.type() == ObjectType::MoreWork) return ofList(state.list(kWorklist), state, memory);
  if (const Completion* completion = state.completion(task.waitsFor)) {
    const Lock* lock =
        state.lock(waitLockOf(task.waitsFor));  // whoever completes holds it until it has woken
    if (lock && lock->owner != kNoTask) return true;
    return std::ranges::any_of(completion->waiters, [&](TaskId id) {  // one of them takes the count
      const Task* waiter = state.task(id);
      return waiter && !waiter->asleep;
    });
  }
  if (task.function() == Function::Kthreadd) return ofList(state.list(kCreateList), state, memory);
  if (task.shouldStop) {
    const RuleMemory::OfTask* of = memory.tasks.find(task.key);
    return of && ofStop(of->asked, state);
  }
  return ofStop(memory.stop.requested, state);
}

// It can begin a state in which somebody sleeps in vain.
bool mayLoseWakeup(const Event& event) {
  switch (event.kind) {
    case EventKind::Schedule: return event.effect == Effect::Slept;
    case EventKind::WakeTookEffect: return event.effect != Effect::Woke;
    case EventKind::LockReleased: return bool(completionOf(event.object));
    case EventKind::Call: return event.arg == static_cast<std::int32_t>(Function::WaitForCompletion);
    default: return false;
  }
}

bool endsSleep(const Event& event) {
  const bool wakes = event.kind == EventKind::WakeTookEffect || event.kind == EventKind::TimerExpired ||
                     event.kind == EventKind::FreezeTask || event.kind == EventKind::ThawTask;
  return wakes && event.effect == Effect::Woke;
}

}  // namespace

// `now` is the state after `last`. Only those are looked at whom it can have to do with.
void RuleWatch::lookForSleepers(const ProtocolState& now, const Event& last) {
  const auto look = [&](TaskId id) {
    const Task* task = now.task(id);
    if (!task || !task->asleep || m_inVain != kNoTask) return;
    const std::string there = whatIsThere(*task, now);
    if (there.empty() || wakeIsOnItsWay(*task, now, m_memory)) return;
    m_inVain = id;
    if (breachOf(Rule::NoLostWakeup)) return;  // the first one is told
    loseWakeup(*task, now, " sleeps although " + there + ", and no wake is on its way");
  };
  look(last.task);
  look(now.kthreaddTask);
  look(now.stop.k);
  for (const ObjectId queue : {ObjectId(ObjectType::MoreWork), completionOf(last.object)})
    if (const Completion* completion = now.completion(queue))
      std::ranges::for_each(completion->waiters, look);
}

// Somebody wakes who slept in vain: not for what it waited for, which nobody wakes it for any more.
void RuleWatch::rescue(const ProtocolState& before, const Event& event) {
  auto& breach = m_breaches[static_cast<std::size_t>(Rule::NoLostWakeup)];
  const TaskId task = std::exchange(m_inVain, kNoTask);
  if (!breach || breach->task != task || std::exchange(m_rescued, true)) return;
  const bool timer = event.kind == EventKind::TimerExpired || event.task == kNoTask;
  breach->sentence += timer ? ": its timer rescues it"
                            : ": another wake, by " + shownName(event.task, before, m_names) + ", rescues it";
  Explanation(*breach, before, m_names).add("rescue", {before.seq, event});
}

void RuleWatch::followSleepers(const ProtocolState& before, const Event& event) {
  if (std::exchange(m_look, false)) lookForSleepers(before, m_last);
  if (m_inVain != kNoTask && endsSleep(event) && event.object == ObjectId(ObjectType::Task, m_inVain))
    rescue(before, event);
  if (!mayLoseWakeup(event)) return;
  m_look = true;
  m_last = event;
}

// From the later of its sleep and of what made the condition true it sleeps in vain.
void RuleWatch::loseWakeup(const Task& task, const ProtocolState& now, const std::string& how) {
  auto& breach = m_breaches[static_cast<std::size_t>(Rule::NoLostWakeup)];
  breach = Breach{
      Rule::NoLostWakeup, task.key, now.seq ? now.seq - 1 : 0, shownName(task.key, now, m_names) + how, {}};
  const RuleMemory::OfTask* of = m_memory.tasks.find(task.key);
  if (!of) return;
  const Missed missed = missedBy(task, now, m_memory, *of);
  const bool looks = task.waitsFor.type() == ObjectType::MoreWork || !task.waitsFor;
  Explanation events(*breach, now, m_names);
  events.add("read", looks ? of->looked : of->queued);
  events.add("change", missed.change);
  events.add("wake", missed.wake);
  events.add("state", of->stateSet);
  events.add("store", of->stateSeen);
  events.add("sleep", of->slept);
  if (of->slept.seq == kNever) return;
  breach->seq = of->slept.seq;
  if (missed.change.seq != kNever) breach->seq = std::max(breach->seq, missed.change.seq);
}

}  // namespace kts
