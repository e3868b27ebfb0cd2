// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/twin.h"

#include <set>

#include "engine/controlled_run.h"
#include "engine/exploration/moves.h"
#include "engine/vocabulary/judge.h"

namespace kts::engine {

namespace {

// A run of the protocol that has ended was over long before; one that goes on is no twin.
constexpr std::uint64_t kMostSteps = 100'000;

std::vector<TaskId> stepsOf(const Schedule& schedule) {
  std::vector<TaskId> steps;
  for (const ScheduleRun& run : schedule.runs()) steps.insert(steps.end(), run.steps, run.task);
  return steps;
}

// The schedule of the whole run that begins so; nothing when it cannot, or does not end well.
std::optional<Schedule> passing(const ExploreSpec& spec, const Schedule& begin) {
  NoSink nobody;
  Judge judge(nobody);
  auto run = ControlledRun::make(runSpecOf(spec, begin), judge);
  if (!run || !(*run)->steps(kMostSteps)) return std::nullopt;
  if (!(*run)->summary() || judge.summary().verdict != Verdict::Finished) return std::nullopt;
  std::string why;
  return Schedule::parse(judge.summary().schedule, why);
}

}  // namespace

std::optional<Schedule> nearestPassing(const ExploreSpec& spec, const Schedule& story) {
  const std::vector<TaskId> steps = stepsOf(story);
  const std::set<TaskId> tasks(steps.begin(), steps.end());
  for (std::size_t at = steps.size(); at-- > 0;) {
    for (const TaskId other : tasks) {
      if (other == steps[at]) continue;
      Schedule begin;
      for (std::size_t each = 0; each < at; ++each) begin.add(steps[each]);
      begin.add(other);
      if (auto twin = passing(spec, begin)) return twin;
    }
  }
  return std::nullopt;
}

}  // namespace kts::engine
