// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/runtime/snapshot.h"

namespace kts::engine {

namespace {

void addTask(ProtocolState& state, const Kthread& kernel, const task_struct& from) {
  Task& task = state.addFirstTask(from.id);
  const std::uint32_t word = from.word.peek();
  task.pid = from.pid;
  task.parent = from.parent;
  task.comm = from.comm;
  task.state = task_word::stateOf(word);
  task.asleep = word & task_word::kAsleep;
  task.onCpu = !task.asleep;
  task.started = word & task_word::kStarted;
  task.signalPending = word & task_word::kSignalPending;
  task.freezing = word & task_word::kFreezing;
  task.frozen = word & task_word::kFrozen;
  task.timerPending = from.timerPending;
  const OwnStop* own = kernel.ownStop(from.id);
  task.shouldStop = own && own->word.peek() & OwnStop::kShouldStop;
  task.children = from.children;
  task.cloneFlags = from.clone_flags;
  task.exitCode = from.exit_code;
  task.wantsLock = from.wantsLock;
  task.waitsFor = from.waitsFor;
  task.bornOf = task.request = from.bornOf;
  task.env = from.env;
  task.origin(Inherited::Fs).task = from.env.fs;
  task.origin(Inherited::Files).task = from.env.files;
  if (kernel.buffersStores())
    for (const BufferedStore& store : kernel.storesOf(from.id).all())
      task.stores.push_back({store.kind.event, store.object, store.arg, store.request});
  task.calls = from.calls;
  for (std::size_t at = 0; at < from.calls; ++at) task.callStack[at].function = from.callStack[at];
}

void addLock(ProtocolState& state, const Kthread& kernel, const lock_base& from) {
  const std::uint32_t owner = from.word.peek();
  if (owner == 0 && from.firstArrived == kNoTask) return;
  Lock& lock = state.locks.ensure(from.id.value);
  lock.owner = owner - 1;
  lock.depth = owner != 0;
  for (TaskId at = from.firstArrived; at != kNoTask; at = kernel.task(at).nextArrived)
    lock.waiters.push_back(at);
}

void addCompletion(ProtocolState& state, const Kthread& kernel, const completion& from) {
  if (!from.initialised) return;
  Completion& completion = state.completions.ensure(from.id.value);
  completion.done = from.done;
  for (TaskId at = from.firstWaiter; at != kNoTask; at = kernel.task(at).nextWaiter)
    completion.waiters.push_back(at);
}

void addRequest(ProtocolState& state, const Kthread& kernel, const kthread_create_info& from) {
  addLock(state, kernel, from.done.wait_lock);
  addLock(state, kernel, from.started.wait_lock);
  if (!from.alive) return;
  addCompletion(state, kernel, from.done);
  addCompletion(state, kernel, from.started);
  Request& request = state.requests.ensure(from.id);
  request.caller = from.caller->id;
  request.comm = from.comm;
  request.resultStored = from.resultStored;
  if (from.resultStored)
    request.result = IS_ERR(from.result) ? PTR_ERR(from.result) : from.result ? from.result->pid : 0;
}

}  // namespace

ProtocolState stateOf(const Kthread& kernel) {
  ProtocolState state;
  for (TaskId id = 0; id < kernel.taskCount(); ++id)
    if (!kernel.task(id).gone) addTask(state, kernel, kernel.task(id));
  for (const lock_base* lock : kernel.worldLocks()) addLock(state, kernel, *lock);
  for (TaskId id = 0; id < kernel.taskCount(); ++id)
    if (const OwnStop* own = kernel.ownStop(id)) {
      addLock(state, kernel, own->exited.wait_lock);  // who stops it may come to it after its end
      if (!kernel.task(id).gone) addCompletion(state, kernel, own->exited);
    }
  addCompletion(state, kernel, kernel.stopDone());
  for (RequestId id = 0; id < kernel.requestCount(); ++id) addRequest(state, kernel, kernel.request(id));
  for (TaskId id = 0; id < kernel.taskCount(); ++id)
    if (Request* request = state.requests.find(kernel.task(id).bornOf)) request->child = id;
  for (const list_head* head : kernel.lists())
    if (const auto list = kernel.requestsIn(*head); !list.empty())
      state.lists.ensure(head->id.value).requests = list;
  for (const completion* queue : kernel.waitQueues()) addCompletion(state, kernel, *queue);
  state.countWaiting();
  state.helperWq = kernel.hasHelperWq();
  state.stop = kernel.stopInfo();
  state.kthreaddTask = kernel.kthreaddTask();
  return state;
}

}  // namespace kts::engine
