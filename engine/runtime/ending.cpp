// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/runtime/ending.h"

#include "engine/vocabulary/object_table.h"

namespace kts::engine {

namespace {

const ObjectId kCreateList(ObjectType::CreateList), kWorklist(ObjectType::Worklist);

// Left where it may be: kthreadd with nothing to do, PID 1 waiting, a thread never woken or waiting to be
// stopped, a process back in user space, the idle task, a zombie.
bool isIdle(const Task& task, const ProtocolState& state) {
  if (task.state == TaskState::Zombie) return true;
  if (task.wantsLock) return false;
  if (task.waitsFor) return task.waitsFor.type() == ObjectType::MoreWork && state.list(kWorklist).empty();
  if (!task.asleep) return task.calls == 0 || task.function() == Function::CpuIdle;
  switch (task.function()) {
    case Function::Kthreadd: return state.list(kCreateList).empty();
    case Function::Kthread:
    case Function::ThreadFn: return state.stop.k != task.key;
    case Function::DoWait: return true;
    default: return false;
  }
}

// What an idle-looking or stuck sleeper waits for is there already, "" when it is not.
std::string whatIsThere(const Task& task, const ProtocolState& state) {
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

}  // namespace

void judgeEnding(const ProtocolState& state, Names names, RunSummary& summary) {
  const Seq last = summary.events ? summary.events - 1 : 0;
  std::string waits;
  TaskId first = kNoTask;
  for (const Task* task : state.tasks.sorted()) {
    if (const std::string there = whatIsThere(*task, state); !there.empty()) {
      summary.verdict = Verdict::LostWakeup;
      summary.finding = Finding{"lost-wakeup", task->key, last,
                                shownName(task->key, state, names) + " sleeps for ever although " + there +
                                    ", and no wake is on its way"};
      return;
    }
    if (isIdle(*task, state)) continue;
    if (first == kNoTask) first = task->key;
    if (!waits.empty()) waits += "; ";
    waits += shownName(task->key, state, names) + " waits for " + waitText(*task, state, names);
    if (const Lock* lock = state.lock(task->wantsLock); lock && lock->owner != kNoTask)
      waits += ", which " + shownName(lock->owner, state, names) + " holds";
  }
  if (first == kNoTask) {
    summary.verdict = Verdict::Finished;
    return;
  }
  summary.verdict = Verdict::Deadlock;
  summary.finding = Finding{"deadlock", first, last, waits};
}

}  // namespace kts::engine
