// SPDX-License-Identifier: GPL-2.0-or-later
// apply(): what each kind of event does to the state.
#include <algorithm>
#include <utility>

#include "engine/vocabulary/protocol_state.h"

namespace kts {

namespace {

constexpr std::size_t indexOf(Phase phase) { return static_cast<std::size_t>(phase); }

// False when it was not in there.
bool erase(std::vector<TaskId>& from, TaskId task) {
  const auto at = std::find(from.begin(), from.end(), task);
  return at != from.end() && (from.erase(at), true);
}

// The fold of one event: a task did it, at a moment, to an object.
struct Fold {
  ProtocolState& state;
  const Event& event;
  Task* self;  // null when the event's task is unknown

  Task* target() {
    return event.object.type() == ObjectType::Task ? state.tasks.find(event.object.index()) : nullptr;
  }
  Request* request() { return state.requests.find(event.request); }

  void since(Task& task) {
    task.sinceSeq = state.seq;
    task.sinceNs = event.tNs;
  }
  void enter(Phase phase) {
    Request* request = this->request();
    if (!request) return;
    request->phase = phase;
    request->seqOf[indexOf(phase)] = state.seq;
    request->nsOf[indexOf(phase)] = event.tNs;
  }

  void call() {
    if (!self) return;
    if (self->calls < kMaxCalls)
      self->callStack[self->calls++] = {static_cast<Function>(event.arg), event.site, state.seq};
  }
  void leave() {
    if (!self || self->calls == 0) return;
    --self->calls;
    self->callStack[self->calls] = {};
    if (static_cast<Function>(event.arg) == Function::KthreadCreate) ++state.finishedRequests;
  }

  // What the event's kind does is left until the store reaches memory.
  void buffer() {
    if (self && self->stores.size() < kMaxStores)
      self->stores.push_back({event.kind, event.object, event.arg, event.request});
  }

  void setState() {
    if (!self) return;
    self->state = static_cast<TaskState>(event.arg);
    since(*self);
  }
  void comeToCpu() {
    if (!self) return;
    self->onCpu = true;
    if (event.kind == EventKind::FirstRun) self->started = true;
    since(*self);
  }
  void schedule() {
    if (!self) return;
    if (event.effect == Effect::Slept) {
      self->asleep = true;
      self->onCpu = false;
    } else {
      self->state = TaskState::Running;
      self->timerPending = false;
    }
    since(*self);
  }
  void wake(Task* task) {
    if (!task || (event.effect != Effect::Woke && event.effect != Effect::KeptAwake)) return;
    task->state = TaskState::Running;
    task->asleep = false;
    task->timerPending = false;
    since(*task);
  }
  void markFrozen(Task* task, bool freezing, bool frozen) {
    if (!task || event.effect == Effect::NobodyThere) return;
    if (event.kind != EventKind::ThawTask) task->signalPending = freezing;
    task->freezing = freezing;
    task->frozen = frozen;
    since(*task);
  }

  void wantLock() {
    Lock& lock = state.locks.ensure(event.object.value);
    lock.waiters.push_back(event.task);
    if (!self) return;
    self->wantsLock = event.object;
    since(*self);
  }
  void takeLock() {
    Lock& lock = state.locks.ensure(event.object.value);
    erase(lock.waiters, event.task);
    lock.owner = event.task;
    ++lock.depth;
    lock.sinceSeq = state.seq;
    if (!self) return;
    self->wantsLock = {};
    since(*self);
  }
  void releaseLock() {
    Lock* lock = state.locks.find(event.object.value);
    if (!lock) return;
    if (lock->depth > 0) --lock->depth;
    if (lock->depth > 0) return;
    lock->owner = kNoTask;
    if (lock->waiters.empty()) state.locks.remove(event.object.value);
  }

  void enqueue() {
    state.lists.ensure(event.object.value).requests.push_back(event.request);
    enter(Phase::Enqueued);
  }
  void dequeue() {
    RequestList* list = state.lists.find(event.object.value);
    if (!list) return;
    auto& requests = list->requests;
    if (const auto at = std::find(requests.begin(), requests.end(), event.request); at != requests.end())
      requests.erase(at);
    if (requests.empty()) state.lists.remove(event.object.value);
    enter(Phase::Dequeued);
  }

  void initCompletion() {
    state.dropCompletion(event.object);
    state.completions.ensure(event.object.value);
  }
  void complete() {
    if (Completion* completion = state.completions.find(event.object.value))
      completion->done = static_cast<std::uint32_t>(event.arg);
    if (event.object.type() == ObjectType::Started) enter(Phase::Started);
    if (event.object.type() == ObjectType::Done) enter(Phase::Done);
  }
  void queueWaiter() {
    if (Completion* completion = state.completions.find(event.object.value))
      completion->waiters.push_back(event.task), ++state.waitersOf(event.object);
    if (!self) return;
    self->waitsFor = event.object;
    since(*self);
  }
  void leaveQueue() {
    Completion* completion = state.completions.find(event.object.value);
    if (completion && erase(completion->waiters, event.task)) --state.waitersOf(event.object);
    if (self && self->waitsFor == event.object) self->waitsFor = {};
  }
  void takeCompletion() {
    if (Completion* completion = state.completions.find(event.object.value))
      completion->done = static_cast<std::uint32_t>(event.arg);
  }

