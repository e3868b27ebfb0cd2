// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// The waiter sees the count without the wait lock and returns while complete() still holds that lock: the
// completion is gone under its hands.
class CompletionNoRelock : public Kthread {
 public:
  using Kthread::Kthread;

  void wait_for_completion(completion& x, At at) override {
    enter(Function::WaitForCompletion, at);
    spin_lock(x.wait_lock, at);
    if (x.done != 0) {
      takeCompletion(x, at);
      spin_unlock(x.wait_lock, at);
    } else {
      queueWaiter(x, at);
      for (;;) {
        __set_current_state(TaskState::Uninterruptible, at);
        spin_unlock(x.wait_lock, at);
        schedule(at);
        reads(x.id, Field::Done, at);
        if (x.done != 0) break;  // differs: looked at without the lock
        spin_lock(x.wait_lock, at);
      }
      unqueueWaiter(x, at);
      takeCompletion(x, at);
    }
    leave(Function::WaitForCompletion, at);
  }
};

}  // namespace

std::unique_ptr<Kthread> completionNoRelock(Runtime& runtime) {
  return std::make_unique<CompletionNoRelock>(runtime);
}

}  // namespace kts::engine::variant
