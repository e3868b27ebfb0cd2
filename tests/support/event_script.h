// SPDX-License-Identifier: GPL-2.0-or-later
// Runs written by hand, for tests of views: a line of text per event, folded into states.
//
//   task NAME PID                       in the first world, TASK_RUNNING; NAME is its comm
//   asleep NAME                         in the first world it sleeps, TASK_INTERRUPTIBLE
//   in NAME FUNCTION                    in the first world it is inside that function
//   kthreadd_task NAME                    kthreadd_task of the first world
//   name PATTERN                        another comm pattern, "worker/%d"
//   NAME KIND [OBJECT] [rN] [=ARG] [!EFFECT]   an event; OBJECT "done" goes with rN, "@NAME" is a task
//   mark LABEL                          names the moment after the events so far
//
// `fork @NAME` makes a task called NAME in the script. ARG is a number, or a function's or a pattern's name.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/vocabulary/event_sink.h"

namespace kts::test {

struct EventScript {
  RunHeader header;
  std::vector<Event> events;
  std::map<std::string, Seq> marks;

  ProtocolState stateAt(Seq seq) const;
  Seq at(const std::string& mark) const { return marks.at(mark); }
};

// Throws std::runtime_error that names the line.
EventScript parseScript(std::string_view text);
EventScript readScript(const std::string& file);

// `callers` callers that have all put their request on the list and wait, while kthreadd forks for the first;
// every third one spins on kthread_create_lock instead, when `spinning`.
EventScript crowdScript(int callers, bool spinning = false);

}  // namespace kts::test
