// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// Nothing holds PID 1 back until kthreadd_task is set: its first thread is asked for from nobody.
class CreatedBeforeKthreadd : public Kthread {
 public:
  using Kthread::Kthread;

  void kernel_init_begins() override {
    enter(Function::KernelInit);  // differs: without lock_kernel()
  }

  void kernel_init_ends() override {
    set_task_comm(current(), initName());
    leave(Function::KernelInit);
  }
};

}  // namespace

std::unique_ptr<Kthread> createdBeforeKthreadd(Runtime& runtime) {
  return std::make_unique<CreatedBeforeKthreadd>(runtime);
}

}  // namespace kts::engine::variant
