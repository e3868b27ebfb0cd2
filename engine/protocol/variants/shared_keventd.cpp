// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/workqueue.h"

namespace kts::engine::variant {

namespace {

// No queue of its own: helper_wq is the queue that the whole kernel shares. Its one worker may be in a work
// item that waits for a semaphore which the caller holds, while the caller waits for that worker.
class SharedKeventd : public Workqueue {
 public:
  using Workqueue::Workqueue;

  bool sharesKeventd() const override { return true; }  // differs: no worker but keventd
  void keventd_loop() override { worker_loop(); }       // differs: which makes the threads too
};

}  // namespace

std::unique_ptr<Kthread> sharedKeventd(Runtime& runtime) { return std::make_unique<SharedKeventd>(runtime); }

}  // namespace kts::engine::variant
