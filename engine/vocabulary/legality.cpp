// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/legality.h"

#include <algorithm>

namespace kts {

namespace {

using Why = std::optional<std::string>;

std::string taskText(TaskId id) { return "task " + std::to_string(id); }

bool contains(const std::vector<std::uint32_t>& all, std::uint32_t one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// A task that has been put to sleep, or has not begun, does nothing but what brings it back.
Why whyNotRunning(const Task& self, const Event& event) {
  const bool leaves = event.kind == EventKind::Release || event.kind == EventKind::LockReleased;
  if (self.state == TaskState::Zombie && !leaves)
    return taskText(event.task) + " does something after its exit";
  if (!self.started && event.kind != EventKind::FirstRun)
    return taskText(event.task) + " runs before its first run";
  if (self.started && event.kind == EventKind::FirstRun)
    return taskText(event.task) + " runs for the first time twice";
  if (self.asleep && event.kind != EventKind::TimerExpired)
    return taskText(event.task) + " runs while it sleeps";
  return {};
}

Why whyNoLock(const ProtocolState& state, const Event& event) {
  const Lock* lock = state.lock(event.object);
  const bool recursive = infoOf(event.object.type()).objectClass == ObjectClass::BigKernelLock;
  if (event.kind == EventKind::LockTaken && lock && lock->owner != kNoTask &&
      !(recursive && lock->owner == event.task))
    return nameOf(event.object) + " is taken by " + taskText(event.task) + " while " + taskText(lock->owner) +
           " holds it";
  if (event.kind == EventKind::LockReleased && (!lock || lock->owner != event.task))
    return nameOf(event.object) + " is released by " + taskText(event.task) + ", which does not hold it";
  return {};
}

Why whyNoList(const ProtocolState& state, const Event& event) {
  const auto& list = state.list(event.object);
  if (event.kind == EventKind::ListEmpty && list.empty() != (event.effect == Effect::Empty))
    return nameOf(event.object) + " is said to be " + std::string(nameOf(event.effect)) + " and is not";
  if (event.kind == EventKind::ListDelInit && !contains(list, event.request))
    return "request " + std::to_string(event.request + 1) + " is taken off a list that does not hold it";
  return {};
}

Why whyNoCompletion(const ProtocolState& state, const Event& event) {
  const Completion* completion = state.completion(event.object);
  if (!completion) return {};  // dead memory: a finding of the protocol's, not of the order
  const auto count = static_cast<std::uint32_t>(event.arg);
  if (event.kind == EventKind::Complete && count != completion->done + 1)
    return nameOf(event.object) + " is completed from " + std::to_string(completion->done) + " to " +
           std::to_string(count);
  if (event.kind == EventKind::CompletionTaken && (completion->done == 0 || count != completion->done - 1))
    return "the wait for " + nameOf(event.object) + " ends before its completion";
  return {};
}

Why whyNoWake(const ProtocolState& state, const Event& event) {
  if (event.object.type() != ObjectType::Task) return {};
  const Task* target = state.task(event.object.index());
  if (!target) return {};
  const bool asleep = target->asleep;
  if (event.effect == Effect::Woke && !asleep)
    return taskText(target->key) + " is woken though it does not sleep";
  if (event.effect != Effect::Woke && asleep)
    return "a wake of " + taskText(target->key) + " has no effect though it sleeps";
  return {};
}

}  // namespace

std::optional<std::string> whyIllegal(const ProtocolState& state, const Event& event) {
  const Task* self = state.task(event.task);
  if (!self) return "event by " + taskText(event.task) + ", which is not alive";
  if (Why why = whyNotRunning(*self, event)) return why;
  switch (event.kind) {
    case EventKind::LockTaken:
    case EventKind::LockReleased: return whyNoLock(state, event);
    case EventKind::ListDelInit:
    case EventKind::ListEmpty: return whyNoList(state, event);
    case EventKind::Complete:
    case EventKind::CompletionTaken: return whyNoCompletion(state, event);
    case EventKind::WakeTookEffect: return whyNoWake(state, event);
    case EventKind::Return:
      if (self->calls == 0 || static_cast<int>(self->function()) != event.arg)
        return taskText(event.task) + " leaves a function that it is not in";
      return {};
    case EventKind::Resumed:
      if (self->onCpu) return taskText(event.task) + " is back on a CPU that it never left";
      return {};
    case EventKind::Fork:
      if (event.effect == Effect::Forked && state.task(event.object.index()))
        return taskText(event.object.index()) + " is born twice";
      return {};
    default: return {};
  }
}

}  // namespace kts
