// SPDX-License-Identifier: GPL-2.0-or-later
// The protocol's rules about the new threads: what they are born with, when they run, how they stop.
#include "engine/vocabulary/rule_memory.h"
#include "engine/vocabulary/rule_table.h"

namespace kts::rules {

namespace {

constexpr std::int32_t kEintr = 4;
constexpr TaskId kInitTask = 0;  // PID 0's

// What is not as its design promises it, or nothing.
WhyBroken whyNotClean(const Task& thread, const ProtocolState& state, bool workqueue) {
  const Environment& env = thread.env;
  if (env.blocked != ~0ull) return "does not block every signal";
  if (env.cpusAllowed != ~0ull) return "may not run on every CPU";
  if (env.flags & kPfNofreeze) return "has its creator's PF_NOFREEZE";
  if (workqueue) {
    if (env.fs != kInitTask || env.files != kInitTask) return "does not use the fs and files of init_task";
    return {};
  }
  const Task* kthreadd = state.task(state.kthreaddTask);
  if (!kthreadd || thread.parent != kthreadd->key) return "is no child of kthreadd";
  if (env.nice != -5) return "has nice " + std::to_string(env.nice) + ", and not -5";
  if (!env.ignoresSigchld) return "does not ignore SIGCHLD";
  if (env.fs != kthreadd->env.fs || env.files != kthreadd->env.files)
    return "does not share the fs and files of kthreadd";
  return {};
}

// The same where the value is the thread's own exit code.
WhyBroken ownStopValue(const RuleCase& c) {
  const TaskId victim = c.event.object.index();
  const RuleMemory::OfTask* of = c.memory.tasks.find(victim);
  if (!of || !of->given) return "the stop returns before " + c.who(victim) + " has handed anything back";
  if (*of->given == c.event.arg) return {};
  return "the stop returns " + std::to_string(c.event.arg) + ", and " + c.who(victim) + " handed back " +
         std::to_string(*of->given);
}

// Reads or writes of what its task_struct holds.
bool touchesTask(EventKind kind) {
  switch (kind) {
    case EventKind::GetTask:
    case EventKind::PutTask:
    case EventKind::WakeTookEffect:
    case EventKind::WaitInactive:
    case EventKind::SetComm:
    case EventKind::SetNice:
    case EventKind::SetCpus: return true;
    default: return false;
  }
}

}  // namespace

// Looked at when the thread announces itself: by then it has cleaned what it has to clean itself.
WhyBroken cleanEnvironment(const RuleCase& c) {
  if (c.event.kind != EventKind::Complete || c.event.object.type() != ObjectType::Started) return {};
  const Task* self = c.self();
  if (!self || self->bornOf != c.event.object.index()) return {};
  if (const auto why = whyNotClean(*self, c.state, c.memory.workqueue)) return c.who(self->key) + " " + *why;
  return {};
}

WhyBroken wokenFirst(const RuleCase& c) {
  const bool begins =
      c.event.kind == EventKind::Call && c.event.arg == static_cast<std::int32_t>(Function::ThreadFn);
  const Task* self = c.self();
  if (!begins || !self || self->bornOf == kNoRequest) return {};
  const RuleMemory::OfTask* of = c.memory.tasks.find(c.event.task);
  if (of && of->woken) return {};
  return c.who(self->key) + " runs its function, and nobody has woken or stopped it";
}

WhyBroken stopValue(const RuleCase& c) {
  const RuleMemory::OfTask* of = c.memory.tasks.find(c.event.task);
  const bool ran = of && of->ranFunction;
  if (c.event.kind == EventKind::StopResult && ran == (c.event.arg == -kEintr))
    return c.who(c.event.task) + (ran ? " hands back -EINTR though its function has run"
                                      : " hands back a value though its function never ran");
  if (c.event.kind != EventKind::StopReturned) return {};
  if (c.event.object.type() == ObjectType::Task) return ownStopValue(c);
  const RuleMemory::OfStop& stop = c.memory.stop;
  if (!stop.given) return "the stop returns before " + c.who(stop.victim) + " has handed anything back";
  if (*stop.given != c.event.arg)
    return "the stop returns " + std::to_string(c.event.arg) + ", and " + c.who(stop.victim) +
           " handed back " + std::to_string(*stop.given);
  return {};
}

WhyBroken boundParked(const RuleCase& c) {
  const Task* self = c.self();
  const Task* thread = c.target();
  if (c.event.kind != EventKind::SetCpus || !self || !thread || !self->isIn(Function::KthreadBind)) return {};
  if (thread->asleep && thread->isIn(Function::Kthread) && !thread->isIn(Function::ThreadFn)) return {};
  return c.who(self->key) + " binds " + c.who(thread->key) + ", which is not parked";
}

WhyBroken kthreaddKnown(const RuleCase& c) {
  if (c.event.kind != EventKind::WakeIssued || c.event.object.type() != ObjectType::KthreaddTask) return {};
  return c.who(c.event.task) + " wakes kthreadd_task, which is null: no kthreadd exists yet";
}

WhyBroken noSleepLocked(const RuleCase& c) {
  if (c.event.kind != EventKind::Schedule || c.event.effect != Effect::Slept) return {};
  const RuleMemory::OfTask* of = c.memory.tasks.find(c.event.task);
  if (!of || of->spinlocks == 0) return {};
  return c.who(c.event.task) + " sleeps with a spinlock held";
}

WhyBroken freezesInTime(const RuleCase& c) {
  const Task* task = c.target();
  if (c.event.kind != EventKind::FreezeRefused || !task) return {};
  return c.who(task->key) + " refuses to freeze: it is asked to and comes to no freezing point, " +
         (task->asleep ? "asleep in " : "going around in ") + std::string(nameOf(task->function())) + "()";
}

WhyBroken taskAlive(const RuleCase& c) {
  if (!touchesTask(c.event.kind) || c.event.object.type() != ObjectType::Task || c.target()) return {};
  const RuleMemory::OfTask* of = c.memory.tasks.find(c.event.object.index());
  if (of && of->references > 0) return {};
  return c.who(c.event.task) + " touches " + nameOf(c.event.object) +
         ", whose task_struct is gone: nobody holds a reference to it";
}

// kthread() looks whether it should stop before it calls threadfn: a stop that comes between the wake and
// that look wins.
WhyBroken wokenRuns(const RuleCase& c) {
  if (c.event.kind != EventKind::StopResult || c.event.arg != -kEintr) return {};
  const RuleMemory::OfTask* of = c.memory.tasks.find(c.event.task);
  if (!of || of->ranFunction || of->firstWake.seq == kNever) return {};
  return c.who(c.event.task) + " was woken, and is told to stop before it looks: its function never runs, " +
         "and the stop returns -EINTR";
}

}  // namespace kts::rules
