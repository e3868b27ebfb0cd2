// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/moves.h"

#include "engine/controlled_run.h"
#include "engine/exploration/twin.h"
#include "engine/runtime/ending.h"
#include "engine/runtime/snapshot.h"

namespace kts::engine {

Outcome outcomeNow(World& world) {
  if (auto finding = world.takeFinding()) return {true, std::move(finding)};
  if (!world.canMove().empty()) return {};
  RunSummary summary;
  judgeEnding(stateOf(world.kernel()), world.tasks().names(), summary);
  return {true, std::move(summary.finding)};
}

Outcome stepOf(World& world, TaskId task) {
  world.step(task);
  return outcomeNow(world);
}

std::optional<Problem> whyNotExplored(const Finding& finding) {
  if (finding.kind == World::kTimer)
    return Problem{
        "a task sleeps for a time or looks at the clock, and time is not explored in this version: choose "
        "another scenario, or record it under many seeds"};
  if (finding.kind == World::kTooLarge)
    return Problem{"the run makes " + finding.sentence + ", which cannot be explored: ask for fewer"};
  return {};
}

namespace {

Schedule scheduleOf(const std::vector<TaskId>& steps) {
  Schedule schedule;
  for (const TaskId task : steps) schedule.add(task);
  return schedule;
}

// Switches, and those away from a task that could have gone on.
void countSwitches(World& world, const std::vector<TaskId>& steps, Story& story) {
  TaskId last = kNoTask;
  for (const TaskId task : steps) {
    if (last != kNoTask && task != last) {
      ++story.switches;
      story.preemptions += world.canMove().contains(last);
    }
    if (!world.canMove().contains(task)) return;
    world.step(last = task);
    if (world.takeFinding()) return;
  }
}

// Two accesses that nothing orders show in a run once both are made: the steps that make them.
std::vector<std::vector<TaskId>> tailsOf(const Way& way) {
  if (way.tail == kNoTask) return {{}};
  const TaskId self = way.steps.empty() ? kNoTask : way.steps.back();
  return {{}, {self}, {way.tail}, {self, way.tail}, {way.tail, self}};
}

}  // namespace

std::expected<Story, Problem> storyOf(const ExploreSpec& spec, const Way& way) {
  for (const auto& tail : tailsOf(way)) {
    std::vector<TaskId> steps = way.steps;
    steps.insert(steps.end(), tail.begin(), tail.end());
    NoSink sink;
    auto run = ControlledRun::make(runOf(spec, scheduleOf(steps)), sink);
    if (!run) return std::unexpected(run.error());
    const bool ended = (*run)->steps(steps.size()) || (*run)->steps(0);
    if (!ended && !(*run)->runtime().canMove().empty()) continue;
    if (!ended) (*run)->steps(1);
    const auto summary = (*run)->summary();
    if (!summary) return std::unexpected(summary.error());
    if (!summary->finding) continue;
    Story story;
    story.finding = *summary->finding;
    std::string why;
    story.schedule = Schedule::parse(summary->schedule, why).value_or(Schedule());
    auto world = World::make(spec.scenario, spec.settings, spec.granularity);
    if (!world) return std::unexpected(world.error());
    countSwitches(**world, steps, story);
    story.twin = nearestPassing(spec, story.schedule);
    return story;
  }
  return std::unexpected(Problem{"the schedule " + scheduleOf(way.steps).text() +
                                 " was found to go wrong, and a run of it does not: please report this"});
}

}  // namespace kts::engine
