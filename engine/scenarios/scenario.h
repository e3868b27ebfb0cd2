// SPDX-License-Identifier: GPL-2.0-or-later
// What can be run: a world and what its tasks do, read from JSON (resources/scenarios/SCHEMA.md).
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/vocabulary/protocol_state.h"

namespace kts::engine {

// One line for a person: names the file, the line and the field, and says what is expected.
struct Problem {
  std::string message;
};

struct Parameter {
  std::string name;
  std::int64_t defaultValue = 1, min = 1, max = 1;
};

// One statement of a task's program. `what` on which operands it uses:
//   create (thread, threadfn, number, stops) kthread_create into the task's variable `thread`
//   wake (thread)                           wake_up_process
//   hold (thread)                           get_task_struct: it stays when it has ended
//   stop (thread)                           kthread_stop
//   bind (thread, number = CPU)             kthread_bind
//   sleep (number = ms)                     schedule_timeout
//   repeat (number = times, body)
//   freeze (number = ms it may take)        freeze_processes
//   thaw                                    thaw_processes
//   down, up                                of the semaphore dev->sem
//   fork (thread, threadfn, threadfnArg)    kernel_thread, by the task itself
//   wait4                                   until one child has exited
//   exit (number = code)                    the end of the task
//   workqueue (comm, number = CPU)          create_workqueue of one worker, bound when `bound`
//   load                                    nr_active, for the load average
//   initcall (function, body)               the statements inside, in that function
struct Statement {
  enum class What : std::uint8_t {
    Create,
    Wake,
    Stop,
    Bind,
    Sleep,
    Repeat,
    Freeze,
    Thaw,
    Down,
    Up,
    Hold,
    Fork,
    Wait4,
    Exit,
    Workqueue,
    Initcall,
    Load
  } what = What::Create;
  std::string thread;
  std::string threadfn = "returns";  // "returns", "until-stopped", "sleeps", "idles", "freezeable"
  std::string number = "0";          // a number or "$parameter"
  std::string stops;                 // until-stopped: the thread that it stops before it ends, or ""
  std::string comm;                  // of the new thread; "" for the thread's variable and its request
  std::optional<std::int32_t> nice;  // what the new thread sets its own nice value to
  bool noFreeze = false;             // the new thread sets PF_NOFREEZE
  bool bound = false;                // workqueue
  Function function = Function::None;  // initcall
  std::vector<Statement> body;
};

struct CallerGroup {
  std::string name;                  // comm pattern, "caller %d"
  std::string count = "1";           // a number or "$parameter"
  std::vector<Statement> does;
  bool keventd = false;              // no process: the shared work queue's worker, in a work item
  // Nobody's but the process's own, unless it is said otherwise; fs and files are those of `env` when they
  // are not kNoTask.
  Environment env;
};

struct Scenario {
  std::string name, title, about;
  std::string json;                  // its whole text
  std::string world = "running";     // "running", "starting": kthreadd at its first line, "boot": rest_init
  std::string design = "kthreadd";
  std::vector<std::string> designs{"kthreadd"}, variants;
  std::vector<Parameter> parameters;
  std::vector<CallerGroup> callers;  // in the boot world: what kernel_init does
  std::string goesWrong;             // the kind of finding that its true protocol can end with; "" for none
  std::vector<std::uint32_t> failForks;  // requests (from 1) whose fork gets -EAGAIN
  std::vector<std::string> idle;     // roles that may be left asleep: "kthreadd", "init", "unwoken"
};

// Parameters and other --set keys, by name.
using Settings = std::map<std::string, std::string>;

// The scenarios that the program carries, in the order in which they are shown.
const std::vector<Scenario>& builtinScenarios();

// A built-in scenario by name, or a person's own by the path of its file.
std::expected<Scenario, Problem> findScenario(std::string_view nameOrPath);

// A scenario from its text; `origin` stands in messages ("my.json:12: field ...").
std::expected<Scenario, Problem> parseScenario(std::string_view json, std::string_view origin);

}  // namespace kts::engine