  void prepareRequest() {
    Request& request = state.requests.ensure(event.request);
    request.caller = event.task;
    request.comm = {static_cast<NameId>(event.arg), event.request + 1};
    enter(Phase::Prepared);
  }
  void storeResult() {
    Request* request = this->request();
    if (!request) return;
    request->result = event.arg;
    request->resultStored = true;
  }
  void endFrame() {
    enter(Phase::Returned);
    for (const ObjectType type : {ObjectType::Done, ObjectType::Started})
      state.dropCompletion(ObjectId(type, event.request));
    state.requests.remove(event.request);
  }

  void fork() {
    const std::int32_t flags = self ? std::exchange(self->cloneFlags, 0) : 0;
    if (event.effect != Effect::Forked || event.object.type() != ObjectType::Task) return;
    const TaskId parent = event.task;
    Environment env;
    Name comm;
    std::array<Origin, kInherited> origins;
    const Origin here{state.seq, parent, self ? self->function() : Function::None};
    if (self) {
      env = self->env, comm = self->comm, origins = self->origins;
      ++self->children;
    }
    Task& child = state.tasks.ensure(event.object.index());
    const TaskId id = child.key;
    child.clear();
    child.key = id;
    child.pid = event.arg;
    child.parent = parent;
    child.comm = comm;
    child.started = false;
    child.bornOf = child.request = event.request;
    child.env = env;
    child.origins = origins;
    if (env.flags & kPfNofreeze) child.env.flags &= ~kPfNofreeze, child.origin(Inherited::Flags) = here;
    if (!(flags & kCloneFs)) child.env.fs = id, child.origin(Inherited::Fs) = here;
    if (!(flags & kCloneFiles)) child.env.files = id, child.origin(Inherited::Files) = here;
    child.lastSeq = child.bornSeq = state.seq;
    giveLane(child);
    since(child);
    ++state.createdTasks;
    if (Request* request = this->request()) request->child = id;
    enter(Phase::Forked);
    self = state.tasks.find(parent);  // the table may have moved
  }
  void giveLane(Task& child) {
    std::size_t lane = state.fixedLanes;
    while (lane < state.lanes.size() && state.lanes[lane] != kNoTask) ++lane;
    if (lane == state.lanes.size()) state.lanes.push_back(kNoTask);
    state.lanes[lane] = child.key;
    child.lane = static_cast<std::uint16_t>(lane);
  }

  void exit() {
    if (!self) return;
    self->exitCode = event.arg;
    self->state = TaskState::Zombie;
    since(*self);
    if (self->children > 0) reparent(event.task);
  }
  // Orphans become children of PID 1.
  void reparent(TaskId parent) {
    Task* init = nullptr;
    state.tasks.forEach([&](Task& task) { if (task.pid == 1) init = &task; });
    state.tasks.forEach([&](Task& task) {
      if (task.parent != parent) return;
      task.parent = init ? init->key : kNoTask;
      if (init) ++init->children;
    });
    self->children = 0;
  }
  void bury(const Task& task) {
    if (Task* parent = state.tasks.find(task.parent); parent && parent->children > 0) --parent->children;
    if (task.lane < state.lanes.size() && state.lanes[task.lane] == task.key)
      state.lanes[task.lane] = kNoTask;
    state.dropCompletion(ObjectId(ObjectType::Exited, task.key));  // it was on its stack
    state.tasks.remove(task.key);
  }

  void stop() {
    switch (event.kind) {
      case EventKind::StopRequested: state.stop.k = static_cast<TaskId>(event.arg); break;
      case EventKind::StopCleared: state.stop.k = kNoTask; break;
      case EventKind::StopResult:
        if (event.object.type() != ObjectType::Task) state.stop.err = event.arg;
        else if (self) self->exitCode = event.arg;
        break;
      default:
        if (Task* told = state.tasks.find(event.object.index())) told->shouldStop = true;
    }
  }

