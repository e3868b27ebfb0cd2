// SPDX-License-Identifier: GPL-2.0-or-later
// One step of a world that is explored, and what came of it: the ground of every method.
#pragma once

#include <optional>
#include <vector>

#include "engine/exploration/exploration.h"
#include "engine/exploration/world.h"

namespace kts::engine {

// After a step: the world goes on, or has ended. An end without a finding is a good one.
struct Outcome {
  bool ended = false;
  std::optional<Finding> finding;
  TaskId lost = kNoTask;  // who sleeps in vain, where the world goes on (lost_wakeup.h)
};
inline constexpr const char* kLostWakeup = "lost-wakeup";

// Makes a move of the world's. Its finding speaks of tasks by id.
Outcome stepOf(World& world, TaskId move);
// The same of a state that nobody has stepped into: the first.
Outcome outcomeNow(World& world);

// Whether a finding is none, but a thing that cannot be explored, and why.
std::optional<Problem> whyNotExplored(const Finding& finding);

// Of a run that is made to see how it ends.
class NoSink final : public EventSink {
 public:
  void begin(const RunHeader&) override {}
  void events(std::span<const Event>) override {}
  void end(const RunSummary&) override {}
};

// The steps to where something was found. `tail`: whose access it is that the other's races with; it has
// not been made yet.
struct Way {
  std::vector<TaskId> steps;  // as a schedule says them
  TaskId tail = kNoTask;
  std::string kind = {};  // of the finding; "": any
  bool goesOn = false;    // the run goes on to its end, and is judged as a whole
};

Schedule scheduleOf(const std::vector<TaskId>& steps);

inline constexpr const char* kLivelock = "livelock";
struct Livelock;  // livelock.h

// The way as a run of its own, recorded by nobody: its finding, with the events counted, and how often it
// switches. Where whoever was preempted can as well go on for as long as it can, it does. Problem when no run
// finds what the search found: one of the two is wrong.
std::expected<Story, Problem> storyOf(const ExploreSpec& spec, const Way& way);
// The same of a livelock: the way there, and once around, where the run is cut off.
std::expected<Story, Problem> storyOf(const ExploreSpec& spec, const Livelock& livelock);

}  // namespace kts::engine
