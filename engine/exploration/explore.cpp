// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/bounded.h"
#include "engine/exploration/dpor.h"
#include "engine/exploration/exploration.h"
#include "engine/exploration/graph.h"
#include "engine/exploration/rule_cover.h"
#include "engine/exploration/samples.h"
#include "engine/exploration/site_coverage.h"
#include "engine/exploration/watch.h"
#include "engine/vocabulary/sentence.h"

namespace kts::engine {

namespace {

constexpr std::array<std::string_view, 5> kMethods = {"graph", "dpor", "bounded", "random", "pct"};
constexpr std::array<std::string_view, 3> kVerdicts = {"proved", "counterexample", "bound-reached"};

// How long the smallest story is looked for, once there is one.
constexpr double kSecondsForSmallest = 5;

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string counted(std::uint64_t count, const char* one) {
  const char* more = std::string_view(one).ends_with('s') ? "es" : "s";
  return grouped(count) + " " + one + (count == 1 ? "" : more);
}

using World_ = std::expected<std::unique_ptr<World>, Problem>;
World_ worldOf(const ExploreSpec& spec) {
  return World::make(spec.scenario, spec.settings, spec.granularity, spec.memory, spec.protocol);
}

std::expected<void, Problem> takeStory(const ExploreSpec& spec, const Way& way, ExploreResult& result) {
  auto story = storyOf(spec, way);
  if (!story) return std::unexpected(story.error());
  result.verdict = Explored::Counterexample;
  result.story = std::move(*story);
  return {};
}

// A data race is met by a search as soon as both accesses could be made at once; that nothing orders them can
// show with fewer preemptions, too, and only none at all is sure to be the fewest.
void certify(const Way& way, Story& story) {
  story.fewestPreemptions = way.tail == kNoTask || story.preemptions == 0;
}

std::string guaranteeOf(const Story& story, const std::string& goesWrong = "goes wrong") {
  if (story.fewestPreemptions)
    return "No schedule that " + goesWrong + " has fewer preemptions, nor as few and fewer switches.";
  if (story.fewestSteps) return "No schedule that " + goesWrong + " has fewer steps.";
  return "There may be a schedule with fewer preemptions that " + goesWrong + ".";
}

// The story with the fewest preemptions, then switches, then steps, where it is found in time. Where some run
// goes wrong for good, one of those is told: that one from which another wake rescues it may be smaller.
std::expected<void, Problem> lookForSmallest(const ExploreSpec& spec, bool rescuedToo,
                                             ExploreResult& result) {
  ExploreSpec bounded = spec;
  bounded.maxSeconds = kSecondsForSmallest;
  ExploreControl quiet;
  Watch watch(bounded, quiet);
  auto world = worldOf(spec);
  if (!world) return std::unexpected(world.error());
  Bounded search(bounded, **world, watch);
  if (!rescuedToo) search.leaveOutRescued();
  if (auto done = search.search(); !done) return done;
  if (!search.found()) return {};
  const Way way = search.wayToFinding();
  if (auto done = takeStory(spec, way, result); !done) return done;
  result.story->fewestSteps = way.tail == kNoTask && result.story->schedule.steps() == result.shortestSteps;
  certify(way, *result.story);
  return {};
}

std::expected<void, Problem> takeLivelock(const ExploreSpec& spec, Graph& graph, ExploreResult& result) {
  const auto livelock = graph.lookForLivelock();
  if (!livelock) return std::unexpected(livelock.error());
  if (!*livelock) return {};
  auto story = storyOf(spec, **livelock);
  if (!story) return std::unexpected(story.error());
  result.verdict = Explored::Counterexample;
  result.story = std::move(*story);
  return {};
}

std::string guaranteeOfGraph(const ExploreResult& result, const Graph& graph) {
  if (result.story && result.story->around > 0)
    return "Every order of the steps was tried: each that comes to an end ends well, and this comes to none.";
  if (!result.story && result.circles)
    return "Every order of the steps was tried, and each ends well, as long as whoever can move all the time "
           "moves some time.";
  if (result.story && graph.alwaysRescued() && graph.whole())
    return "Every order ends well: another wake comes in each, by chance. " + guaranteeOf(*result.story);
  if (result.story)
    return guaranteeOf(*result.story,
                       graph.losesWakeups() && !graph.alwaysRescued() ? "goes wrong for good" : "goes wrong");
  if (result.whole) return "Every order of the steps was tried, and each ends well.";
  return "No finding in " + counted(result.covered.states, "state") + ", up to a depth of " +
         counted(result.covered.depth, "step") + ".";
}

std::expected<void, Problem> tryRules(const ExploreSpec& spec, Graph& graph, Watch& watch,
                                      ExploreResult& result) {
  RuleCover rules(spec, graph, watch);
  const auto broken = rules.tryRuns();
  result.rulesTried = rules.tried();
  result.rulesTransitions = rules.transitions();
  watch.finish(result, graph.covered());  // these runs count, too
  if (broken) {
    result.guarantee = "Found by the rules in run " + std::to_string(result.rulesTried) +
                       " of those that they are tried on; smaller ones may exist.";
    return takeStory(spec, *broken, result);
  }
  // Who asks for all is told that all is well only when they were.
  if (spec.rulesOnAll && result.rulesTransitions != result.covered.transitions)
    result.verdict = Explored::BoundReached;
  else if (graph.whole())
    result.bound.clear();
  return {};
}

std::string rulesOf(const ExploreResult& result) {
  if (!result.rulesTransitions) return "";
  const std::uint64_t all = result.covered.transitions, made = *result.rulesTransitions;
  return " The rules were tried on " + counted(result.rulesTried, "run") +
         (result.rulesTried == 1 ? ", which makes " : ", which make ") +
         (made == all ? "each" : grouped(made)) + " of the " + counted(all, "transition") + ".";
}

std::expected<void, Problem> byGraph(const ExploreSpec& spec, World& world, Watch& watch,
                                     ExploreResult& result) {
  Graph graph(spec, world, watch);
  if (auto searched = graph.search(); !searched) return searched;
  watch.finish(result, graph.covered());
  std::expected<void, Problem> done;
  if (!graph.found() && graph.hasCircles()) done = takeLivelock(spec, graph, result);
  if (done && !graph.found() && !result.story) done = tryRules(spec, graph, watch, result);
  graph.count(result);
  if (!done || !result.guarantee.empty()) return done;
  if (graph.found()) {
    const Way way = graph.wayToFinding();
    if (auto done = takeStory(spec, way, result); !done) return done;
    result.story->fewestSteps = way.tail == kNoTask && !graph.alwaysRescued();
    if (auto done = lookForSmallest(spec, graph.alwaysRescued(), result); !done) return done;
  } else if (!graph.whole()) {
    result.verdict = Explored::BoundReached;
  }
  result.guarantee = guaranteeOfGraph(result, graph) + rulesOf(result);
  return {};
}

std::expected<void, Problem> byBounded(const ExploreSpec& spec, World& world, Watch& watch,
                                       ExploreResult& result) {
  Bounded search(spec, world, watch);
  if (auto done = search.search(); !done) return done;
  watch.finish(result, search.covered());
  result.whole = search.whole();
  const std::uint32_t reached = search.tried().preemptions;
  if (reached > 0) result.preemptionsCovered = reached - 1;
  if (search.found()) {
    const Way way = search.wayToFinding();
    if (auto done = takeStory(spec, way, result); !done) return done;
    certify(way, *result.story);
    result.guarantee = guaranteeOf(*result.story);
  } else if (search.whole()) {
    result.guarantee = "Every order of the steps was tried, and each ends well.";
  } else {
    result.verdict = Explored::BoundReached;
    result.guarantee = reached == 0 ? "Not even every schedule without a preemption was tried."
                                    : "Every schedule with at most " + counted(reached - 1, "preemption") +
                                          " was tried, and none goes wrong.";
  }
  return {};
}

std::expected<void, Problem> byDpor(const ExploreSpec& spec, World& world, Watch& watch,
                                    ExploreResult& result) {
  Dpor search(spec, world, watch);
  if (auto done = search.search(); !done) return done;
  watch.finish(result, search.covered());
  result.whole = search.whole();
  result.sleepBlocked = search.blocked();
  result.rulesTried = search.rulesTried();
  if (search.found()) {
    if (auto done = takeStory(spec, search.wayToFinding(), result); !done) return done;
    result.guarantee =
        "Found by run " + std::to_string(result.covered.executions) + "; smaller ones may exist.";
  } else if (search.whole()) {
    result.guarantee = "One order of each class of equivalent ones was tried, and each ends well.";
  } else {
    result.verdict = Explored::BoundReached;
    result.guarantee =
        counted(result.covered.executions, "class") + " of equivalent orders went well; there are more.";
  }
  return {};
}

std::expected<void, Problem> bySamples(const ExploreSpec& spec, World& world, Watch& watch,
                                       ExploreResult& result) {
  Samples samples(spec, world, watch);
  if (auto done = samples.search(); !done) return done;
  watch.finish(result, samples.covered());
  result.rulesTried = samples.rulesTried();
  if (samples.found()) {
    if (auto done = takeStory(spec, samples.wayToFinding(), result); !done) return done;
    result.guarantee =
        "Found by run " + std::to_string(result.covered.executions) + "; smaller ones may exist.";
    return {};
  }
  result.verdict = Explored::BoundReached;
  result.guarantee = counted(result.covered.executions, "run") + " went well, which proves nothing";
  if (spec.method == Method::Pct)
    result.guarantee +=
        "; a finding that needs " + std::to_string(Samples::kDepth) +
        " things in order is met by a run with a probability of at least 1 in " +
        std::to_string(std::uint64_t(samples.mostTasks()) * samples.longest() * samples.longest());
  result.guarantee += ".";
  return {};
}

}  // namespace

std::span<const std::string_view> methodNames() { return kMethods; }
std::string_view nameOf(Explored verdict) { return kVerdicts[static_cast<std::size_t>(verdict)]; }

std::expected<ExploreResult, Problem> explore(const ExploreSpec& spec, ExploreControl& control) {
  RunSpec run;
  run.scenario = spec.scenario;
  run.settings = spec.settings;
  if (auto why = whyNotRunnable(run)) return std::unexpected(*why);
  auto world = worldOf(spec);
  if (!world) return std::unexpected(world.error());
  Watch watch(spec, control);
  ExploreResult result;
  const auto method = spec.method == Method::Graph     ? &byGraph
                      : spec.method == Method::Dpor    ? &byDpor
                      : spec.method == Method::Bounded ? &byBounded
                                                       : &bySamples;
  if (auto done = method(spec, **world, watch, result); !done) return std::unexpected(done.error());
  result.sites = coverageOf(**world, spec.settings);
  return result;
}

}  // namespace kts::engine
