// SPDX-License-Identifier: GPL-2.0-or-later
// What the tasks of a scenario do. The lines here are the callers' sites.
#include "engine/scenarios/programs.h"

#include "engine/protocol/workqueue.h"
#include "engine/scenarios/scenario_tasks.h"
#include "engine/scenarios/thread_functions.h"

namespace kts::engine {

namespace {

// ---- what the callers do

using Program = ScenarioTasks::Program;
using Step = ScenarioTasks::Step;

bool perform(Kthread& kernel, Program& program, const std::vector<Step>& steps);

// A statement about a thread belongs to the request that made it.
void performOn(Kthread& kernel, Program& program, const Step& step) {
  task_struct* thread = program.variables[step.variable];
  if (!thread || IS_ERR(thread)) return;  // as callers do: if (!IS_ERR(p)) wake_up_process(p);
  program.acted = program.acted || step.what != Statement::What::Hold;
  const RequestId before = kernel.current()->request;
  kernel.current()->request = thread->bornOf;
  switch (step.what) {
    case Statement::What::Wake: kernel.wake_up_process(thread); break;
    case Statement::What::Stop: kernel.kthread_stop(thread); break;
    case Statement::What::Hold: kernel.get_task_struct(thread); break;
    case Statement::What::Bind: kernel.kthread_bind(thread, static_cast<unsigned>(step.number)); break;
    default: break;
  }
  kernel.current()->request = before;
}

// A thread that its process forks itself runs at once, and as what its process is.
int forkedEntry(Kernel& kernel, void* data) {
  auto& kthread = static_cast<Kthread&>(kernel);
  const auto& threadfn = *static_cast<const ThreadFunction*>(data);
  kthread.threadBegins();
  const int code = threadfn.run(kthread, threadfn);
  kthread.threadEnds();
  kernel.do_exit(code);
  return 0;
}

// A turn in which nothing was done, for the threads it was to be done to were never made, leaves all as it
// was, and so would the turns after it. They are left out: nobody could end them, for none comes to a step.
bool performTurns(Kthread& kernel, Program& program, const Step& step) {
  const std::uint32_t place = program.place;
  bool acted = program.acted;
  for (std::int64_t turn = 0; turn < step.number; ++turn) {
    program.place = place + 256 * static_cast<std::uint32_t>(turn);
    program.acted = false;
    if (!perform(kernel, program, step.body)) return false;
    if (!program.acted) break;
    acted = true;
  }
  program.acted = acted;
  return true;
}

bool isOnThread(Statement::What what) {
  using enum Statement::What;
  return what == Wake || what == Stop || what == Hold || what == Bind;
}

// False when the task has come to its exit.
bool performStep(Kthread& kernel, Program& program, const Step& step) {
  if (step.what == Statement::What::Repeat) return performTurns(kernel, program, step);
  if (isOnThread(step.what)) return performOn(kernel, program, step), true;
  program.acted = true;
  switch (step.what) {
    case Statement::What::Create:
      program.variables[step.variable] =
          kernel.kthread_create(step.own ? program.functions[*step.own] : step.threadfn, step.name);
      break;
    case Statement::What::Sleep:
      kernel.set_current_state(TaskState::Interruptible);
      kernel.schedule_timeout(static_cast<std::uint32_t>(step.number));
      kernel.try_to_freeze();  // what a signal cuts short ends at the edge of user space
      break;
    case Statement::What::Freeze:
      // The suspend is off: whoever has frozen is let go, and nothing more is done.
      program.failed = kernel.freeze_processes(static_cast<std::uint32_t>(step.number)) > 0;
      if (program.failed) kernel.thaw_processes();
      break;
    case Statement::What::Thaw: kernel.thaw_processes(); break;
    case Statement::What::Down: kernel.down(); break;
    case Statement::What::Up: kernel.up(); break;
    case Statement::What::Fork:
      kernel.kernel_thread(forkedEntry, const_cast<ThreadFunction*>(step.threadfn),
                           kCloneFs | kCloneFiles | kSigchld);
      break;
    case Statement::What::Wait4: kernel.wait4(); break;
    case Statement::What::Load: kernel.nr_active(); break;
    case Statement::What::Exit: program.exitCode = static_cast<int>(step.number); return false;
    case Statement::What::Workqueue:
      kernel.create_workqueue(step.threadfn, step.name, step.bound ? static_cast<int>(step.number) : -1);
      break;
    case Statement::What::Initcall:
      if (step.function == Function::HelperInit) return kernel.helper_init(), true;
      kernel.initcallBegins(step.function);
      perform(kernel, program, step.body);
      kernel.initcallEnds(step.function);
      break;
    default: break;
  }
  return true;
}

// `place` says which statement, in which turns of those around it.
bool perform(Kthread& kernel, Program& program, const std::vector<Step>& steps) {
  const std::uint32_t outside = program.place * 0x9e3779b1u;
  for (std::uint32_t index = 0; index < steps.size(); ++index) {
    if (program.failed) return true;
    program.place = outside + index + 1;
    if (!performStep(kernel, program, steps[index])) return false;
  }
  return true;
}

}  // namespace

// A process in a system call that creates threads, as modprobe does; then it is back in user space, or ends.
int callerEntry(Kernel& kernel, void* data) {
  auto& kthread = static_cast<Kthread&>(kernel);
  auto& program = *static_cast<Program*>(data);
  if (program.asks) kthread.callerEnters();
  const bool stays = perform(kthread, program, *program.does);
  if (program.asks) kthread.callerLeaves();
  if (!stays) kernel.do_exit(program.exitCode);
  // What a process does outside the kernel matters only where somebody may freeze it there.
  else if (program.freezes)
    kthread.user_space();
  return 0;
}

// keventd in one of its work items, and then without work.
int keventdEntry(Kernel& kernel, void* data) {
  auto& kthread = static_cast<Kthread&>(kernel);
  auto& program = *static_cast<Program*>(data);
  kthread.workBegins();
  perform(kthread, program, *program.does);
  kthread.workEnds();
  kthread.keventd_loop();
  return 0;
}

// PID 1 in wait4(), woken by a signal: its children are none of this scenario's.
int waitingEntry(Kernel& kernel, void*) {
  kernel.restart_syscall(Function::DoWait);
  return 0;
}

// What PID 1 does for the rest of its days, as long as it has children.
int waitForChildren(Kernel& kernel, void*) {
  while (kernel.wait4() != -ECHILD) {
  }
  return 0;
}

int initEntry(Kernel& kernel, void* data) {
  auto& kthread = static_cast<Kthread&>(kernel);
  auto& program = *static_cast<Program*>(data);
  kernel.current()->locals = &program;
  kthread.kernel_init_begins();
  perform(kthread, program, *program.does);
  kthread.kernel_init_ends();
  return program.waits ? waitForChildren(kernel, nullptr) : 0;
}

int bootEntry(Kernel& kernel, void* data) {
  static_cast<Kthread&>(kernel).rest_init(initEntry, data);
  return 0;
}

// In a world that runs they are in their loops already; in one that starts, at their first lines.
int kthreaddEntry(Kernel& kernel, void*) {
  static_cast<Kthread&>(kernel).kthreadd_loop();
  return 0;
}

int kthreaddFromItsStart(Kernel& kernel, void*) {
  static_cast<Kthread&>(kernel).kthreadd();
  return 0;
}

int workerEntry(Kernel& kernel, void*) {
  static_cast<Workqueue&>(kernel).worker_loop();
  return 0;
}

int workerFromItsStart(Kernel& kernel, void*) {
  static_cast<Workqueue&>(kernel).worker_thread();
  return 0;
}

}  // namespace kts::engine
