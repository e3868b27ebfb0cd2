// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/ending.h"

#include <algorithm>

#include "engine/vocabulary/object_table.h"

namespace kts {

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
    case Function::ThreadFn: return state.stop.k != task.key && !task.shouldStop;
    case Function::DoWait:
    case Function::WorkerThread: return true;  // of a queue that has no more work
    default: return false;
  }
}

}  // namespace

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
  if (stoppable && (state.stop.k == task.key || task.shouldStop)) return "it has been asked to stop";
  return {};
}

namespace {

// Whose turn it is to serve a request that still lies in a list: kthreadd, or the worker of its queue.
TaskId serverOf(RequestId request, const ProtocolState& state) {
  const auto lies = [&](ObjectId list) {
    return std::ranges::find(state.list(list), request) != state.list(list).end();
  };
  if (lies(kCreateList)) return state.kthreaddTask;
  if (!lies(kWorklist)) return kNoTask;
  TaskId server = kNoTask;
  state.tasks.forEach([&](const Task& task) {
    const bool idles = task.waitsFor.type() == ObjectType::MoreWork;
    if (task.isIn(Function::WorkerThread) && (server == kNoTask || idles)) server = task.key;
  });
  return server;
}

// Who alone could end this task's wait, as far as the state tells.
TaskId blockerOf(const Task& task, const ProtocolState& state) {
  if (const Lock* lock = state.lock(task.wantsLock)) return lock->owner;
  switch (task.waitsFor.type()) {
    case ObjectType::Done: {
      const RequestId request = task.waitsFor.index();
      TaskId maker = serverOf(request, state);
      state.tasks.forEach([&](const Task& other) {
        const bool makes = other.isIn(Function::CreateKthread) || other.isIn(Function::KeventdCreate);
        if (makes && other.request == request) maker = other.key;
      });
      return maker;
    }
    case ObjectType::Started: {
      const Request* request = state.request(task.waitsFor.index());
      return request ? request->child : kNoTask;
    }
    case ObjectType::Exited: return task.waitsFor.index();
    case ObjectType::StopDone: {  // who has exited completes nothing more
      const Task* victim = state.task(state.stop.k);
      return victim && victim->state != TaskState::Zombie ? victim->key : kNoTask;
    }
    default: return kNoTask;
  }
}

// Those who wait for each other in a circle, beginning with the first of them; empty when nobody does.
std::vector<TaskId> cycleIn(const ProtocolState& state) {
  for (const Task* first : state.tasks.sorted()) {
    std::vector<TaskId> chain{first->key};
    for (;;) {
      const Task* last = state.task(chain.back());
      const TaskId next = last ? blockerOf(*last, state) : kNoTask;
      if (next == first->key) return chain;
      if (next == kNoTask || std::ranges::find(chain, next) != chain.end()) break;
      chain.push_back(next);
    }
  }
  return {};
}

std::string waitSentence(const Task& task, const ProtocolState& state, Names names) {
  std::string text = shownName(task.key, state, names) + " waits for " + waitText(task, state, names);
  const TaskId blocker = blockerOf(task, state);
  if (blocker == kNoTask || blocker == task.key) return text;
  const std::string who = shownName(blocker, state, names);
  if (task.wantsLock) return text + ", which " + who + " holds";
  return text + (task.waitsFor.type() == ObjectType::Done ? ", which " + who + " has to serve"
                                                          : ", which " + who + " has to complete");
}

}  // namespace

std::vector<TaskId> stuckTasks(const ProtocolState& state) {
  std::vector<TaskId> stuck;
  for (const Task* task : state.tasks.sorted())
    if (!isIdle(*task, state)) stuck.push_back(task->key);
  return stuck;
}

void judgeEnding(const ProtocolState& state, Names names, RunSummary& summary) {
  const Seq last = summary.events ? summary.events - 1 : 0;
  std::string waits;
  TaskId first = kNoTask;
  const std::vector<TaskId> cycle = cycleIn(state);
  for (const TaskId id : cycle)
    waits += (waits.empty() ? "" : "; ") + waitSentence(*state.task(id), state, names);
  if (!cycle.empty()) first = cycle.front(), waits += ": each waits for the next, in a circle";
  for (const Task* task : state.tasks.sorted()) {
    if (const std::string there = whatIsThere(*task, state); !there.empty()) {
      summary.verdict = Verdict::LostWakeup;
      summary.finding = Finding{"lost-wakeup", task->key, last,
                                shownName(task->key, state, names) + " sleeps for ever although " + there +
                                    ", and no wake is on its way"};
      return;
    }
    if (isIdle(*task, state) || std::ranges::find(cycle, task->key) != cycle.end()) continue;
    if (first == kNoTask) first = task->key;
    waits += (waits.empty() ? "" : "; ") + waitSentence(*task, state, names);
  }
  if (first == kNoTask) {
    summary.verdict = Verdict::Finished;
    return;
  }
  summary.verdict = Verdict::Deadlock;
  summary.finding = Finding{"deadlock", first, last, waits};
}

}  // namespace kts
