// SPDX-License-Identifier: GPL-2.0-or-later
// How a run ended, and what was found in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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

// `kind` is one of deadlock, lost-wakeup, data-race, dead-memory, rule-broken, livelock.
struct Finding {
  std::string kind;
  TaskId task = kNoTask;
  Seq seq = 0;           // the event at which it shows
  std::string sentence;  // for a person
};

}  // namespace kts
