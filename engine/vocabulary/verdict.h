// SPDX-License-Identifier: GPL-2.0-or-later
// How a run ended, and what was found in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/vocabulary/ids.h"

namespace kts {

//   verdict       name
#define KTS_VERDICTS(X)           \
  X(Finished,     "finished")     \
  X(Deadlock,     "deadlock")     \
  X(LostWakeup,   "lost-wakeup")  \
  X(RuleBroken,   "rule-broken")  \
  X(BoundReached, "bound-reached") \
  X(Unfinished,   "unfinished")

// BoundReached: --max-events; Unfinished: the recording ends where its process was killed or cancelled.
enum class Verdict : std::uint8_t {
#define X(verdict, name) verdict,
  KTS_VERDICTS(X)
#undef X
};

std::string_view nameOf(Verdict verdict);

// One of the events that make a finding, and its part in it: `read`, `change`, `wake`, `state`, `store` (when
// that state left its store buffer), `sleep`, `rescue`, `wait`, `exit`.
struct FindingEvent {
  std::string role;
  Seq seq = 0;
  std::string sentence;

  bool operator==(const FindingEvent&) const = default;
};

// `kind` is one of deadlock, lost-wakeup, data-race, dead-memory, rule-broken, livelock.
struct Finding {
  std::string kind;
  TaskId task = kNoTask;
  Seq seq = 0;            // the event at which it shows
  std::string sentence;   // for a person
  std::string rule = {};  // the name of the rule that it breaks (rule_table.h)
  std::vector<FindingEvent> events = {};
};

}  // namespace kts
