// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// A victim that is runnable already sees `.k` and completes `done` before it is initialised: that completion
// is lost, and the stop never returns.
class StopInfoLateInit : public Kthread {
 public:
  using Kthread::Kthread;

  int kthread_stop(task_struct* k) override {
    enter(Function::KthreadStop);
    mutex_lock(m_kthread_stop_lock);
    get_task_struct(k);

    setStop(k);                   // differs: `.k` first,
    init_completion(m_stop.done);  // differs: then the completion
    wake_up_process(k);
    put_task_struct(k);

    wait_for_completion(m_stop.done);
    clearStop();
    const int ret = readStopResult();
    mutex_unlock(m_kthread_stop_lock);
    leave(Function::KthreadStop);
    return ret;
  }
};

}  // namespace

std::unique_ptr<Kthread> stopInfoLateInit(Runtime& runtime) {
  return std::make_unique<StopInfoLateInit>(runtime);
}

}  // namespace kts::engine::variant
