// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/run.h"

#include <algorithm>
#include <array>

#include "engine/controlled_run.h"
#include "engine/protocol/variants/variant_table.h"
#include "engine/runtime/snapshot.h"
#include "engine/runtime/threads.h"
#include "engine/vocabulary/ending.h"

namespace kts::engine {

namespace {

constexpr std::array<std::string_view, 4> kSchedulers = {"round-robin", "random", "replay", "manual"};

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// Of the settings that are no parameters: `key` must be one of `known`, or not set.
std::optional<Problem> whyNotSet(const RunSpec& spec, const std::string& key,
                                 const std::vector<std::string>& known) {
  const auto at = spec.settings.find(key);
  if (at == spec.settings.end() || at->second.empty()) return {};
  if (std::find(known.begin(), known.end(), at->second) != known.end()) return {};
  return Problem{"scenario " + spec.scenario.name + " has no " + key + " '" + at->second + "'; it has " +
                 (known.empty() ? "none" : listed(known))};
}

// A variant replaces one function of one design.
std::optional<Problem> whyNotOfDesign(const std::string& design, const std::string& variant) {
  if (variant.empty() || findVariant(design, variant)) return {};
  const std::string other = design == "workqueue" ? "kthreadd" : "workqueue";
  return Problem{"variant '" + variant + "' is one of the design " + other +
                 ": choose that design, or no variant"};
}

}  // namespace

std::span<const std::string_view> schedulerNames() { return kSchedulers; }

std::vector<std::string> variantsOf(const Scenario& scenario, std::string_view design) {
  std::vector<std::string> own;
  for (const std::string& variant : scenario.variants)
    if (findVariant(design, variant)) own.push_back(variant);
  return own;
}

std::optional<Problem> whyNotRunnable(const RunSpec& spec) {
  if (auto why = whyNotSet(spec, "design", spec.scenario.designs)) return why;
  if (auto why = whyNotSet(spec, "variant", spec.scenario.variants)) return why;
  if (auto why = whyNotOfDesign(settingOf(spec, "design"), settingOf(spec, "variant"))) return why;
  if (auto tasks = ScenarioTasks::make(spec.scenario, spec.settings); !tasks) return tasks.error();
  if (spec.runtime == RuntimeKind::Threads && spec.memory == Memory::Tso)
    return Problem{
        "memory tso: real threads have their machine's own store buffers, which nobody sees; choose the "
        "controlled runtime"};
  if (spec.runtime == RuntimeKind::Threads) return {};
  if (std::find(kSchedulers.begin(), kSchedulers.end(), spec.scheduler) == kSchedulers.end())
    return Problem{"there is no scheduler '" + spec.scheduler +
                   "'; there are round-robin, random, replay and manual"};
  if (spec.scheduler == "random" && !spec.seed) return Problem{"the scheduler random needs a seed"};
  if (spec.scheduler == "replay" && !spec.schedule) return Problem{"the scheduler replay needs a schedule"};
  if (spec.scheduler == "manual" && !spec.askOwner)
    return Problem{"the scheduler manual needs somebody to ask"};
  return {};
}

std::string settingOf(const RunSpec& spec, const std::string& key) {
  const auto at = spec.settings.find(key);
  return at == spec.settings.end() ? "" : at->second;
}

RunHeader headerOf(const RunSpec& spec, const ScenarioTasks& tasks, const Kthread& kernel) {
  RunHeader header;
  header.scenario = spec.scenario.name;
  header.scenarioJson = spec.scenario.json;
  header.title = spec.scenario.title;
  if (const std::string design = settingOf(spec, "design"); !design.empty()) header.design = design;
  header.variant = settingOf(spec, "variant");
  const bool controlled = spec.runtime == RuntimeKind::Controlled;
  header.runtime = controlled ? "controlled" : "threads";
  if (controlled) header.scheduler = spec.scheduler;
  if (controlled && spec.scheduler == "random") header.seed = spec.seed;
  header.granularity = spec.granularity == Granularity::Fine ? "fine" : "sync";
  header.memory = spec.memory == Memory::Tso ? "tso" : "sc";
  header.maxEvents = spec.maxEvents;
  header.parameters = tasks.parameters();
  header.names = tasks.names();
  header.initial = stateOf(kernel);
  return header;
}

namespace {

std::expected<RunSummary, Problem> runControlled(const RunSpec& spec, EventSink& sink,
                                                 const std::atomic<bool>* cancel) {
  constexpr std::uint64_t kSlice = 4096;
  auto made = ControlledRun::make(spec, sink);
  if (!made) return std::unexpected(made.error());
  ControlledRun& run = **made;
  while (!run.steps(kSlice))
    if (cancel && *cancel) {
      run.cancel();
      break;
    }
  return run.summary();
}

std::expected<RunSummary, Problem> runThreads(const RunSpec& spec, EventSink& sink,
                                              const std::atomic<bool>* cancel) {
  auto tasks = ScenarioTasks::make(spec.scenario, spec.settings);
  if (!tasks) return std::unexpected(tasks.error());
  RunSummary summary;
  std::size_t firstTasks = 8;
  for (const auto& [name, value] : (*tasks)->parameters())
    if (name == "callers") firstTasks += static_cast<std::size_t>(value);
  Threads runtime(sink, firstTasks);
  const std::unique_ptr<Kthread> made =
      makeKthread(settingOf(spec, "design"), settingOf(spec, "variant"), runtime);
  Kthread& kernel = *made;
  const std::vector<task_struct*> canMove = (*tasks)->populate(kernel);
  sink.begin(headerOf(spec, **tasks, kernel));
  const Threads::Stop stop = runtime.run(kernel, canMove, spec.maxEvents, cancel);
  summary.events = summary.steps = runtime.eventCount();
  if (stop == Threads::Stop::NobodyCanMove) judgeEnding(stateOf(kernel), (*tasks)->names(), summary);
  if (stop == Threads::Stop::Bound) summary.verdict = Verdict::BoundReached;
  if (stop == Threads::Stop::Cancelled || stop == Threads::Stop::NoMoreThreads)
    summary.verdict = Verdict::Unfinished;
  if (stop == Threads::Stop::Finding) {
    summary.verdict = Verdict::RuleBroken;
    summary.finding = runtime.finding();
    summary.finding->sentence = withNames(summary.finding->sentence, stateOf(kernel), (*tasks)->names());
  }
  sink.end(summary);
  if (stop == Threads::Stop::NoMoreThreads)
    return std::unexpected(Problem{"the system has no more threads for " + std::to_string(canMove.size()) +
                                   " tasks; use fewer callers, or the controlled runtime"});
  return summary;
}

}  // namespace

std::expected<RunSummary, Problem> run(const RunSpec& spec, EventSink& sink,
                                       const std::atomic<bool>* cancel) {
  if (auto why = whyNotRunnable(spec)) return std::unexpected(*why);
  return spec.runtime == RuntimeKind::Controlled ? runControlled(spec, sink, cancel)
                                                 : runThreads(spec, sink, cancel);
}

}  // namespace kts::engine
