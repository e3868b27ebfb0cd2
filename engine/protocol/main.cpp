// SPDX-License-Identifier: GPL-2.0-or-later
// The counterpart of init/main.c: how PID 1 and PID 2 come to be.
#include "engine/protocol/kthread.h"

namespace kts::engine {

// kernel_init starts by taking the big kernel lock, which is held here: so nobody asks for a thread before
// kthreadd_task is set.
void Kthread::rest_init(TaskEntry kernel_init, void* data) {
  enter(Function::RestInit);
  kernel_thread(kernel_init, data, kCloneFs | kCloneSighand);
  const int pid = kernel_thread(kthreaddEntry, nullptr, kCloneFs | kCloneFiles);
  storeKthreaddTask(find_task_by_pid(pid));  // without tasklist_lock: nobody else runs that could exit
  unlock_kernel();
  leave(Function::RestInit);
  enter(Function::CpuIdle);
}

void Kthread::kernel_init_begins() {
  enter(Function::KernelInit);
  lock_kernel();
}

void Kthread::kernel_init_ends() {
  unlock_kernel();
  set_task_comm(current(), initName());
  leave(Function::KernelInit);
}

}  // namespace kts::engine
