// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/lost_wakeup.h"

namespace kts::engine {

namespace {

using namespace task_word;

Function functionOf(const task_struct& task) {
  return task.calls ? task.callStack[task.calls - 1] : Function::None;
}

bool sleeps(const task_struct& task) { return task.word.peek() & kAsleep && !task.timerPending; }

// ---- a list, and who serves it

bool wakeOwedFor(const list_head& list, const SeenState& state) {
  for (std::uint32_t link = list.next.peek(), most = state.requestCount(); link != 0 && most > 0; --most) {
    const kthread_create_info& request = state.request(link - 1);
    const task_struct& caller = state.task(request.caller->id);
    if (caller.owesWake && functionOf(caller) != Function::WaitForCompletion) return true;
    link = request.next;
  }
  return false;
}

TaskId serverInVain(const SeenState& state) {
  const list_head& list = state.of(*state.world().lists().front());
  if (list.next.peek() == 0) return kNoTask;
  if (list.id.type() == ObjectType::CreateList) {
    const TaskId id = state.of(state.kernel().kthreaddWord()).peek() - 1;
    if (id == kNoTask || !sleeps(state.task(id))) return kNoTask;
    const task_struct& kthreadd = state.task(id);
    const bool idles = !kthreadd.waitsFor && functionOf(kthreadd) == Function::Kthreadd;
    return idles && !wakeOwedFor(list, state) ? id : kNoTask;
  }
  for (const completion* queue : state.world().waitQueues())
    for (TaskId id = state.of(*queue).firstWaiter; id != kNoTask; id = state.task(id).nextWaiter)
      if (sleeps(state.task(id)) && !wakeOwedFor(list, state)) return id;
  return kNoTask;
}

// ---- a stop

bool stopIsOnItsWay(const SeenState& state, bool ownInfo) {
  for (TaskId id = 0; id < state.taskCount(); ++id) {
    const task_struct& task = state.task(id);
    if (functionOf(task) == Function::KthreadStop && (ownInfo ? task.owesWake : task.op.kind != OpKind::Lock))
      return true;
  }
  return false;
}

bool stoppable(const task_struct& task) {
  const Function function = functionOf(task);
  return sleeps(task) && !task.waitsFor && (function == Function::Kthread || function == Function::ThreadFn);
}

TaskId stoppedInVain(const SeenState& state) {
  const TaskId id = state.of(state.kernel().stop()).k.peek() - 1;
  if (id == kNoTask || !stoppable(state.task(id)) || stopIsOnItsWay(state, false)) return kNoTask;
  return id;
}

// ---- a completion

const completion* completionAt(ObjectId object, const SeenState& state) {
  switch (object.type()) {
    case ObjectType::Done:
    case ObjectType::DoneLock: return &state.request(object.index()).done;
    case ObjectType::Started:
    case ObjectType::StartedLock: return &state.request(object.index()).started;
    case ObjectType::StopDone:
    case ObjectType::StopDoneLock: return &state.of(state.kernel().stopDone());
    case ObjectType::Exited:
    case ObjectType::ExitedLock:
      if (const OwnStop* own = state.kernel().ownStop(object.index())) return &own->exited;
      return nullptr;
    default: return nullptr;
  }
}

// Its lock may be a part of its own.
bool isLocked(const completion& x, ObjectId object, const SeenState& state) {
  const bool ofStop = object.type() == ObjectType::StopDone || object.type() == ObjectType::StopDoneLock;
  return (ofStop ? state.of(state.kernel().stopDone().wait_lock) : x.wait_lock).word.peek() != 0;
}

TaskId waiterInVain(ObjectId object, const SeenState& state) {
  const completion* x = completionAt(object, state);
  if (!x || x->done == 0 || isLocked(*x, object, state)) return kNoTask;
  for (TaskId id = x->firstWaiter; id != kNoTask; id = state.task(id).nextWaiter)
    if (!sleeps(state.task(id))) return kNoTask;
  return x->firstWaiter;
}

// The one who has gone to sleep just now, where nobody else's step can have been the last that was missing.
TaskId moverInVain(const task_struct& mover, const SeenState& state) {
  if (!sleeps(mover)) return kNoTask;
  if (completionAt(mover.waitsFor, state)) return waiterInVain(mover.waitsFor, state);
  const OwnStop* own = state.kernel().ownStop(mover.id);
  const bool told = own && own->word.peek() & OwnStop::kShouldStop;
  return told && stoppable(mover) && !stopIsOnItsWay(state, true) ? mover.id : kNoTask;
}

}  // namespace

TaskId asleepInVain(const SeenState& state, TaskId mover, OpKind made, ObjectId object) {
  if (const TaskId id = serverInVain(state); id != kNoTask) return id;
  if (const TaskId id = stoppedInVain(state); id != kNoTask) return id;
  if (made == OpKind::Schedule) return moverInVain(state.task(mover), state);
  return made == OpKind::Unlock ? waiterInVain(object, state) : kNoTask;
}

}  // namespace kts::engine
