// SPDX-License-Identifier: GPL-2.0-or-later
// The one list of what an event can have brought about, where its kind alone does not tell.
#pragma once

#include <cstdint>
#include <string_view>

namespace kts {

//   effect        name             phrase that ends the event's sentence
#define KTS_EFFECTS(X)                                                                       \
  X(None,          "",              "")                                                      \
  X(Slept,         "slept",         "and leaves its CPU until it is woken")                  \
  X(StayedAwake,   "stayed-awake",  "and keeps its CPU, for its state is TASK_RUNNING")      \
  X(Interrupted,   "interrupted",   "and keeps its CPU, for a signal is pending")            \
  X(Woke,          "woke",          "it slept, and is runnable now")                         \
  X(KeptAwake,     "kept-awake",    "it had not left its CPU yet, and is set back to TASK_RUNNING") \
  X(FoundRunning,  "found-running", "it was running already, and the wake changes nothing")  \
  X(NobodyThere,   "nobody-there",  "but there is no task to wake")                          \
  X(Empty,         "empty",         "it is empty")                                           \
  X(NotEmpty,      "not-empty",     "it is not empty")                                       \
  X(Forked,        "forked",        "the new task is born")                                  \
  X(Failed,        "failed",        "it fails")                                              \
  X(Reaped,        "reaped",        "and will be released at once, for its parent ignores SIGCHLD") \
  X(Zombie,        "zombie",        "and stays a zombie until its parent waits for it")      \
  X(Yes,           "yes",           "yes")                                                   \
  X(No,            "no",            "no")                                                    \
  X(Signalled,     "signalled",     "it has a signal pending now")                           \
  X(UserSpace,     "user-space",    "of user space")                                         \
  X(KernelThreads, "kernel-threads", "of the kernel threads")                                \
  X(Freezes,       "freezes",       "and is PF_FROZEN from now on")                          \
  X(CalledOff,     "called-off",    "but the freeze has been called off") \
  X(FoundZombie,   "found-zombie",  "and finds one that has exited")                         \
  X(NoneExited,    "none-exited",   "and none has exited")                                   \
  X(NoChild,       "no-child",      "and has none to wait for")                              \
  X(Buffered,      "buffered",      "(the store waits in its store buffer: nobody else sees it yet)")

enum class Effect : std::uint8_t {
#define X(effect, name, phrase) effect,
  KTS_EFFECTS(X)
#undef X
};

inline constexpr int kEffects = 0
#define X(effect, name, phrase) +1
    KTS_EFFECTS(X)
#undef X
    ;

std::string_view nameOf(Effect effect);
std::string_view phraseOf(Effect effect);

}  // namespace kts
