// SPDX-License-Identifier: GPL-2.0-or-later
// The one list of what a task's lane can show: the state as a person sees it, made of the task's state
// word, whether it is on a CPU, and what it waits for.
#pragma once

#include <cstdint>
#include <string_view>

namespace kts {

//   state        letter  name                     meaning
#define KTS_LANE_STATES(X)                                                                     \
  X(None,         ' ', "no task",               "the lane is empty")                           \
  X(Running,      'R', "running",               "on a CPU")                                    \
  X(User,         'U', "in user space",         "on a CPU, outside the kernel")                \
  X(Spinning,     'R', "spins on a lock",       "on a CPU, waiting for another to release it") \
  X(AboutToSleep, 'R', "about to sleep",        "on a CPU with a sleeping state already set")  \
  X(Sleeping,     'S', "sleeps, interruptible", "off its CPU until a wake or a signal")        \
  X(Blocked,      'D', "sleeps, uninterruptible", "off its CPU until a wake")                  \
  X(Waking,       'W', "woken",                 "runnable, and not on a CPU yet")              \
  X(Newborn,      'N', "being born",            "forked, and not run yet")                     \
  X(Zombie,       'Z', "zombie",                "exited, and not waited for yet")              \
  X(Frozen,       'F', "frozen",                "in the refrigerator until it is thawed")

enum class LaneState : std::uint8_t {
#define X(state, letter, name, meaning) state,
  KTS_LANE_STATES(X)
#undef X
};

inline constexpr int kLaneStates = 0
#define X(state, letter, name, meaning) +1
    KTS_LANE_STATES(X)
#undef X
    ;

struct LaneStateInfo {
  char letter;
  std::string_view name;
  std::string_view meaning;
};

const LaneStateInfo& infoOf(LaneState state);

}  // namespace kts
