// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/workqueue.h"

namespace kts::engine {

// ---- keventd, in either design

void Kthread::workBegins(At at) {
  enter(Function::RunWorkqueue, at);
  enter(Function::WorkFunction, at);
}

void Kthread::workEnds(At at) {
  leave(Function::WorkFunction, at);
  leave(Function::RunWorkqueue, at);
}

void Kthread::keventd_loop() {
  for (;;) {
    set_current_state(TaskState::Interruptible);
    schedule();
  }
}

// ---- the helper queue

Workqueue::Workqueue(Runtime& runtime) : Kthread(runtime) {
  m_more_work.id = ObjectId(ObjectType::MoreWork);
  m_more_work.wait_lock.id = ObjectId(ObjectType::MoreWorkLock);
  m_more_work.initialised = true;
}

// The work queue needs to start up first: before it exists, whoever asks forks.
void Workqueue::ask(kthread_create_info& create) {
  if (!readHelperWq()) {
    keventd_create_kthread(create);
  } else {
    queue_work(create);
    wait_for_completion(create.done);
  }
}

void Workqueue::queue_work(kthread_create_info& create) {
  enter(Function::QueueWork);
  spin_lock(m_lock);
  list_add_tail(create, m_worklist);
  wake_up(m_more_work);
  spin_unlock(m_lock);
  leave(Function::QueueWork);
}

void Workqueue::keventd_create_kthread(kthread_create_info& create) {
  enter(Function::KeventdCreate);
  // The thread takes no signals unless its function allows some: nothing of its maker's handlers is shared.
  const int pid = kernel_thread(kthreadEntry, &create, kCloneFs | kCloneFiles | kSigchld);
  if (pid < 0) {
    storeResult(create, ERR_PTR(pid));
  } else {
    wait_for_completion(create.started);
    read_lock_tasklist(pid);
    storeResult(create, find_task_by_pid(pid));
    read_unlock_tasklist();
  }
  complete(create.done);
  leave(Function::KeventdCreate);
}

void Workqueue::kthread_exit_files() {
  enter(Function::KthreadExitFiles);
  share_files(&task(0));  // init_task's
  leave(Function::KthreadExitFiles);
}

int Workqueue::kthread(kthread_create_info& create) {
  int ret = -EINTR;
  enter(Function::Kthread);
  kthread_exit_files();
  const ThreadFunction* threadfn = copyRequest(create);

  // Whoever made it directly may have left some open, or pending.
  block_signals(-1);
  flush_signals();

  // Its maker may be bound to one CPU.
  set_cpus_allowed(current(), -1);

  // From here on it can be woken: say that it is there, and sleep until somebody wakes or stops it.
  __set_current_state(TaskState::Interruptible);
  complete(create.started);
  schedule();

  if (!kthread_should_stop()) {
    enter(Function::ThreadFn);
    ret = threadfn->run(*this, *threadfn);
    leave(Function::ThreadFn);
  }
  if (kthread_should_stop()) {
    storeStopResult(ret);
    complete(m_stop.done);
  }
  leave(Function::Kthread);
  return 0;
}

// ---- the worker

void Workqueue::worker_begins() {
  enter(Function::WorkerThread);
  set_flags(current()->env.flags | kPfNofreeze);
  set_user_nice(current(), -5);
  block_signals(-1);
  flush_signals();
  // Ignoring SIGCHLD makes children autoreap: see do_exit().
  ignore_sigchld();
}

void Workqueue::worker_thread() {
  worker_begins();
  worker_loop();
  worker_ends();
}

void Workqueue::worker_loop() {
  set_current_state(TaskState::Interruptible);
  while (!kthread_should_stop()) {
    add_wait_queue(m_more_work);
    if (list_empty(m_worklist)) schedule();
    else __set_current_state(TaskState::Running);
    remove_wait_queue(m_more_work);

    if (!list_empty(m_worklist)) run_workqueue();
    set_current_state(TaskState::Interruptible);
  }
  __set_current_state(TaskState::Running);
}

// The item is not touched after its function has returned: so it may live on its owner's stack.
void Workqueue::run_workqueue() {
  enter(Function::RunWorkqueue);
  spin_lock(m_lock);
  while (!list_empty(m_worklist)) {
    kthread_create_info& create = list_first(m_worklist);
    list_del_init(create, m_worklist);
    spin_unlock(m_lock);

    keventd_create_kthread(create);
    current()->request = kNoRequest;

    spin_lock(m_lock);
  }
  spin_unlock(m_lock);
  leave(Function::RunWorkqueue);
}

void Workqueue::rest_init(TaskEntry kernel_init, void* data) {
  enter(Function::RestInit);
  kernel_thread(kernel_init, data, kCloneFs | kCloneSighand);
  unlock_kernel();
  leave(Function::RestInit);
  enter(Function::CpuIdle);
}

bool Workqueue::readHelperWq(At at) {
  if (boots())
    m_runtime.before(Operation{OpKind::Pointer, ObjectId(ObjectType::HelperWq)}.looking().at(at));
  return (boots() ? peek(m_helper_wq) : m_helper_wq.peek()) != 0;
}

void Workqueue::helper_init() {
  static constexpr ThreadFunction kWorker{[](Kthread& kernel, const ThreadFunction&) {
    static_cast<Workqueue&>(kernel).worker_thread();
    return 0;
  }};
  enter(Function::HelperInit);
  enter(Function::CreateWorkqueue);
  task_struct* worker = kthread_create(&kWorker, kthreadName());
  wake_up_process(worker);
  leave(Function::CreateWorkqueue);
  const At at = std::source_location::current();
  setHelperWq(at);
  leave(Function::HelperInit);
}

void Workqueue::setHelperWq(At at) {
  const ObjectId object(ObjectType::HelperWq);
  m_runtime.before(Operation{OpKind::Pointer, object}.storing().at(at));
  if (waitsInBuffer(plain_store::kHelperWq, object, 0, m_helper_wq, 1, at)) return;
  const auto access = m_helper_wq.write(1);
  emit(EventKind::HelperWqSet, object, 0, Effect::None, at, access.ticket);
}

std::vector<const lock_base*> Workqueue::worldLocks() const {
  auto locks = Kthread::worldLocks();
  locks.insert(locks.end(), {&m_lock, &m_more_work.wait_lock});
  return locks;
}

}  // namespace kts::engine
