// SPDX-License-Identifier: GPL-2.0-or-later
// The one list of rules: what must hold in every run, as sentences that can be checked. `check`, the verdict
// of a run and the findings of an exploration are made from it.
//
//   rule       the enumerator
//   function   looks at one event and says how it breaks the rule; `nothing` where no single event can tell
//   name       as it stands in tables, in JSON and in CONTRIBUTING.md
//   group      Order: no legal record breaks it, whatever the protocol; Protocol: a wrong protocol may;
//              Notice: the true protocol may, too: it surprises, and nothing is broken
//   kind       the kind of the finding that a breach is
//   events     the kinds of events that its function has something to say of
//   sentence   what holds as long as nothing breaks it
//
// A new rule is a row here and its function in one of rules_of_*.cpp; what it has to know of earlier events
// goes into rule_memory.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/vocabulary/event_table.h"

namespace kts {

enum class RuleGroup : std::uint8_t { Order, Protocol, Notice };

// clang-format off
#define KTS_RULES(X) \
  X(Awake,            awake,            "awake",             Order,    "rule-broken", onEvery, "only a task that is alive and awake does something") \
  X(OneOwner,         oneOwner,         "one-owner",         Order,    "rule-broken", on(LockTaken, LockReleased), "a lock has one owner at a time, and nobody else releases it") \
  X(Counts,           counts,           "completion",        Order,    "rule-broken", on(Complete, CompletionTaken), "a wait ends after its completion, and every count is taken once") \
  X(Wakes,            wakes,            "wake",              Order,    "rule-broken", on(WakeTookEffect, ThawTask, FreezeTask), "a wake says truly whether its target slept") \
  X(Nesting,          nesting,          "nesting",           Order,    "rule-broken", on(Return), "a task leaves the function that it entered last") \
  X(Birth,            birth,            "birth",             Order,    "rule-broken", on(Fork), "a task is born once") \
  X(ListExclusive,    listExclusive,    "list-exclusive",    Protocol, "data-race",   on(ListAddTail, ListDelInit), "a list is changed by one task at a time") \
  X(ListWhole,        listWhole,        "list-whole",        Protocol, "data-race",   on(ListEmpty, ListAddTail, ListDelInit), "a list's links are whole whenever somebody looks: it holds what was put into it") \
  X(CompletedOnce,    completedOnce,    "completed-once",    Protocol, "rule-broken", on(Complete, FrameDead), "every request is completed exactly once, and its caller returns only then") \
  X(RequestAlive,     requestAlive,     "request-alive",     Protocol, "dead-memory", onEvery, "nobody touches a request after its caller has returned") \
  X(CompletionAlive,  completionAlive,  "completion-alive",  Protocol, "dead-memory", onEvery, "nobody touches a completion after its waiter has returned") \
  X(CompletionFresh,  completionFresh,  "completion-fresh",  Protocol, "data-race",   on(Complete, InitCompletion), "a completion is initialised before anybody completes it, and no count is wiped out") \
  X(TaskAlive,        taskAlive,        "task-alive",        Protocol, "dead-memory", on(GetTask, PutTask, WakeTookEffect, WaitInactive, SetComm, SetNice, SetCpus), "nobody touches a task_struct after its last reference is gone") \
  X(OwnResult,        ownResult,        "own-result",        Protocol, "rule-broken", on(ResultRead, ResultStored), "the result of a request is the task that was forked for it, and is stored before it is read") \
  X(CleanEnvironment, cleanEnvironment, "clean-environment", Protocol, "rule-broken", on(Complete), "a new thread's environment is what its design promises") \
  X(WokenFirst,       wokenFirst,       "woken-first",       Protocol, "rule-broken", on(Call), "a thread's function runs only after somebody woke or stopped the thread") \
  X(StopValue,        stopValue,        "stop-value",        Protocol, "rule-broken", on(StopResult, StopReturned), "a stop returns what the thread's function returned, and -EINTR only when it never ran") \
  X(BoundParked,      boundParked,      "bound-parked",      Protocol, "rule-broken", on(SetCpus), "a thread is bound to a CPU only while it is parked, off its CPU") \
  X(KthreaddKnown,    kthreaddKnown,    "kthreadd-known",    Protocol, "rule-broken", on(WakeIssued), "nobody asks for a thread before kthreadd_task is set") \
  X(NoSleepLocked,    noSleepLocked,    "no-sleep-locked",   Protocol, "rule-broken", on(Schedule), "nobody sleeps with a spinlock held") \
  X(FreezesInTime,    freezesInTime,    "freezes-in-time",   Protocol, "rule-broken", on(FreezeRefused), "whoever can be frozen comes to a freezing point before the freezer gives up") \
  X(NoLostWakeup,     nothing,          "no-lost-wakeup",    Protocol, "lost-wakeup", onNone, "a task sleeps only while its condition is false or a wake is on its way") \
  X(NoDataRace,       nothing,          "no-data-race",      Protocol, "data-race",   onNone, "what one task writes, another reads or writes only with something that orders the two") \
  X(Served,           nothing,          "served",            Protocol, "deadlock",    onNone, "nobody waits for ever") \
  X(NoLivelock,       nothing,          "no-livelock",       Protocol, "livelock",    onNone, "nobody goes around for ever and gets nowhere") \
  X(WokenRuns,        wokenRuns,        "woken-runs",        Notice,   "notice",      on(StopResult), "a thread that somebody has woken runs its function, whoever stops it next")
// clang-format on

enum class Rule : std::uint8_t {
#define X(rule, function, name, group, kind, events, sentence) rule,
  KTS_RULES(X)
#undef X
};

inline constexpr int kRules = 0
#define X(rule, function, name, group, kind, events, sentence) +1
    KTS_RULES(X)
#undef X
    ;

struct RuleCase;  // rule_memory.h
using WhyBroken = std::optional<std::string>;

namespace rules {
#define X(rule, function, name, group, kind, events, sentence) WhyBroken function(const RuleCase&);
KTS_RULES(X)
#undef X
}  // namespace rules

// Some kinds of events.
class EventKinds {
 public:
  template <class... Kind>
  static constexpr EventKinds of(Kind... kind) {
    EventKinds kinds;
    ((kinds.m_bits[static_cast<std::size_t>(kind) / 64] |= bitOf(kind)), ...);
    return kinds;
  }
  static constexpr EventKinds all() {
    EventKinds kinds;
    kinds.m_bits.fill(~0ull);
    return kinds;
  }
  constexpr bool has(EventKind kind) const {
    return m_bits[static_cast<std::size_t>(kind) / 64] & bitOf(kind);
  }

 private:
  static constexpr std::uint64_t bitOf(EventKind kind) { return 1ull << static_cast<std::size_t>(kind) % 64; }
  std::array<std::uint64_t, 4> m_bits{};
};

struct RuleInfo {
  WhyBroken (*function)(const RuleCase&);
  std::string_view name;
  RuleGroup group;
  std::string_view findingKind;
  EventKinds events;
  std::string_view sentence;
};

const RuleInfo& infoOf(Rule rule);
// The rules that an event of this kind may break: bit n is the rule n.
std::uint32_t rulesOn(EventKind kind);
std::optional<Rule> ruleNamed(std::string_view name);

}  // namespace kts
