// SPDX-License-Identifier: GPL-2.0-or-later
// Where the tasks of a scenario begin. `data` is the task's Program, where it has one.
#pragma once

#include "engine/kernel/kernel.h"

namespace kts::engine {

// A process in a system call that creates threads, as modprobe does; then it is back in user space, or ends.
int callerEntry(Kernel& kernel, void* data);
// keventd in one of its work items, and then without work.
int keventdEntry(Kernel& kernel, void* data);
// PID 1: asleep in wait4() from before the run; in wait4() for the children that it has; and from its birth.
int waitingEntry(Kernel& kernel, void*);
int waitForChildren(Kernel& kernel, void*);
int initEntry(Kernel& kernel, void* data);
// PID 0 at the last line of start_kernel(): `data` is PID 1's program.
int bootEntry(Kernel& kernel, void* data);
// In a world that runs they are in their loops already; in one that starts, at their first lines.
int kthreaddEntry(Kernel& kernel, void*);
int kthreaddFromItsStart(Kernel& kernel, void*);
int workerEntry(Kernel& kernel, void*);
int workerFromItsStart(Kernel& kernel, void*);

}  // namespace kts::engine
