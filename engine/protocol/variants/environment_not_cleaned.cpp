// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/workqueue.h"

namespace kts::engine::variant {

namespace {

// kthreadd keeps what PID 0 had when it forked kthreadd, and its children inherit that.
class EnvironmentNotCleaned : public Kthread {
 public:
  using Kthread::Kthread;

  void kthreadd_setup() override {
    enter(Function::KthreaddSetup);
    set_task_comm(current(), kthreaddName());
    leave(Function::KthreaddSetup);  // differs: signals, SIGCHLD, nice and CPUs stay as they are
  }
};

// A new thread keeps what its creator had: fs and files of whoever forked it, its signal mask, its CPUs.
class ThreadNotCleaned : public Workqueue {
 public:
  using Workqueue::Workqueue;

  int kthread(kthread_create_info& create) override {
    return Kthread::kthread(create);  // differs: without kthread_exit_files() and the lines after it
  }

  bool cleansItself() const override { return false; }
};

}  // namespace

std::unique_ptr<Kthread> environmentNotCleaned(Runtime& runtime) {
  return std::make_unique<EnvironmentNotCleaned>(runtime);
}

std::unique_ptr<Kthread> threadNotCleaned(Runtime& runtime) {
  return std::make_unique<ThreadNotCleaned>(runtime);
}

}  // namespace kts::engine::variant
