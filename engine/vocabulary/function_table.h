// SPDX-License-Identifier: GPL-2.0-or-later
// The one list of functions whose begin and end are events: they are the nested spans of a lane.
#pragma once

#include <cstdint>
#include <string_view>

namespace kts {

//   function           name
#define KTS_FUNCTIONS(X)                       \
  X(None,               "")                    \
  X(InitModule,         "init_module")         \
  X(KthreadCreate,      "kthread_create")      \
  X(WaitForCompletion,  "wait_for_completion") \
  X(Kthreadd,           "kthreadd")            \
  X(KthreaddSetup,      "kthreadd_setup")      \
  X(CreateKthread,      "create_kthread")      \
  X(Kthread,            "kthread")             \
  X(ThreadFn,           "threadfn")            \
  X(KthreadStop,        "kthread_stop")        \
  X(KthreadBind,        "kthread_bind")        \
  X(StartKernel,        "start_kernel")        \
  X(RestInit,           "rest_init")           \
  X(KernelInit,         "kernel_init")         \
  X(CpuIdle,            "cpu_idle")            \
  X(DoWait,             "do_wait")             \
  X(DoExit,             "do_exit")             \
  X(HelperInit,         "helper_init")         \
  X(CreateWorkqueue,    "create_singlethread_workqueue") \
  X(QueueWork,          "queue_work")          \
  X(WorkerThread,       "worker_thread")       \
  X(RunWorkqueue,       "run_workqueue")       \
  X(KeventdCreate,      "keventd_create_kthread") \
  X(KthreadExitFiles,   "kthread_exit_files")  \
  X(FreezeProcesses,    "freeze_processes")    \
  X(ThawProcesses,      "thaw_processes")      \
  X(Refrigerator,       "refrigerator")        \
  X(DoSignal,           "do_signal")           \
  X(WorkFunction,       "work->func") \
  X(MigrationInit,      "migration_init")      \
  X(SpawnKsoftirqd,     "spawn_ksoftirqd")     \
  X(SpawnSoftlockup,    "spawn_softlockup_task") \
  X(InitWorkqueues,     "init_workqueues")     \
  X(UsermodehelperInit, "usermodehelper_init") \
  X(BlkDevInit,         "blk_dev_init")        \
  X(AioSetup,           "aio_setup")

enum class Function : std::uint8_t {
#define X(function, name) function,
  KTS_FUNCTIONS(X)
#undef X
};

inline constexpr int kFunctions = 0
#define X(function, name) +1
    KTS_FUNCTIONS(X)
#undef X
    ;

std::string_view nameOf(Function function);

}  // namespace kts
