// SPDX-License-Identifier: GPL-2.0-or-later
// What the tasks of a scenario do. The lines here are the callers' sites.
#include "engine/scenarios/scenario_tasks.h"

#include <algorithm>
#include <charconv>

#include "engine/protocol/workqueue.h"

namespace kts::engine {

namespace {

// ---- what the new threads run

int returns(Kthread&, const ThreadFunction& self) { return self.number; }

int sleeps(Kthread& kernel, const ThreadFunction& self) {
  kernel.set_current_state(TaskState::Interruptible);
  kernel.schedule_timeout(static_cast<std::uint32_t>(self.number));
  return 0;
}

// The loop that kernel threads are made of: the state before the test, or a stop in between is lost.
int untilStopped(Kthread& kernel, const ThreadFunction& self) {
  kernel.set_current_state(TaskState::Interruptible);
  while (!kernel.kthread_should_stop()) {
    kernel.schedule();
    kernel.set_current_state(TaskState::Interruptible);
  }
  kernel.__set_current_state(TaskState::Running);
  if (self.stops && *self.stops && !IS_ERR(*self.stops)) kernel.kthread_stop(*self.stops);
  return self.number;
}

// The same loop of a thread that can be frozen: it has a freezing point where it goes around.
int freezeable(Kthread& kernel, const ThreadFunction& self) {
  kernel.set_current_state(TaskState::Interruptible);
  while (!kernel.kthread_should_stop()) {
    kernel.schedule();
    kernel.try_to_freeze();
    kernel.set_current_state(TaskState::Interruptible);
  }
  kernel.__set_current_state(TaskState::Running);
  return self.number;
}

// ---- what the callers do

using Program = ScenarioTasks::Program;
using Step = ScenarioTasks::Step;

void perform(Kthread& kernel, Program& program, const std::vector<Step>& steps);

// A statement about a thread belongs to the request that made it.
void performOn(Kthread& kernel, task_struct* thread, const Step& step) {
  if (!thread || IS_ERR(thread)) return;  // as callers do: if (!IS_ERR(p)) wake_up_process(p);
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

// `place` says which statement, in which turns of those around it.
void perform(Kthread& kernel, Program& program, const std::vector<Step>& steps) {
  const std::uint32_t outside = program.place * 0x9e3779b1u;
  for (std::uint32_t index = 0; index < steps.size(); ++index) {
    const Step& step = steps[index];
    if (program.failed) return;
    program.place = outside + index + 1;
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
      case Statement::What::Repeat:
        for (std::int64_t turn = 0; turn < step.number; ++turn) {
          program.place = outside + index + 1 + 256 * static_cast<std::uint32_t>(turn);
          perform(kernel, program, step.body);
        }
        break;
      default: performOn(kernel, program.variables[step.variable], step);
    }
  }
}

// A process in a system call that creates threads, as modprobe does; then it is back in user space.
int callerEntry(Kernel& kernel, void* data) {
  auto& kthread = static_cast<Kthread&>(kernel);
  auto& program = *static_cast<Program*>(data);
  kthread.callerEnters();
  perform(kthread, program, *program.does);
  kthread.callerLeaves();
  // What a process does outside the kernel matters only where somebody may freeze it there.
  if (program.freezes) kthread.user_space();
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

int initEntry(Kernel& kernel, void* data) {
  auto& kthread = static_cast<Kthread&>(kernel);
  auto& program = *static_cast<Program*>(data);
  kernel.current()->locals = &program;
  kthread.kernel_init_begins();
  perform(kthread, program, *program.does);
  kthread.kernel_init_ends();
  return 0;
}

int bootEntry(Kernel& kernel, void* data) {
  static_cast<Kthread&>(kernel).rest_init(initEntry, data);
  return 0;
}

int kthreaddEntry(Kernel& kernel, void*) {
  static_cast<Kthread&>(kernel).kthreadd_loop();
  return 0;
}

int workerEntry(Kernel& kernel, void*) {
  static_cast<Workqueue&>(kernel).worker_loop();
  return 0;
}

void push(task_struct* task, Function function) { task->callStack[task->calls++] = function; }

}  // namespace

std::vector<task_struct*> ScenarioTasks::populate(Kthread& kernel) {
  kernel.failForks(m_failForks);
  kernel.setNames(nameId("kthreadd"), nameId("init"), nameId("kthread"));
  return m_world == "boot" ? populateBoot(kernel) : populateRunning(kernel);
}

ScenarioTasks::Program& ScenarioTasks::addProgram(std::size_t group) {
  Program& program = m_programs.emplace_back();
  program.group = static_cast<std::uint32_t>(group);
  program.variables.resize(m_variables.size());
  program.does = &m_groups[group].does;
  for (const auto& [function, stops] : m_ownFunctions) {
    ThreadFunction& own = m_functions.emplace_back(*function);
    own.stops = &program.variables[stops];
    program.functions.push_back(&own);
  }
  return program;
}

// The machine has booted: PID 0 idles, PID 1 waits for its children, kthreadd is before its loop.
std::vector<task_struct*> ScenarioTasks::populateRunning(Kthread& kernel) {
  task_struct* swapper = kernel.addFirstTask(0, nullptr, {nameId("swapper"), 0}, nullptr, nullptr);
  push(swapper, Function::CpuIdle);
  swapper->finished = true;

  task_struct* init = kernel.addFirstTask(1, swapper, {nameId("init"), 0}, nullptr, nullptr);
  init->env.fs = swapper->id;  // CLONE_FS
  init->word.reset(task_word::kStarted | task_word::kAsleep |
                   static_cast<std::uint32_t>(TaskState::Interruptible));
  push(init, Function::DoWait);

  std::vector<task_struct*> canMove;
  if (m_design != "workqueue") canMove.push_back(addKthreadd(kernel, swapper));
  else if (!kernel.sharesKeventd()) canMove.push_back(addWorker(kernel, init));
  else static_cast<Workqueue&>(kernel).bootsWithHelper();
  if (m_freezes) {
    init->userSpace = init->beginsAsleep = true;
    init->entry = waitingEntry;
    canMove.push_back(init);
  }
  for (const Group& group : m_groups) {
    const auto index = static_cast<std::size_t>(&group - m_groups.data());
    if (group.keventd) canMove.push_back(addKeventd(kernel, init, group, addProgram(index)));
    for (std::int64_t at = 0; at < group.count && !group.keventd; ++at) {
      Program& program = addProgram(index);
      program.freezes = m_freezes;
      const auto number = static_cast<std::uint32_t>(m_programs.size());
      canMove.push_back(kernel.addFirstTask(100 + static_cast<std::int32_t>(number), init,
                                            {group.name, number}, callerEntry, &program));
      canMove.back()->locals = &program;
      canMove.back()->userSpace = true;
    }
  }
  return canMove;
}

task_struct* ScenarioTasks::addKthreadd(Kthread& kernel, task_struct* swapper) {
  task_struct* kthreadd = kernel.addFirstTask(2, swapper, {nameId("kthreadd"), 0}, kthreaddEntry, nullptr);
  kthreadd->env = Environment{-5, ~0ull, ~0ull, true, kernel.kthreadd_flags(), swapper->id, swapper->id};
  push(kthreadd, Function::Kthreadd);
  kernel.setKthreaddTask(kthreadd);
  return kthreadd;
}

// The helper queue's worker, made directly by PID 1 when it ran the initcalls.
task_struct* ScenarioTasks::addWorker(Kthread& kernel, task_struct* init) {
  task_struct* worker = kernel.addFirstTask(7, init, {nameId("kthread"), 0}, workerEntry, nullptr);
  worker->env = Environment{-5, ~0ull, ~0ull, true, kPfNofreeze, 0, 0};
  for (const Function function : {Function::Kthread, Function::ThreadFn, Function::WorkerThread})
    push(worker, function);
  static_cast<Workqueue&>(kernel).bootsWithHelper();
  return worker;
}

// Made as early as the work queues are: by PID 1 itself, or by kthreadd.
task_struct* ScenarioTasks::addKeventd(Kthread& kernel, task_struct* init, const Group& group,
                                       Program& program) {
  const TaskId kthreadd = kernel.kthreaddTask();
  task_struct* parent = kthreadd == kNoTask ? init : &kernel.task(kthreadd);
  task_struct* keventd =
      kernel.addFirstTask(5, parent, {group.name, 0}, keventdEntry, &program);
  keventd->locals = &program;
  keventd->env = Environment{-5, ~0ull, ~0ull, true, kPfNofreeze, 0, 0};
  for (const Function function : {Function::Kthread, Function::ThreadFn, Function::WorkerThread})
    push(keventd, function);
  return keventd;
}

// start_kernel() has come to its last line: only PID 0 exists, and it holds the big kernel lock.
std::vector<task_struct*> ScenarioTasks::populateBoot(Kthread& kernel) {
  kernel.setBoots(true);
  task_struct* swapper = kernel.addFirstTask(0, nullptr, {nameId("swapper"), 0}, bootEntry, &addProgram(0));
  push(swapper, Function::StartKernel);
  kernel.holdKernelLock(swapper);
  return {swapper};
}

// ---- made ready

namespace {

std::expected<std::int64_t, Problem> integerOf(const std::string& text, const std::string& what) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return std::unexpected(Problem{what + " takes a whole number, not '" + text + "'"});
  return value;
}

}  // namespace

std::expected<std::unique_ptr<ScenarioTasks>, Problem> ScenarioTasks::make(const Scenario& scenario,
                                                                           const Settings& settings) {
  std::unique_ptr<ScenarioTasks> tasks(new ScenarioTasks);
  if (auto set = tasks->set(scenario, settings); !set) return std::unexpected(set.error());
  tasks->m_world = scenario.world;
  const auto design = settings.find("design");
  tasks->m_design = design == settings.end() ? scenario.design : design->second;
  for (const CallerGroup& group : scenario.callers) {
    auto does = tasks->compile(group.does);
    auto count = tasks->numberOf(group.count);
    if (!does) return std::unexpected(does.error());
    if (!count) return std::unexpected(count.error());
    tasks->m_groups.push_back({tasks->nameId(group.name), *count, std::move(*does), group.keventd});
  }
  for (const std::uint32_t request : scenario.failForks) tasks->m_failForks.insert(request - 1);
  for (const char* name : {"swapper", "init", "kthreadd", "kthread"}) tasks->nameId(name);
  return tasks;
}

std::expected<void, Problem> ScenarioTasks::set(const Scenario& scenario, const Settings& settings) {
  for (const Parameter& parameter : scenario.parameters) {
    std::int64_t value = parameter.defaultValue;
    if (const auto at = settings.find(parameter.name); at != settings.end()) {
      const auto given = integerOf(at->second, "parameter '" + parameter.name + "' of " + scenario.name);
      if (!given) return std::unexpected(given.error());
      value = *given;
    }
    if (value < parameter.min || value > parameter.max)
      return std::unexpected(Problem{"parameter '" + parameter.name + "' of " + scenario.name +
                                     " goes from " + std::to_string(parameter.min) + " to " +
                                     std::to_string(parameter.max) + ", not " + std::to_string(value)});
    m_parameters.emplace_back(parameter.name, value);
  }
  for (const auto& [key, value] : settings) {
    if (key == "design" || key == "variant") continue;
    const auto known =
        std::any_of(m_parameters.begin(), m_parameters.end(), [&](const auto& p) { return p.first == key; });
    if (known) continue;
    std::string all = "design, variant";
    for (const auto& parameter : m_parameters) all += ", " + parameter.first;
    return std::unexpected(
        Problem{"scenario " + scenario.name + " has no parameter '" + key + "'; it has " + all});
  }
  return {};
}

std::expected<std::int64_t, Problem> ScenarioTasks::numberOf(const std::string& text) const {
  if (!text.starts_with('$')) return integerOf(text, "a field of the scenario");
  for (const auto& [name, value] : m_parameters)
    if (name == text.substr(1)) return value;
  return std::unexpected(Problem{"the scenario uses " + text + ", which is none of its parameters"});
}

NameId ScenarioTasks::nameId(const std::string& pattern) {
  const auto at = std::find(m_names.begin(), m_names.end(), pattern);
  if (at != m_names.end()) return static_cast<NameId>(at - m_names.begin());
  m_names.push_back(pattern);
  return static_cast<NameId>(m_names.size() - 1);
}

std::expected<std::vector<Step>, Problem> ScenarioTasks::compile(const std::vector<Statement>& statements) {
  std::vector<Step> steps;
  for (const Statement& statement : statements) {
    Step step;
    step.what = statement.what;
    const auto number = numberOf(statement.number);
    if (!number) return std::unexpected(number.error());
    step.number = *number;
    if (!statement.thread.empty()) {
      step.variable = m_variables.try_emplace(statement.thread, m_variables.size()).first->second;
      step.name = nameId(statement.thread + "/%d");
    }
    if (statement.what == Statement::What::Create) {
      const auto run = statement.threadfn == "sleeps"       ? sleeps
                       : statement.threadfn == "returns"    ? returns
                       : statement.threadfn == "freezeable" ? freezeable
                                                            : untilStopped;
      step.threadfn = &m_functions.emplace_back(ThreadFunction{run, static_cast<std::int32_t>(*number)});
      if (!statement.stops.empty()) {
        const auto stops = m_variables.try_emplace(statement.stops, m_variables.size()).first->second;
        step.own = m_ownFunctions.size();
        m_ownFunctions.emplace_back(step.threadfn, stops);
      }
    }
    m_freezes = m_freezes || statement.what == Statement::What::Freeze;
    auto body = compile(statement.body);
    if (!body) return std::unexpected(body.error());
    step.body = std::move(*body);
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace kts::engine
