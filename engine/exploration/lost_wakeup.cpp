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

bool wakeOwedFor(const list_head& list, const Kthread& kernel) {
  for (std::uint32_t link = list.next.peek(), most = kernel.requestCount(); link != 0 && most > 0; --most) {
    const kthread_create_info& request = kernel.request(link - 1);
    if (request.caller->owesWake && functionOf(*request.caller) != Function::WaitForCompletion) return true;
    link = request.next;
  }
  return false;
}

TaskId serverInVain(const World& world) {
  const list_head& list = *world.lists().front();
  if (list.next.peek() == 0) return kNoTask;
  const Kthread& kernel = world.kernel();
  if (list.id.type() == ObjectType::CreateList) {
    const TaskId id = kernel.kthreaddTask();
    if (id == kNoTask || !sleeps(kernel.task(id))) return kNoTask;
    const task_struct& kthreadd = kernel.task(id);
    const bool idles = !kthreadd.waitsFor && functionOf(kthreadd) == Function::Kthreadd;
    return idles && !wakeOwedFor(list, kernel) ? id : kNoTask;
  }
  for (const completion* queue : world.waitQueues())
    for (TaskId id = queue->firstWaiter; id != kNoTask; id = kernel.task(id).nextWaiter)
      if (sleeps(kernel.task(id)) && !wakeOwedFor(list, kernel)) return id;
  return kNoTask;
}

// ---- a stop

bool stopIsOnItsWay(const Kthread& kernel, bool ownInfo) {
  for (TaskId id = 0; id < kernel.taskCount(); ++id) {
    const task_struct& task = kernel.task(id);
    if (functionOf(task) == Function::KthreadStop && (ownInfo ? task.owesWake : task.op.kind != OpKind::Lock))
      return true;
  }
  return false;
}

bool stoppable(const task_struct& task) {
  const Function function = functionOf(task);
  return sleeps(task) && !task.waitsFor && (function == Function::Kthread || function == Function::ThreadFn);
}

TaskId stoppedInVain(const Kthread& kernel) {
  const TaskId id = kernel.stopInfo().k;
  if (id == kNoTask || !stoppable(kernel.task(id)) || stopIsOnItsWay(kernel, false)) return kNoTask;
  return id;
}

// ---- a completion

const completion* completionAt(ObjectId object, const Kthread& kernel) {
  switch (object.type()) {
    case ObjectType::Done:
    case ObjectType::DoneLock: return &kernel.request(object.index()).done;
    case ObjectType::Started:
    case ObjectType::StartedLock: return &kernel.request(object.index()).started;
    case ObjectType::StopDone:
    case ObjectType::StopDoneLock: return &kernel.stopDone();
    case ObjectType::Exited:
    case ObjectType::ExitedLock:
      if (const OwnStop* own = kernel.ownStop(object.index())) return &own->exited;
      return nullptr;
    default: return nullptr;
  }
}

TaskId waiterInVain(const completion& x, const Kthread& kernel) {
  if (x.done == 0 || x.wait_lock.word.peek() != 0) return kNoTask;
  for (TaskId id = x.firstWaiter; id != kNoTask; id = kernel.task(id).nextWaiter)
    if (!sleeps(kernel.task(id))) return kNoTask;
  return x.firstWaiter;
}

// The one who has gone to sleep just now, where nobody else's step can have been the last that was missing.
TaskId moverInVain(const task_struct& mover, const Kthread& kernel) {
  if (!sleeps(mover)) return kNoTask;
  if (const completion* x = completionAt(mover.waitsFor, kernel)) return waiterInVain(*x, kernel);
  const OwnStop* own = kernel.ownStop(mover.id);
  const bool told = own && own->word.peek() & OwnStop::kShouldStop;
  return told && stoppable(mover) && !stopIsOnItsWay(kernel, true) ? mover.id : kNoTask;
}

}  // namespace

TaskId asleepInVain(const World& world, TaskId mover, OpKind made, ObjectId object) {
  const Kthread& kernel = world.kernel();
  if (const TaskId id = serverInVain(world); id != kNoTask) return id;
  if (const TaskId id = stoppedInVain(kernel); id != kNoTask) return id;
  if (made == OpKind::Schedule) return moverInVain(kernel.task(mover), kernel);
  if (made != OpKind::Unlock) return kNoTask;
  const completion* x = completionAt(object, kernel);
  return x ? waiterInVain(*x, kernel) : kNoTask;
}

}  // namespace kts::engine
