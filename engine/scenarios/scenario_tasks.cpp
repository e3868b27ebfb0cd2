// SPDX-License-Identifier: GPL-2.0-or-later
// A scenario made ready: its settings looked up, and its first world.
#include "engine/scenarios/scenario_tasks.h"

#include <algorithm>
#include <charconv>

#include "engine/protocol/workqueue.h"
#include "engine/scenarios/programs.h"
#include "engine/scenarios/thread_functions.h"

namespace kts::engine {

namespace {

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
  program.asks = m_groups[group].asks;
  for (const auto& [function, stops] : m_ownFunctions) {
    ThreadFunction& own = m_functions.emplace_back(*function);
    own.stops = &program.variables[stops];
    program.functions.push_back(&own);
  }
  return program;
}

std::vector<std::vector<std::span<const std::byte>>> ScenarioTasks::programMemory() const {
  std::vector<std::vector<std::span<const std::byte>>> all;
  for (const Program& program : m_programs)
    all.push_back({std::as_bytes(std::span(&program, 1)), std::as_bytes(std::span(program.variables))});
  return all;
}

// The machine has booted: PID 0 idles, PID 1 waits for its children, kthreadd is before its loop.
std::vector<task_struct*> ScenarioTasks::populateRunning(Kthread& kernel) {
  task_struct* swapper = kernel.addFirstTask(0, nullptr, {nameId("swapper"), 0}, nullptr, nullptr);
  push(swapper, Function::CpuIdle);
  swapper->finished = true;

  task_struct* init = addInit(kernel, swapper);
  std::vector<task_struct*> canMove;
  if (m_family || m_freezes) canMove.push_back(init);
  if (m_design != "workqueue")
    canMove.push_back(addKthreadd(kernel, swapper));
  else if (!kernel.sharesKeventd())
    canMove.push_back(addWorker(kernel, init));
  else
    static_cast<Workqueue&>(kernel).bootsWithHelper();
  for (const Group& group : m_groups) {
    if (group.keventd) canMove.push_back(addKeventd(kernel, init, group));
    for (std::int64_t at = 0; at < group.count && !group.keventd; ++at)
      canMove.push_back(addCaller(kernel, init, group));
  }
  return canMove;
}

task_struct* ScenarioTasks::addCaller(Kthread& kernel, task_struct* init, const Group& group) {
  Program& program = addProgram(static_cast<std::size_t>(&group - m_groups.data()));
  program.freezes = m_freezes;
  const auto number = static_cast<std::uint32_t>(m_programs.size());
  task_struct* task = kernel.addFirstTask(100 + static_cast<std::int32_t>(number), init, {group.name, number},
                                          callerEntry, &program);
  task->locals = &program;
  const Environment own = task->env;
  task->env = group.env;
  task->env.fs = group.env.fs == kNoTask ? own.fs : init->env.fs;
  task->env.files = group.env.files == kNoTask ? own.files : init->env.files;
  task->userSpace = true;
  return task;
}

// Where nobody's end has to do with it PID 1 sleeps in wait4() from before the run.
task_struct* ScenarioTasks::addInit(Kthread& kernel, task_struct* swapper) {
  task_struct* init = kernel.addFirstTask(1, swapper, {nameId("init"), 0}, waitForChildren, nullptr);
  init->env.fs = swapper->id;  // CLONE_FS
  init->userSpace = true;
  if (m_family) return init;
  init->beginsAsleep = m_freezes;
  if (m_freezes) init->entry = waitingEntry;
  init->word.reset(task_word::kStarted | task_word::kAsleep |
                   static_cast<std::uint32_t>(TaskState::Interruptible));
  push(init, Function::DoWait);
  return init;
}

task_struct* ScenarioTasks::addKthreadd(Kthread& kernel, task_struct* swapper) {
  const bool starts = m_world == "starting";
  task_struct* kthreadd = kernel.addFirstTask(2, swapper, {nameId(starts ? "swapper" : "kthreadd"), 0},
                                              starts ? kthreaddFromItsStart : kthreaddEntry, nullptr);
  kernel.setKthreaddTask(kthreadd);
  if (starts) {  // just forked by rest_init()
    kthreadd->env.fs = kthreadd->env.files = swapper->id;
    return kthreadd;
  }
  kthreadd->env = Environment{-5, ~0ull, ~0ull, true, kernel.kthreadd_flags(), swapper->id, swapper->id};
  push(kthreadd, Function::Kthreadd);
  return kthreadd;
}

// The helper queue's worker, made directly by PID 1 when it ran the initcalls; kthread() has cleaned it.
task_struct* ScenarioTasks::addWorker(Kthread& kernel, task_struct* init) {
  const bool starts = m_world == "starting";
  task_struct* worker = kernel.addFirstTask(7, init, {nameId("kthread"), 0},
                                            starts ? workerFromItsStart : workerEntry, nullptr);
  auto& workqueue = static_cast<Workqueue&>(kernel);
  worker->env = Environment{-5, ~0ull, ~0ull, true, kPfNofreeze, 0, 0};
  if (starts) worker->env = Environment{0, ~0ull, ~0ull, false, 0, 0, 0};
  if (starts && !workqueue.cleansItself()) worker->env = init->env;  // as it was born
  for (const Function function : {Function::Kthread, Function::ThreadFn}) push(worker, function);
  if (!starts) push(worker, Function::WorkerThread);
  workqueue.bootsWithHelper();
  return worker;
}

// Made as early as the work queues are: by PID 1 itself, or by kthreadd.
task_struct* ScenarioTasks::addKeventd(Kthread& kernel, task_struct* init, const Group& group) {
  Program& program = addProgram(static_cast<std::size_t>(&group - m_groups.data()));
  const TaskId kthreadd = kernel.kthreaddTask();
  task_struct* parent = kthreadd == kNoTask ? init : &kernel.task(kthreadd);
  task_struct* keventd = kernel.addFirstTask(5, parent, {group.name, 0}, keventdEntry, &program);
  keventd->locals = &program;
  keventd->env = Environment{-5, ~0ull, ~0ull, true, kPfNofreeze, 0, 0};
  for (const Function function : {Function::Kthread, Function::ThreadFn, Function::WorkerThread})
    push(keventd, function);
  return keventd;
}

// start_kernel() has come to its last line: only PID 0 exists, and it holds the big kernel lock.
std::vector<task_struct*> ScenarioTasks::populateBoot(Kthread& kernel) {
  kernel.setBoots(true);
  Program& program = addProgram(0);
  program.waits = m_family;
  task_struct* swapper = kernel.addFirstTask(0, nullptr, {nameId("swapper"), 0}, bootEntry, &program);
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
    const auto asks = [](const Statement& statement) {
      return statement.what != Statement::What::Sleep && statement.what != Statement::What::Exit &&
             statement.what != Statement::What::Wait4 && statement.what != Statement::What::Load;
    };
    tasks->m_groups.push_back({tasks->nameId(group.name), *count, std::move(*does),
                               std::any_of(group.does.begin(), group.does.end(), asks), group.keventd,
                               group.env});
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

std::expected<std::vector<ScenarioTasks::Step>, Problem> ScenarioTasks::compile(
    const std::vector<Statement>& statements) {
  std::vector<Step> steps;
  for (const Statement& statement : statements) {
    Step step;
    step.what = statement.what;
    const auto number = numberOf(statement.number);
    if (!number) return std::unexpected(number.error());
    step.number = *number;
    step.bound = statement.bound;
    step.function = statement.function;
    if (!statement.thread.empty())
      step.variable = m_variables.try_emplace(statement.thread, m_variables.size()).first->second;
    if (!statement.comm.empty() || !statement.thread.empty())
      step.name = nameId(statement.comm.empty() ? statement.thread + "/%d" : statement.comm);
    using enum Statement::What;
    if (statement.what == Create || statement.what == Fork || statement.what == Workqueue) {
      const auto run = statement.what == Workqueue ? idleWorker : findThreadFunction(statement.threadfn)->run;
      step.threadfn = &m_functions.emplace_back(
          ThreadFunction{run, static_cast<std::int32_t>(*number), statement.nice, statement.noFreeze});
      if (!statement.stops.empty()) {
        const auto stops = m_variables.try_emplace(statement.stops, m_variables.size()).first->second;
        step.own = m_ownFunctions.size();
        m_ownFunctions.emplace_back(step.threadfn, stops);
      }
    }
    m_family = m_family || statement.what == Fork || statement.what == Exit || statement.what == Wait4;
    m_freezes = m_freezes || statement.what == Freeze;
    auto body = compile(statement.body);
    if (!body) return std::unexpected(body.error());
    step.body = std::move(*body);
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace kts::engine
