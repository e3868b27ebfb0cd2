// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// The request lives on the caller's stack: once `started` is completed, kthreadd answers, the caller returns,
// and what is copied is whatever came there since.
class LateCopy : public Kthread {
 public:
  using Kthread::Kthread;

  int kthread(kthread_create_info& create) override {
    int ret = -EINTR;
    enter(Function::Kthread);

    __set_current_state(TaskState::Interruptible);
    complete(create.started);
    const ThreadFunction* threadfn = copyRequest(create);  // differs: after started
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
};

}  // namespace

std::unique_ptr<Kthread> lateCopy(Runtime& runtime) { return std::make_unique<LateCopy>(runtime); }

}  // namespace kts::engine::variant
