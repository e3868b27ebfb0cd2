// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// The mend of 2.6.22-rc3: no signal, not even the freezer's, reaches a thread that nobody has woken yet. The
// freezer has to wait until somebody does.
class ParksUninterruptibly : public Kthread {
 public:
  using Kthread::Kthread;

  int kthread(kthread_create_info& create) override {
    int ret = -EINTR;
    enter(Function::Kthread);
    const ThreadFunction* threadfn = copyRequest(create);

    // OK, tell user we're spawned, wait for stop or wakeup
    __set_current_state(TaskState::Uninterruptible);  // differs: not TASK_INTERRUPTIBLE
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

  TaskState parkedState() const override {
    return TaskState::Uninterruptible;  // differs: what kthread_bind() expects to find
  }
};

}  // namespace

std::unique_ptr<Kthread> parksUninterruptibly(Runtime& runtime) {
  return std::make_unique<ParksUninterruptibly>(runtime);
}

}  // namespace kts::engine::variant