  void environment() {
    Task* task = target() ? target() : self;
    if (!task) return;
    const auto comesFromHere = [&](Inherited field) {
      task->origin(field) = {state.seq, event.task, self ? self->function() : Function::None};
    };
    switch (event.kind) {
      case EventKind::SetComm:
        task->comm = {static_cast<NameId>(event.arg), event.request == kNoRequest ? 0 : event.request + 1};
        break;
      case EventKind::SetNice:
        task->env.nice = event.arg;
        return comesFromHere(Inherited::Nice);
      case EventKind::SetCpus:
        task->env.cpusAllowed = maskFromArg(event.arg);
        return comesFromHere(Inherited::Cpus);
      case EventKind::SetBlocked:
        task->env.blocked = maskFromArg(event.arg);
        return comesFromHere(Inherited::Blocked);
      case EventKind::FlushSignals: task->signalPending = false; break;
      case EventKind::IgnoreChildren:
        task->env.ignoresSigchld = true;
        return comesFromHere(Inherited::Sigchld);
      case EventKind::SetFiles:
        task->env.fs = task->env.files = static_cast<TaskId>(event.arg);
        comesFromHere(Inherited::Fs);
        return comesFromHere(Inherited::Files);
      case EventKind::SetFlags:
        task->env.flags = static_cast<std::uint32_t>(event.arg);
        return comesFromHere(Inherited::Flags);
      default: break;
    }
  }

  void release() {
    if (Task* gone = target()) bury(*gone);
  }

  void run();
};

void Fold::run() {
  switch (event.kind) {
    case EventKind::Call: return call();
    case EventKind::Return: return leave();
    case EventKind::FirstRun:
    case EventKind::Resumed: return comeToCpu();
    case EventKind::SetState:
    case EventKind::SetStatePlain: return setState();
    case EventKind::Schedule: return schedule();
    case EventKind::WakeTookEffect: return wake(target());
    case EventKind::TimerExpired:
      if (self) self->timerPending = false;
      return wake(self);
    case EventKind::ScheduleTimeout:
      if (self) self->timerPending = true;
      return;
    case EventKind::LockWanted: return wantLock();
    case EventKind::LockTaken: return takeLock();
    case EventKind::LockReleased: return releaseLock();
    case EventKind::ListAddTail: return enqueue();
    case EventKind::ListDelInit: return dequeue();
    case EventKind::InitCompletion: return initCompletion();
    case EventKind::Complete: return complete();
    case EventKind::WaitQueued: return queueWaiter();
    case EventKind::WaitLeft: return leaveQueue();
    case EventKind::CompletionTaken: return takeCompletion();
    case EventKind::RequestPrepared: return prepareRequest();
    case EventKind::ResultStored: return storeResult();
    case EventKind::FrameDead: return endFrame();
    case EventKind::KernelThread:
      if (self) self->cloneFlags = event.arg;
      return;
    case EventKind::Fork: return fork();
    case EventKind::Exit: return exit();
    case EventKind::Release: return release();
    case EventKind::KthreaddTaskSet: return void(state.kthreaddTask = static_cast<TaskId>(event.arg));
    case EventKind::StopRequested:
    case EventKind::StopCleared:
    case EventKind::StopResult:
    case EventKind::ShouldStopSet: return stop();
    case EventKind::SetComm:
    case EventKind::SetNice:
    case EventKind::SetCpus:
    case EventKind::SetBlocked:
    case EventKind::FlushSignals:
    case EventKind::IgnoreChildren:
    case EventKind::SetFiles:
    case EventKind::SetFlags: return environment();
    case EventKind::HelperWqSet: return void(state.helperWq = true);
    case EventKind::FreezeTask: return markFrozen(target(), true, false), wake(target());
    case EventKind::ThawTask: return markFrozen(target(), false, false), wake(target());
    case EventKind::FreezeCancelled: return markFrozen(target(), false, false);
    case EventKind::Frozen: return markFrozen(event.effect == Effect::Freezes ? self : nullptr, false, true);
    case EventKind::WakeIssued:
    case EventKind::GetTask:
    case EventKind::PutTask:
    case EventKind::WaitInactive:
    case EventKind::ListEmpty:
    case EventKind::RequestCopied:
    case EventKind::ResultRead:
    case EventKind::FindTaskByPid:
    case EventKind::ShouldStop:
    case EventKind::VforkDoneRead:
    case EventKind::VforkDoneCleared:
    case EventKind::StopReturned:
    case EventKind::FreezePass:
    case EventKind::FreezeRefused:
    case EventKind::Yield:
    case EventKind::UserEntered:
    case EventKind::WalkChildren:
    case EventKind::CountActive:
    case EventKind::StoreDrained: return;
  }
}

}  // namespace

void apply(ProtocolState& state, const Event& event) {
  const Event stored = asStored(event);
  Fold fold{state, stored, state.tasks.find(event.task)};
  const bool drained = event.kind == EventKind::StoreDrained;
  if (Task* self = fold.self) {
    self->lastSeq = state.seq;
    if (!drained) {  // which is nothing that the task itself does, and is on no line of it
      self->site = event.site;
      self->request = event.request;
      if (self->calls) self->callStack[self->calls - 1].site = event.site;
    } else if (!self->stores.empty()) self->stores.erase(self->stores.begin());
  }
  event.effect == Effect::Buffered ? fold.buffer() : fold.run();
  ++state.seq;
  state.tNs = event.tNs;
}

}  // namespace kts
