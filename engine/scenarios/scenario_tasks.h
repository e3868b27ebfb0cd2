// SPDX-License-Identifier: GPL-2.0-or-later
// A scenario made ready to run: its first world, and what its tasks do, statement by statement.
#pragma once

#include <deque>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/protocol/kthread.h"
#include "engine/scenarios/scenario.h"

namespace kts::engine {

class ScenarioTasks {
 public:
  // Problem for a setting that the scenario does not have or whose value is out of range.
  static std::expected<std::unique_ptr<ScenarioTasks>, Problem> make(const Scenario& scenario,
                                                                     const Settings& settings);

  // Puts the first world into the kernel; returns the tasks that can move.
  std::vector<task_struct*> populate(Kthread& kernel);

  const std::vector<std::string>& names() const { return m_names; }
  // Every parameter with its value.
  const std::vector<std::pair<std::string, std::int64_t>>& parameters() const { return m_parameters; }

  // Of each process that runs a program of the scenario, what it changes; and whether a thread looks at what
  // belongs to another.
  std::vector<std::vector<std::span<const std::byte>>> programMemory() const;
  bool looksIntoOthers() const { return !m_ownFunctions.empty(); }

  // A statement with its numbers looked up.
  struct Step {
    Statement::What what = Statement::What::Create;
    std::size_t variable = 0;
    const ThreadFunction* threadfn = nullptr;
    NameId name = 0;
    std::int64_t number = 0;
    std::optional<std::size_t> own;  // which of its program's own functions the thread runs
    bool bound = false;
    Function function = Function::None;
    std::vector<Step> body;
  };
  // One task's run through its program.
  struct Program : Locals {
    const std::vector<Step>* does = nullptr;
    bool freezes = false;  // somebody in this world may freeze it, once it is back in user space
    bool failed = false;   // the freeze did: what was to come after it does not
    bool acted = false;    // in this turn of a repeat, on whatever comes to a step
    RunVector<const ThreadFunction*> functions;  // of threads that stop another one of this program's
    bool asks = true;      // it asks for threads, in a system call
    bool waits = false;    // PID 1: it waits for children when its program is over
    int exitCode = 0;      // once it has come to its exit
  };

 private:
  struct Group {
    NameId name = 0;
    std::int64_t count = 0;
    std::vector<Step> does;
    bool asks = true;      // for threads
    bool keventd = false;
    Environment env;
  };

  ScenarioTasks() = default;
  std::expected<void, Problem> set(const Scenario& scenario, const Settings& settings);
  std::expected<std::int64_t, Problem> numberOf(const std::string& text) const;
  std::expected<std::vector<Step>, Problem> compile(const std::vector<Statement>& statements);
  NameId nameId(const std::string& pattern);
  std::vector<task_struct*> populateRunning(Kthread& kernel);
  std::vector<task_struct*> populateBoot(Kthread& kernel);
  task_struct* addKthreadd(Kthread& kernel, task_struct* swapper);
  task_struct* addWorker(Kthread& kernel, task_struct* init);
  task_struct* addKeventd(Kthread& kernel, task_struct* init, const Group& group);
  Program& addProgram(std::size_t group);
  task_struct* addCaller(Kthread& kernel, task_struct* init, const Group& group);
  task_struct* addInit(Kthread& kernel, task_struct* swapper);

  std::string m_world, m_design;
  std::vector<std::string> m_names;
  std::vector<std::pair<std::string, std::int64_t>> m_parameters;
  std::deque<ThreadFunction> m_functions;     // never move
  // Made anew for each program: the function, and the variable of the thread that it stops.
  std::vector<std::pair<const ThreadFunction*, std::size_t>> m_ownFunctions;
  std::map<std::string, std::size_t> m_variables;
  std::vector<Group> m_groups;
  std::deque<Program, RunAllocator<Program>> m_programs;  // never move
  std::set<RequestId> m_failForks;
  bool m_freezes = false;                     // some task freezes the others
  bool m_family = false;                      // processes exit or fork: PID 1 waits for them in earnest
};

}  // namespace kts::engine
