// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// The caller goes on as soon as `done` is completed, and reads a result that may not be there yet.
class DoneBeforeResult : public Kthread {
 public:
  using Kthread::Kthread;

  void create_kthread(kthread_create_info& create) override {
    enter(Function::CreateKthread);
    const int pid = kernel_thread(kthreadEntry, &create, kCloneFs | kCloneFiles | kSigchld);
    if (pid < 0) {
      complete(create.done);  // differs: done first,
      storeResult(create, ERR_PTR(pid));
    } else {
      wait_for_completion(create.started);
      complete(create.done);  // differs: done first,
      read_lock_tasklist(pid);
      storeResult(create, find_task_by_pid(pid));  // differs: then the result
      read_unlock_tasklist();
    }
    leave(Function::CreateKthread);
  }
};

}  // namespace

std::unique_ptr<Kthread> doneBeforeResult(Runtime& runtime) {
  return std::make_unique<DoneBeforeResult>(runtime);
}

}  // namespace kts::engine::variant
