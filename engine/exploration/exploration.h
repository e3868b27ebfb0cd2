// SPDX-License-Identifier: GPL-2.0-or-later
// Tries the orders in which a scenario's tasks can move: all of them, or as many as a bound allows. What is
// asked for goes in as a plain struct, what was covered and found comes out as one. Returns when it has
// ended; `progress` is called on the calling thread, at most some twenty times a second, and the flags may be
// set from any other.
//
//   method    what it does                                          what it promises at its end
//   graph     every reachable state once                            proved, or the shortest way to a finding
//   dpor      one order of each class of equivalent ones            proved, or a finding
//   bounded   0 preemptions, then 1, then 2, ...                    no finding with so many preemptions
//   random    each step with the same probability, again and again  nothing; says how many runs were good
//   pct       priorities, changed at a few random steps             a finding of depth d, with a probability
//
// What each looks at:
//
//   after each step of every method   data races, dead memory, BUG_ON, wakeups that are lost
//                                     (world.h, lost_wakeup.h)
//   each end of every method          deadlocks, and who sleeps for ever (ending.h)
//   the whole graph                   livelocks (livelock.h)
//   complete runs, some of them       the table of rules: of graph, once it is known whole, as many as a
//                                     fiftieth of the time allows, which are to make many of its transitions
//                                     (rule_cover.h); of dpor one of each class, of random and pct all; the
//                                     first 64, then one in 256 (rule_check.h)
//   more, with `rulesOnAll`           the table of rules: of graph until each transition was made by one of
//                                     them; of dpor, random and pct each
//   the story of any finding          the table of rules
//
// Of a class dpor sees the states of one order. Whatever goes wrong at an end does so in every order of its
// class; but a wakeup that is lost and rescued may be lost in another order's states alone, and graph tells.
//
// A rule may speak of what came long before: that they hold on runs that make each transition is no proof of
// them, and bounded tells nothing of them at all. Time stands still in all of these methods: who sleeps for a
// time cannot be explored, and the freezer never comes to its limit.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/run.h"

namespace kts::engine {

enum class Method : std::uint8_t { Graph, Dpor, Bounded, Random, Pct };
std::span<const std::string_view> methodNames();  // in the order of the enumerators

struct ExploreSpec {
  Scenario scenario;
  Settings settings;           // parameters, design, variant
  MakeProtocol protocol = {};  // in place of design and variant
  Method method = Method::Graph;
  Granularity granularity = Granularity::Sync;
  Memory memory = Memory::Sc;
  bool symmetry = true;     // graph and bounded: callers of one group are interchangeable
  bool rulesOnAll = false;  // see above; bounded: changes nothing
  bool everyByte = false;   // graph: tells states apart by all memory, to hold the fingerprints against
  bool everyStep = false;   // graph: makes each step, also where it knows what comes of it
  std::uint64_t seed = 1;   // random and pct
  // random and pct: 0 is as many as there are cores. graph: 0 is one; with two or more a second one settles
  // where the steps lead, which takes a quarter less time for a tenth more of the processor's.
  unsigned threads = 0;
  double maxSeconds = 0;        // 0: no bound; samplers stop after kSampleSeconds
  std::uint64_t maxMemory = 0;  // bytes; 0: half of the machine's
  // After its first finding `graph` goes on for so long, for what only the whole graph can tell: doomed
  // states, how rare the finding is.
  double secondsAfterFinding = 2;
};
inline constexpr double kSampleSeconds = 10;

struct ExploreProgress {
  std::uint64_t states = 0, transitions = 0, executions = 0;
  std::uint64_t waiting = 0;      // states known and not gone on from yet
  std::uint64_t rulesOn = 0;      // graph, once it is known: of its transitions, by runs with the rules
  std::uint32_t depth = 0;        // steps from the begin
  std::uint32_t preemptions = 0;  // bounded: the bound that is tried now
  std::uint64_t bytes = 0;
  double seconds = 0;
  bool found = false;
};

// How somebody else stops an exploration, or makes it wait.
struct ExploreControl {
  std::atomic<bool> cancel = false, pause = false;
  std::function<void(const ExploreProgress&)> progress;
};

enum class Explored : std::uint8_t { Proved, Counterexample, BoundReached };
std::string_view nameOf(Explored verdict);

// The way to a finding, as `record --schedule` takes it.
struct Story {
  Finding finding;  // seq and task as a recording of it has them
  Schedule schedule;
  std::uint64_t preemptions = 0, switches = 0;
  std::size_t around = 0;          // livelock: so many of the last steps lead once around
  bool fewestPreemptions = false;  // proved: no way to a finding has fewer, nor so many and fewer switches
  // The run that is the same up to two steps, makes those in the other order, and ends well; where there is
  // one.
  std::optional<Schedule> twin;
  bool fewestSteps = false;  // proved: no way to a finding has fewer steps
};

// Lines of the protocol's source that make events, and how many of them some order has come to.
struct SiteCoverage {
  std::uint32_t reached = 0, known = 0;
  std::vector<std::string> missed;  // "kthread.cpp:104"
};

struct ExploreResult {
  Explored verdict = Explored::Proved;
  ExploreProgress covered;
  std::uint64_t peakBytes = 0;  // of the process, at the end
  std::string bound;            // BoundReached: which, in a few words
  std::string guarantee;        // one sentence: what is known now
  std::optional<Story> story;
  SiteCoverage sites;
  std::uint64_t rulesTried = 0;                   // complete runs on which every rule was tried
  std::optional<std::uint64_t> rulesTransitions;  // graph: how many of the transitions those make

  // graph, once the whole graph is known
  bool whole = false;
  std::uint64_t ends = 0, goodEnds = 0;  // states in which nobody can move
  std::uint64_t doomed = 0;              // states from which no order ends well
  std::uint64_t lost = 0;  // states in which somebody sleeps in vain; those not doomed may be rescued
  bool circles = false;    // some order comes back to a state where it was before
  std::optional<double> interleavings;     // complete orders; nothing when there are infinitely many
  std::optional<double> badInterleavings;  // of them, those with a finding
  // That a run with random steps has a finding. Of a data race those runs are counted in which both accesses
  // are open at once; a recorded run says of more that nothing orders the two.
  std::optional<double> randomChance;
  std::optional<double> chanceForGood;  // the same without runs in which another wake rescues a lost one
  std::uint32_t shortestSteps = 0;      // to an end that is a finding, 0 without one

  // dpor
  std::uint64_t sleepBlocked = 0;  // executions begun in vain: equivalent to ones made before
  // bounded
  std::uint32_t preemptionsCovered = 0;  // every schedule with so many was tried, when `whole` is not set
};

// The specification of a run with that schedule, and of a story's, for whoever records it.
RunSpec runSpecOf(const ExploreSpec& spec, const Schedule& schedule);
RunSpec runSpecOf(const ExploreSpec& spec, const Story& story);

// Problem when it cannot be explored so: unknown settings, too many tasks; timers by dpor or with tso.
std::expected<ExploreResult, Problem> explore(const ExploreSpec& spec, ExploreControl& control);

}  // namespace kts::engine
