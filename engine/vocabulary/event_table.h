// SPDX-License-Identifier: GPL-2.0-or-later
// The one list of events in the program. The enum, the names, the SQL rows, the legend, the tooltips and
// EVENTS.md are made from it.
//
//   kind       the enumerator
//   name       the kernel's own word for it, as it stands in tables and queries
//   category   what it is about: filters and the legend go by it
//   role       the theme's colour role for its ticks and arrows
//   arg        what the event's `arg` holds ("" when it holds nothing)
//   sentence   one plain sentence; {task} {object} {request} {arg} are filled in, the effect's phrase follows
#pragma once

#include <cstdint>
#include <string_view>

namespace kts {

enum class Category : std::uint8_t {
  Call,
  Sched,
  Wake,
  Lock,
  List,
  Completion,
  Fork,
  Stop,
  Memory,
  Environment
};
inline constexpr int kCategories = 10;

enum class Role : std::uint8_t { Call, Run, Sleep, Wait, Spin, Lock, Wake, List, Done, Fork, Stop, Quiet };

// clang-format off
#define KTS_EVENTS(X) \
  X(Call,              "call",                  Call,        Call,  "function",      "{task} enters {arg}") \
  X(Return,            "return",                Call,        Call,  "function",      "{task} leaves {arg}") \
  X(FirstRun,          "first_run",             Sched,       Fork,  "",              "{task} runs for the first time") \
  X(SetState,          "set_current_state",     Sched,       Run,   "state",         "{task} sets its state to {arg}, with a full barrier") \
  X(SetStatePlain,     "__set_current_state",   Sched,       Run,   "state",         "{task} sets its state to {arg}, with a plain store") \
  X(Schedule,          "schedule",              Sched,       Sleep, "",              "{task} calls schedule()") \
  X(Resumed,           "resumed",               Sched,       Run,   "",              "{task} is back on a CPU") \
  X(WakeIssued,        "wake_up_process",       Wake,        Wake,  "",              "{task} is about to wake {object}") \
  X(WakeTookEffect,    "try_to_wake_up",        Wake,        Wake,  "1 if it slept", "{task} wakes {object}:") \
  X(ScheduleTimeout,   "schedule_timeout",      Sched,       Sleep, "milliseconds",  "{task} asks to be woken in {arg} ms") \
  X(TimerExpired,      "timer_expired",         Wake,        Wake,  "",              "the timer of {task} expires") \
  X(GetTask,           "get_task_struct",       Memory,      Quiet, "",              "{task} takes a reference to {object}") \
  X(PutTask,           "put_task_struct",       Memory,      Quiet, "",              "{task} drops its reference to {object}") \
  X(WaitInactive,      "wait_task_inactive",    Sched,       Wait,  "",              "{task} has seen {object} off its CPU") \
  X(LockWanted,        "lock_wanted",           Lock,        Spin,  "",              "{task} arrives at {object}") \
  X(LockTaken,         "lock_taken",            Lock,        Lock,  "",              "{task} takes {object}") \
  X(LockReleased,      "lock_released",         Lock,        Lock,  "",              "{task} releases {object}") \
  X(ListAddTail,       "list_add_tail",         List,        List,  "",              "{task} puts {request} at the tail of {object}") \
  X(ListDelInit,       "list_del_init",         List,        List,  "",              "{task} takes {request} off {object}") \
  X(ListEmpty,         "list_empty",            List,        List,  "",              "{task} tests whether {object} is empty:") \
  X(InitCompletion,    "init_completion",       Completion,  Done,  "",              "{task} initialises {object}") \
  X(Complete,          "complete",              Completion,  Done,  "done after",    "{task} completes {object}: its count is {arg}") \
  X(WaitQueued,        "prepare_to_wait",       Completion,  Wait,  "",              "{task} joins the wait queue of {object}") \
  X(WaitLeft,          "finish_wait",           Completion,  Done,  "",              "{task} leaves the wait queue of {object}") \
  X(CompletionTaken,   "completion_taken",      Completion,  Done,  "done after",    "{task} takes one count of {object}: {arg} left") \
  X(RequestPrepared,   "prepare_create_info",   Memory,      List,  "name",          "{task} fills {request} on its own stack") \
  X(RequestCopied,     "copy_create_info",      Memory,      Fork,  "",              "{task} copies threadfn and data of {request}") \
  X(ResultStored,      "store_result",          Memory,      Done,  "PID or error",  "{task} stores the result of {request}: {arg}") \
  X(ResultRead,        "read_result",           Memory,      Done,  "PID or error",  "{task} reads the result of {request}: {arg}") \
  X(FrameDead,         "frame_dead",            Memory,      Quiet, "",              "the stack frame that held {request} is gone") \
  X(KernelThread,      "kernel_thread",         Fork,        Fork,  "clone flags",   "{task} calls kernel_thread with {arg}") \
  X(Fork,              "fork",                  Fork,        Fork,  "PID or error",  "{task} forks {object}, PID {arg}:") \
  X(FindTaskByPid,     "find_task_by_pid",      Fork,        Fork,  "PID",           "{task} finds PID {arg}: {object}") \
  X(Exit,              "do_exit",               Fork,        Stop,  "exit code",     "{task} exits with {arg}") \
  X(Release,           "release_task",          Fork,        Stop,  "",              "{task} releases {object}: it is gone") \
  X(KthreaddTaskSet,   "set_kthreadd_task",     Fork,        Fork,  "task",          "{task} sets kthreadd_task to {arg}") \
  X(StopRequested,     "set_stop_k",            Stop,        Stop,  "task",          "{task} sets kthread_stop_info.k: {arg} should stop") \
  X(StopCleared,       "clear_stop_k",          Stop,        Stop,  "",              "{task} sets kthread_stop_info.k back to null") \
  X(ShouldStop,        "kthread_should_stop",   Stop,        Stop,  "",              "{task} asks whether it should stop:") \
  X(StopResult,        "set_stop_err",          Stop,        Stop,  "value",         "{task} hands {arg} to the one who stops it") \
  X(StopReturned,      "read_stop_err",         Stop,        Stop,  "value",         "{task} reads what the stopped thread returned: {arg}") \
  X(SetComm,           "set_task_comm",         Environment, Call,  "name",          "{task} names {object} {arg}") \
  X(SetNice,           "set_user_nice",         Environment, Quiet, "nice",          "{task} sets the nice value of {object} to {arg}") \
  X(SetCpus,           "set_cpus_allowed",      Environment, Quiet, "CPU mask",      "{task} lets {object} run on CPUs {arg}") \
  X(SetBlocked,        "sigprocmask",           Environment, Quiet, "signal mask",   "{task} blocks the signals {arg}") \
  X(FlushSignals,      "flush_signals",         Environment, Quiet, "",              "{task} drops its pending signals") \
  X(IgnoreChildren,    "do_sigaction",          Environment, Quiet, "",              "{task} ignores SIGCHLD: its children are reaped by themselves") \
  X(SetFlags,          "set_task_flags",        Environment, Quiet, "task flags",    "{task} sets its flags to {arg}") \
  X(SetFiles,          "exit_files",            Environment, Quiet, "task",          "{task} drops its fs and files, and shares those of {arg}") \
  X(HelperWqSet,       "set_helper_wq",         Fork,        Fork,  "",              "{task} sets helper_wq: from now on requests are queued") \
  X(FreezeTask,        "freeze_process",        Wake,        Wake,  "",              "{task} sets TIF_FREEZE of {object} and sends it a fake signal:") \
  X(FreezeCancelled,   "cancel_freezing",       Wake,        Quiet, "",              "{task} takes TIF_FREEZE and the fake signal back from {object}") \
  X(ThawTask,          "thaw_process",          Wake,        Wake,  "",              "{task} takes PF_FROZEN off {object} and wakes it:") \
  X(Frozen,            "frozen_process",        Sched,       Sleep, "",              "{task} comes to a freezing point") \
  X(FreezePass,        "try_to_freeze_tasks",   Sched,       Wait,  "not frozen yet", "{task} has looked at every task, and has still to freeze {arg}") \
  X(FreezeRefused,     "refuses_to_freeze",     Sched,       Stop,  "",              "{task} has waited long enough: {object} refuses to freeze") \
  X(Yield,             "yield",                 Sched,       Run,   "",              "{task} gives its CPU to the others for a while") \
  X(UserEntered,       "resume_userspace",      Sched,       Run,   "",              "{task} is back in user space") \
  X(ShouldStopSet,     "set_should_stop",       Stop,        Stop,  "",              "{task} sets should_stop in the {object}") \
  X(VforkDoneRead,     "read_vfork_done",       Stop,        Quiet, "",              "{task} looks whether the {object} is still there:") \
  X(VforkDoneCleared,  "clear_vfork_done",      Stop,        Stop,  "",              "{task} comes to its exit, and nobody looks at the {object} any more") \
  X(WalkChildren,      "walk_children",         Fork,        Wait,  "children walked", "{task} walks {arg} of its children in wait4():") \
  X(CountActive,       "nr_active",             Sched,       Run,   "active tasks",  "{task} counts for the load average: {arg} running or sleeping uninterruptibly") \
  X(StoreDrained,      "store_drained",         Memory,      Run,   "store",         "a store of {task} reaches memory, and everybody sees it: {arg}")
// clang-format on

enum class EventKind : std::uint8_t {
#define X(kind, name, category, role, arg, sentence) kind,
  KTS_EVENTS(X)
#undef X
};

inline constexpr int kEventKinds = 0
#define X(kind, name, category, role, arg, sentence) +1
    KTS_EVENTS(X)
#undef X
    ;

struct EventInfo {
  std::string_view name;
  Category category;
  Role role;
  std::string_view argMeaning;
  std::string_view sentence;
};

const EventInfo& infoOf(EventKind kind);
std::string_view nameOf(Category category);
std::string_view nameOf(Role role);

}  // namespace kts
