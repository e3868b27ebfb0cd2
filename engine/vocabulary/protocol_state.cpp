// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/protocol_state.h"

namespace kts {

namespace {

bool isSleepState(TaskState state) {
  return state == TaskState::Interruptible || state == TaskState::Uninterruptible;
}

// Who waits for a mutex, a semaphore or the big kernel lock leaves its CPU; who waits for a spinlock does
// not.
bool spins(ObjectId lock) {
  const ObjectClass objectClass = infoOf(lock.type()).objectClass;
  return objectClass == ObjectClass::SpinLock || objectClass == ObjectClass::RwLock;
}

}  // namespace

LaneState laneStateOf(const Task& task, const ProtocolState& state) {
  if (task.state == TaskState::Zombie) return LaneState::Zombie;
  if (!task.started) return LaneState::Newborn;
  if (task.asleep && task.frozen) return LaneState::Frozen;
  if (task.asleep) return task.state == TaskState::Interruptible ? LaneState::Sleeping : LaneState::Blocked;
  if (!task.onCpu) return LaneState::Waking;
  if (task.wantsLock) {
    const Lock* lock = state.lock(task.wantsLock);
    const bool held = lock && lock->owner != kNoTask && lock->owner != task.key;
    if (held) return spins(task.wantsLock) ? LaneState::Spinning : LaneState::Blocked;
  }
  if (isSleepState(task.state)) return LaneState::AboutToSleep;
  // What a fork has made is a kernel thread, and never outside the kernel.
  return task.calls || task.bornSeq > 0 ? LaneState::Running : LaneState::User;
}

bool Task::isIn(Function function) const {
  for (int at = 0; at < calls; ++at)
    if (callStack[at].function == function) return true;
  return false;
}

bool Task::operator==(const Task& o) const {
  return key == o.key && pid == o.pid && parent == o.parent && comm == o.comm && state == o.state &&
         asleep == o.asleep && started == o.started && signalPending == o.signalPending &&
         timerPending == o.timerPending && freezing == o.freezing && frozen == o.frozen &&
         shouldStop == o.shouldStop && calls == o.calls && children == o.children &&
         cloneFlags == o.cloneFlags && exitCode == o.exitCode && wantsLock == o.wantsLock &&
         waitsFor == o.waitsFor && bornOf == o.bornOf && env == o.env && callStack == o.callStack &&
         stores == o.stores;
}

void Request::clear() {
  key = kNoRequest, caller = child = kNoTask, result = 0, resultStored = false, comm = {};
  phase = Phase::Prepared;
  seqOf.fill(kNever);
  nsOf.fill(0);
}

bool Request::operator==(const Request& o) const {
  return key == o.key && caller == o.caller && child == o.child && result == o.result &&
         resultStored == o.resultStored && comm == o.comm;
}

bool ProtocolState::operator==(const ProtocolState& o) const {
  return tasks == o.tasks && locks == o.locks && completions == o.completions && lists == o.lists &&
         requests == o.requests && stop == o.stop && kthreaddTask == o.kthreaddTask && helperWq == o.helperWq;
}

const std::vector<RequestId>& ProtocolState::list(ObjectId id) const {
  static const std::vector<RequestId> kEmpty;
  const RequestList* list = lists.find(id.value);
  return list ? list->requests : kEmpty;
}

void ProtocolState::countWaiting() {
  waiting.fill(0);
  completions.forEach([&](const Completion& completion) {
    waitersOf(completion.id()) += static_cast<std::uint16_t>(completion.waiters.size());
  });
}

void ProtocolState::dropCompletion(ObjectId id) {
  const Completion* completion = completions.find(id.value);
  if (!completion) return;
  waitersOf(id) -= static_cast<std::uint16_t>(completion->waiters.size());
  completions.remove(id.value);
}

Task& ProtocolState::addFirstTask(TaskId id) {
  Task& task = tasks.ensure(id);
  task.lane = fixedLanes++;
  task.onCpu = true;
  task.env.fs = task.env.files = id;
  task.origins.fill({kNever, id, Function::None});
  lanes.push_back(id);
  return task;
}

}  // namespace kts
