// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine {

bool Kthread::kthread_should_stop(At at) {
  m_runtime.before(Operation{OpKind::StopInfo, ObjectId(ObjectType::StopInfo)}.looking().at(at));
  const auto access = look(m_stop.k);
  const bool stop = access.before == current()->id + 1;
  emit(EventKind::ShouldStop, ObjectId(ObjectType::StopInfo), 0, stop ? Effect::Yes : Effect::No, at,
       access.ticket);
  return stop;
}

// The body of every new thread. The request lives on the caller's stack, and the caller may return as soon as
// `started` has been completed: so what is needed of it is copied first.
int Kthread::kthread(kthread_create_info& create) {
  int ret = -EINTR;
  enter(Function::Kthread);
  const ThreadFunction* threadfn = copyRequest(create);

  // From here on it can be woken: say that it is there, and sleep until somebody wakes or stops it.
  __set_current_state(TaskState::Interruptible);
  complete(create.started);
  schedule();

  if (!kthread_should_stop()) {
    enter(Function::ThreadFn);
    ret = threadfn->run(*this, *threadfn);
    leave(Function::ThreadFn);
  }

  // A function that returned unasked has nobody who waits for its value: only a stop is told.
  if (kthread_should_stop()) {
    storeStopResult(ret);
    complete(m_stop.done);
  }
  leave(Function::Kthread);
  return 0;
}

// We are kthreadd: make the thread, and wait until it has copied what it needs.
void Kthread::create_kthread(kthread_create_info& create) {
  enter(Function::CreateKthread);
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
  leave(Function::CreateKthread);
}

void Kthread::enqueue(kthread_create_info& create) {
  spin_lock(m_kthread_create_lock);
  list_add_tail(create, m_kthread_create_list);
  wake_up_process(readKthreaddTask());
  spin_unlock(m_kthread_create_lock);
}

void Kthread::ask(kthread_create_info& create) {
  enqueue(create);
  wait_for_completion(create.done);
}

task_struct* Kthread::kthread_create(const ThreadFunction* threadfn, NameId namefmt) {
  kthread_create_info& create = newRequest();
  const RequestId before = current()->request;
  current()->request = create.id;
  enter(Function::KthreadCreate);
  prepare(create, threadfn, namefmt);

  ask(create);

  task_struct* result = readResult(create);
  if (!IS_ERR(result)) set_task_comm(result, create.comm);
  endFrame(create);
  leave(Function::KthreadCreate);
  current()->request = before;
  return result;
}

// The task has to be asleep in kthread(): only then can its CPU be set under it.
void Kthread::kthread_bind(task_struct* k, unsigned cpu) {
  enter(Function::KthreadBind);
  if (task_word::stateOf(k->word.peek()) != parkedState()) {
    const std::string state(nameOf(parkedState()));
    bug("kthread_bind() finds a task that is not " + state + ": BUG_ON(k->state != " + state + ")");
  }
  // It has announced itself before it sleeps: it may still be on a CPU, and on the wrong one.
  wait_task_inactive(k);
  set_cpus_allowed(k, 1 << (cpu & 31));
  leave(Function::KthreadBind);
}

// One stop at a time: kthread_stop_info is global. `done` is initialised before `.k` is set, for the thread
// may complete it as soon as it sees `.k`.
int Kthread::kthread_stop(task_struct* k) {
  enter(Function::KthreadStop);
  mutex_lock(m_kthread_stop_lock);

  // The thread may be gone between the store of `.k` and the wake: its task_struct may not.
  get_task_struct(k);

  // In this order, which the kernel's smp_wmb() keeps: the thread completes `done` once it sees `.k`.
  init_completion(m_stop.done);
  setStop(k);
  wake_up_process(k);
  put_task_struct(k);

  // It has announced its end: the next stop may use kthread_stop_info.
  wait_for_completion(m_stop.done);
  clearStop();
  const int ret = readStopResult();
  mutex_unlock(m_kthread_stop_lock);
  leave(Function::KthreadStop);
  return ret;
}

void Kthread::kthreadd_setup() {
  enter(Function::KthreaddSetup);
  set_task_comm(current(), kthreaddName());

  // No signal disturbs it, or any thread that inherits its mask.
  block_signals(-1);
  flush_signals();

  // Ignoring SIGCHLD makes children autoreap: see do_exit().
  ignore_sigchld();

  set_user_nice(current(), -5);
  set_cpus_allowed(current(), -1);
  leave(Function::KthreaddSetup);
}

void Kthread::kthreadd() {
  enter(Function::Kthreadd);
  // First of all: what it has from here on is what every new thread is born with.
  kthreadd_setup();
  // It never comes to a freezing point, so who freezes the machine has to leave it out.
  set_flags(current()->env.flags | kthreadd_flags());
  kthreadd_loop();
}

// The state is set before the list is looked at: a caller that adds and wakes in between finds a task that is
// about to sleep, sets it back to TASK_RUNNING, and schedule() does not sleep. The other order loses that
// wake.
void Kthread::kthreadd_loop() {
  for (;;) {
    set_current_state(TaskState::Interruptible);
    if (list_empty(m_kthread_create_list)) schedule();
    __set_current_state(TaskState::Running);

    spin_lock(m_kthread_create_lock);
    while (!list_empty(m_kthread_create_list)) {
      kthread_create_info& create = list_first(m_kthread_create_list);
      list_del_init(create, m_kthread_create_list);
      spin_unlock(m_kthread_create_lock);

      create_kthread(create);
      current()->request = kNoRequest;

      spin_lock(m_kthread_create_lock);
    }
    spin_unlock(m_kthread_create_lock);
  }
}

// ---- work queues, as those who make them see it

void Kthread::create_workqueue(const ThreadFunction* worker, NameId name, int cpu) {
  enter(Function::CreateWorkqueue);
  task_struct* thread = kthread_create(worker, name);
  if (!IS_ERR(thread)) {
    if (cpu >= 0) kthread_bind(thread, static_cast<unsigned>(cpu));
    wake_up_process(thread);
  }
  leave(Function::CreateWorkqueue);
}

// SIGCHLD is not looked after: a worker inherits from kthreadd that it is ignored.
void Kthread::worker_begins() {
  enter(Function::WorkerThread);
  set_flags(current()->env.flags | kPfNofreeze);
  set_user_nice(current(), -5);
  block_signals(-1);
  flush_signals();
}

void Kthread::worker_ends() { leave(Function::WorkerThread); }

// ---- where the tasks begin: what kernel_thread_helper does

int Kthread::kthreadEntry(Kernel& kernel, void* data) {
  auto& self = static_cast<Kthread&>(kernel);
  self.do_exit(self.kthread(*static_cast<kthread_create_info*>(data)));
  return 0;
}

int Kthread::kthreaddEntry(Kernel& kernel, void*) {
  static_cast<Kthread&>(kernel).kthreadd();
  return 0;
}

}  // namespace kts::engine
