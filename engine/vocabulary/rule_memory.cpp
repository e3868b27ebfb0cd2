// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/rule_memory.h"

namespace kts {

namespace {

bool isSpinlock(ObjectId lock) {
  const ObjectClass objectClass = infoOf(lock.type()).objectClass;
  return objectClass == ObjectClass::SpinLock || objectClass == ObjectClass::RwLock;
}

bool isCompletion(ObjectId object) { return infoOf(object.type()).objectClass == ObjectClass::Completion; }

// Forks for a request are made in one of these; a thread's own are not its request's.
bool makesThread(const Task* task) {
  return task && (task->isIn(Function::CreateKthread) || task->isIn(Function::KeventdCreate));
}

}  // namespace

std::string RuleCase::who(TaskId task) const {
  return names.empty() ? "task " + std::to_string(task) : shownName(task, state, names);
}

ObjectId lockOfList(ObjectId list) {
  switch (list.type()) {
    case ObjectType::CreateList: return ObjectId(ObjectType::CreateLock);
    case ObjectType::Worklist: return ObjectId(ObjectType::WorkLock);
    default: return {};
  }
}

ObjectId listOfLock(ObjectId lock) {
  switch (lock.type()) {
    case ObjectType::CreateLock: return ObjectId(ObjectType::CreateList);
    case ObjectType::WorkLock: return ObjectId(ObjectType::Worklist);
    default: return {};
  }
}

ObjectId completionOf(ObjectId object) {
  if (isCompletion(object)) return object;
  if (object.value >> 24 == 0) return {};
  const ObjectId before(static_cast<ObjectType>((object.value >> 24) - 1), object.index());
  return isCompletion(before) && waitLockOf(before) == object ? before : ObjectId();
}

void RuleMemory::wake(const ProtocolState& before, const Noted& now) {
  const Event& event = now.event;
  if (event.object.type() != ObjectType::Task || !before.task(event.object.index())) return;
  OfTask& target = tasks.ensure(event.object.index());
  target.wake = now;
  if (OfRequest* own = requests.find(event.request)) own->owesWake = false;
  const Request* request = before.request(event.request);
  if (request && request->caller == event.task && request->phase < Phase::Dequeued)
    requests.ensure(event.request).wake = now;
  if (event.effect == Effect::NobodyThere) return;
  target.woken = true;
  const Task* waker = before.task(event.task);
  const bool stops = waker && waker->isIn(Function::KthreadStop);
  if (!stops && target.firstWake.seq == kNever) target.firstWake = now;
}

void RuleMemory::drop(TaskId task) {
  OfTask* of = tasks.find(task);
  if (!of || of->references == 0) return;
  if (--of->references == 0 && of->released) tasks.remove(task);
}

void RuleMemory::release(const ProtocolState& before, ObjectId object) {
  const Task* gone = object.type() == ObjectType::Task ? before.task(object.index()) : nullptr;
  OfTask* of = gone ? tasks.find(gone->key) : nullptr;
  if (!of) return;
  if (of->references == 0) return tasks.remove(gone->key);
  of->released = true;
  of->comm = gone->comm;
}

// Only what a rule asks for is kept; what is dead is forgotten. A store that still waits in its buffer has
// done nothing, except that its task has said which state it sets.
void RuleMemory::remember(const ProtocolState& before, const Event& told) {
  const Noted now{before.seq, told};
  const Event event = asStored(told);
  if (told.effect == Effect::Buffered && told.kind != EventKind::SetStatePlain) return;
  switch (event.kind) {
    case EventKind::LockWanted: tasks.ensure(event.task).wanted = now; return;
    case EventKind::LockTaken:
      if (isSpinlock(event.object)) ++tasks.ensure(event.task).spinlocks;
      return;
    case EventKind::LockReleased:
      if (OfTask* self = tasks.find(event.task); self && self->spinlocks > 0 && isSpinlock(event.object))
        --self->spinlocks;
      if (OfList* list = lists.find(listOfLock(event.object).value); list && list->changer == event.task)
        list->changer = kNoTask;
      return;
    case EventKind::ListAddTail:
      requests.ensure(event.request).added = now;
      requests.ensure(event.request).owesWake = true;
      [[fallthrough]];
    case EventKind::ListDelInit:
      if (const Lock* lock = before.lock(lockOfList(event.object)); lock && lock->owner == event.task)
        lists.ensure(event.object.value).changer = event.task;
      return;
    case EventKind::Fork:
      if (event.request != kNoRequest && makesThread(before.task(event.task)))
        requests.ensure(event.request).forked = event.arg;
      return;
    case EventKind::InitCompletion: completions.remove(event.object.value); return;
    case EventKind::CompletionTaken: tasks.ensure(event.task).waitedFor = event.object; return;
    case EventKind::Return:
      if (event.arg != static_cast<std::int32_t>(Function::WaitForCompletion)) return;
      if (OfTask* self = tasks.find(event.task); self && self->waitedFor) {
        completions.ensure(self->waitedFor.value).returned = event.task;
        self->waitedFor = {};
      }
      return;
    case EventKind::FrameDead:
      requests.remove(event.request);
      for (const ObjectType type : {ObjectType::Done, ObjectType::Started})
        completions.remove(ObjectId(type, event.request).value);
      return;
    case EventKind::Call:
      if (event.arg == static_cast<std::int32_t>(Function::ThreadFn))
        tasks.ensure(event.task).ranFunction = true;
      return;
    case EventKind::SetState:
    case EventKind::SetStatePlain:
      if (event.arg == static_cast<std::int32_t>(TaskState::Running)) return;
      if (told.kind == EventKind::StoreDrained) tasks.ensure(event.task).stateSeen = now;
      else tasks.ensure(event.task).stateSet = now, tasks.ensure(event.task).stateSeen = {};
      return;
    case EventKind::Schedule:
      if (event.effect == Effect::Slept) tasks.ensure(event.task).slept = now;
      return;
    case EventKind::ListEmpty:
    case EventKind::ShouldStop: tasks.ensure(event.task).looked = now; return;
    case EventKind::WaitQueued: tasks.ensure(event.task).queued = now; return;
    case EventKind::WakeTookEffect: return wake(before, now);
    case EventKind::FreezeTask:  // a wake, and nobody's leave to run
    case EventKind::ThawTask: tasks.ensure(event.object.index()).wake = now; return;
    case EventKind::StopRequested: stop = {static_cast<TaskId>(event.arg), std::nullopt, now}; return;
    case EventKind::StopResult:
      if (event.object.type() == ObjectType::Task) tasks.ensure(event.task).given = event.arg;
      else if (event.task == stop.victim) stop.given = event.arg;
      return;
    case EventKind::ShouldStopSet: tasks.ensure(event.object.index()).asked = now; return;
    case EventKind::Exit: tasks.ensure(event.task).exited = now; return;
    case EventKind::GetTask: ++tasks.ensure(event.object.index()).references; return;
    case EventKind::PutTask: return drop(event.object.index());
    case EventKind::Release: return release(before, event.object);
    default: return;
  }
}

}  // namespace kts
