// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <tuple>

#include "engine/controlled_run.h"
#include "engine/exploration/livelock.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/twin.h"
#include "engine/vocabulary/judge.h"

namespace kts::engine {

namespace {

using Runs = std::vector<ScheduleRun>;
constexpr std::uint32_t kAsLongAsItCan = ~0u;
// A run that comes to no end is cut off here.
constexpr std::uint32_t kMostSteps = 100'000;

auto costOf(const Story& story) {
  return std::tuple(story.preemptions, story.switches, story.schedule.steps());
}

// Chooses what the caller of steps(1) says, and counts what it costs.
class Teller {
 public:
  bool make(const ExploreSpec& spec) {
    RunSpec run = runSpecOf(spec, Schedule());
    run.scheduler = "manual";
    run.schedule.reset();
    run.askOwner = [this](std::span<const Choice>) { return m_next; };
    auto made = ControlledRun::make(run, m_judge);
    if (made) m_run = std::move(*made);
    return m_run != nullptr;
  }

  // True when the run has ended, and the story is the better for it. A store on its way is no switch.
  bool step(TaskId move) {
    if (isStep(move) && m_last != kNoTask && move != m_last) {
      ++m_story.switches;
      m_story.preemptions += canMove(m_last);
    }
    m_next = move;
    if (isStep(move)) m_last = move;
    return m_run->steps(1) || (m_run->runtime().canMove().empty() && m_run->steps(1));
  }
  bool canMove(TaskId move) const { return m_run->runtime().canMove().contains(move); }

  // To its end, each as long as it can.
  bool goOn() {
    for (std::uint32_t more = 0; more < kMostSteps; ++more) {
      const bool same = m_last != kNoTask && canMove(m_last);
      if (step(same ? m_last : m_run->runtime().canMove().from(0))) return true;
    }
    m_run->cancel();
    return true;
  }

  // As it stands.
  Story cutOff() {
    m_story.schedule = m_run->runtime().schedule();
    return m_story;
  }

  // Once it has ended.
  std::optional<Story> story(const std::string& kind) {
    if (!m_run->summary()) return std::nullopt;
    const RunSummary& summary = m_judge.summary();
    if (!summary.finding || (!kind.empty() && summary.finding->kind != kind)) return std::nullopt;
    m_story.finding = *summary.finding;
    m_story.schedule = m_run->runtime().schedule();
    return m_story;
  }

 private:
  NoSink m_nobody;
  Judge m_judge{m_nobody};  // what the engine says of the end is not all that a run is judged by
  std::unique_ptr<ControlledRun> m_run;
  TaskId m_next = kNoTask, m_last = kNoTask;
  Story m_story;
};

// Nothing unless the run ends on the way, or goes on to its end, in a finding of that kind. Who cannot move
// is passed over.
std::optional<Story> tell(const ExploreSpec& spec, const Runs& runs, const std::string& kind,
                          bool goesOn = false) {
  Teller teller;
  if (!teller.make(spec)) return std::nullopt;
  std::uint32_t left = kMostSteps;  // who goes around for ever can move as long as it likes
  for (const ScheduleRun& run : runs)
    for (std::uint32_t step = 0; step < run.steps && teller.canMove(run.task); ++step) {
      if (left-- == 0) return std::nullopt;
      if (teller.step(run.task)) return teller.story(kind);
    }
  if (goesOn && teller.goOn()) return teller.story(kind);
  return std::nullopt;
}

// Lets who was preempted go on as long as it can, wherever the finding is met that way, too.
Story plainer(const ExploreSpec& spec, Story story) {
  for (std::size_t at = 0; at < story.schedule.runs().size() && story.preemptions > 0; ++at) {
    Runs runs = story.schedule.runs();
    runs[at].steps = kAsLongAsItCan;
    auto told = tell(spec, runs, story.finding.kind);
    if (!told || costOf(*told) >= costOf(story)) continue;
    story = std::move(*told);
    at = ~std::size_t(0);  // from the first again
  }
  return story;
}

}  // namespace

Schedule scheduleOf(const std::vector<TaskId>& steps) {
  Schedule schedule;
  for (const TaskId move : steps) schedule.add(move);
  return schedule;
}

RunSpec runSpecOf(const ExploreSpec& spec, const Schedule& schedule) {
  RunSpec run;
  run.scenario = spec.scenario;
  run.settings = spec.settings;
  run.protocol = spec.protocol;
  run.scheduler = "replay";
  run.schedule = schedule;
  run.granularity = spec.granularity;
  run.memory = spec.memory;
  run.timersChosen = true;
  return run;
}

RunSpec runSpecOf(const ExploreSpec& spec, const Story& story) {
  RunSpec run = runSpecOf(spec, story.schedule);
  if (story.finding.kind == kLivelock) run.endsIn = story.finding;
  return run;
}

namespace {

// A race is seen by the explorer as soon as both tasks stand before their accesses or just behind them. What
// is missing of the two is made here: at the end, or the other's where it was last on, which saves two
// switches.
std::vector<std::vector<TaskId>> completions(const Way& way) {
  std::vector<std::vector<TaskId>> paths{way.steps};
  if (way.tail == kNoTask || way.steps.empty()) return paths;
  const TaskId self = way.steps.back(), other = way.tail;
  const auto append = [&](std::vector<TaskId> path, std::initializer_list<TaskId> tail) {
    path.insert(path.end(), tail);
    paths.push_back(std::move(path));
  };
  const auto last = std::find(way.steps.rbegin(), way.steps.rend(), other);
  std::vector<TaskId> earlier = way.steps;
  earlier.insert(earlier.begin() + (way.steps.rend() - last), other);
  append(earlier, {});
  append(earlier, {self});
  append(way.steps, {self});
  append(way.steps, {other});
  append(way.steps, {self, other});
  append(way.steps, {other, self});
  return paths;
}

}  // namespace

std::expected<Story, Problem> storyOf(const ExploreSpec& spec, const Way& way) {
  std::optional<Story> best;
  for (const auto& path : completions(way)) {
    auto story = tell(spec, scheduleOf(path).runs(), way.kind, way.goesOn);
    if (story && (!best || costOf(*story) < costOf(*best))) best = std::move(story);
  }
  if (best) {
    Story story = plainer(spec, std::move(*best));
    story.twin = nearestPassing(spec, story.schedule);
    return story;
  }
  return std::unexpected(Problem{"the schedule " + scheduleOf(way.steps).text() +
                                 " was found to go wrong, and a run of it does not: please report this"});
}

std::expected<Story, Problem> storyOf(const ExploreSpec& spec, const Livelock& livelock) {
  Teller teller;
  if (!teller.make(spec)) return std::unexpected(Problem{"the run of a livelock cannot be made"});
  const Schedule schedule = scheduleOf(livelock.steps);
  for (const ScheduleRun& run : schedule.runs())
    for (std::uint32_t times = 0; times < run.steps; ++times)
      if (!teller.canMove(run.task) || teller.step(run.task))
        return std::unexpected(
            Problem{"the schedule " + schedule.text() +
                    " was found to go around, and a run of it does not: please report this"});
  Story story = teller.cutOff();
  story.around = livelock.around;
  story.finding = livelock.finding;
  NoSink nobody;
  Judge judge(nobody);
  if (const auto ran = run(runSpecOf(spec, story), judge); !ran) return std::unexpected(ran.error());
  story.finding = judge.summary().finding.value_or(livelock.finding);
  return story;
}

}  // namespace kts::engine
