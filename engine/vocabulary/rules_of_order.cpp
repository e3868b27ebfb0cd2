// SPDX-License-Identifier: GPL-2.0-or-later
// What no legal order of events ever shows, whatever the protocol.
#include "engine/vocabulary/rule_memory.h"
#include "engine/vocabulary/rule_table.h"

namespace kts::rules {

// A task that has been put to sleep, or has not begun, does nothing but what brings it back.
WhyBroken awake(const RuleCase& c) {
  const Task* self = c.self();
  if (!self) return "event by task " + std::to_string(c.event.task) + ", which is not alive";
  const EventKind kind = c.event.kind;
  const bool leaves = kind == EventKind::Release || kind == EventKind::LockReleased;
  if (self->state == TaskState::Zombie && !leaves) return c.who(self->key) + " does something after its exit";
  if (!self->started && kind != EventKind::FirstRun) return c.who(self->key) + " runs before its first run";
  if (self->started && kind == EventKind::FirstRun)
    return c.who(self->key) + " runs for the first time twice";
  if (self->asleep && kind != EventKind::TimerExpired) return c.who(self->key) + " runs while it sleeps";
  if (kind == EventKind::Resumed && self->onCpu)
    return c.who(self->key) + " is back on a CPU that it never left";
  return {};
}

WhyBroken oneOwner(const RuleCase& c) {
  const bool takes = c.event.kind == EventKind::LockTaken;
  if (!takes && c.event.kind != EventKind::LockReleased) return {};
  const Lock* lock = c.state.lock(c.event.object);
  const bool recursive = infoOf(c.event.object.type()).objectClass == ObjectClass::BigKernelLock;
  if (takes && lock && lock->owner != kNoTask && !(recursive && lock->owner == c.event.task))
    return nameOf(c.event.object) + " is taken by " + c.who(c.event.task) + " while " + c.who(lock->owner) +
           " holds it";
  if (!takes && (!lock || lock->owner != c.event.task))
    return nameOf(c.event.object) + " is released by " + c.who(c.event.task) + ", which does not hold it";
  return {};
}

WhyBroken counts(const RuleCase& c) {
  const bool completes = c.event.kind == EventKind::Complete;
  if (!completes && c.event.kind != EventKind::CompletionTaken) return {};
  const Completion* completion = c.state.completion(c.event.object);
  if (!completion) return {};  // dead or never initialised: a finding of the protocol's, not of the order
  const auto count = static_cast<std::uint32_t>(c.event.arg);
  if (completes && count != completion->done + 1)
    return nameOf(c.event.object) + " is completed from " + std::to_string(completion->done) + " to " +
           std::to_string(count);
  if (!completes && (completion->done == 0 || count != completion->done - 1))
    return "the wait for " + nameOf(c.event.object) + " ends before its completion";
  return {};
}

// The freezer's signal wakes only who sleeps interruptibly.
WhyBroken wakes(const RuleCase& c) {
  const bool freezes = c.event.kind == EventKind::FreezeTask;
  if (c.event.kind != EventKind::WakeTookEffect && c.event.kind != EventKind::ThawTask && !freezes) return {};
  const Task* target = c.target();
  if (!target || (freezes && target->asleep && target->state != TaskState::Interruptible)) return {};
  if (c.event.effect == Effect::Woke && !target->asleep)
    return c.who(target->key) + " is woken though it does not sleep";
  if (c.event.effect != Effect::Woke && target->asleep)
    return "a wake of " + c.who(target->key) + " has no effect though it sleeps";
  return {};
}

WhyBroken nesting(const RuleCase& c) {
  if (c.event.kind != EventKind::Return) return {};
  const Task* self = c.self();
  if (self && (self->calls == 0 || static_cast<int>(self->function()) != c.event.arg))
    return c.who(self->key) + " leaves a function that it is not in";
  return {};
}

WhyBroken birth(const RuleCase& c) {
  if (c.event.kind == EventKind::Fork && c.event.effect == Effect::Forked && c.target())
    return c.who(c.target()->key) + " is born twice";
  return {};
}

}  // namespace kts::rules
