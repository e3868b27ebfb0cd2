// SPDX-License-Identifier: GPL-2.0-or-later
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/finding_json.h"
#include "app/commands/interrupt_guard.h"
#include "app/commands/numbers.h"
#include "app/commands/run_spec.h"
#include "app/commands/story_file.h"
#include "app/commands/text_table.h"
#include "engine/exploration/exploration.h"
#include "recordings/save_as.h"

namespace kts::app {

namespace {

using engine::Explored;
using engine::ExploreProgress;
using engine::ExploreResult;
using engine::ExploreSpec;

std::optional<Problem> setMethod(const ExploreOptions& options, ExploreSpec& spec) {
  if (options.method) {
    const auto names = engine::methodNames();
    const auto at = std::find(names.begin(), names.end(), *options.method);
    if (at == names.end())
      return Problem("--method " + *options.method +
                     ": there is no such method; graph, dpor, bounded, random or pct");
    spec.method = static_cast<engine::Method>(at - names.begin());
  }
  const bool samples = spec.method == engine::Method::Random || spec.method == engine::Method::Pct;
  if (options.seed && !samples) return Problem("--seed: only the methods random and pct have a seed");
  if (options.seed) {
    const auto seed = wholeNumber(*options.seed);
    if (!seed) return Problem("--seed " + *options.seed + ": give a whole number from 0");
    spec.seed = *seed;
  }
  return std::nullopt;
}

std::optional<Problem> setJobs(const ExploreOptions& options, ExploreSpec& spec) {
  if (!options.jobs) return std::nullopt;
  constexpr std::uint64_t kMost = 256;
  const auto jobs = wholeNumber(*options.jobs);
  if (!jobs || *jobs == 0 || *jobs > kMost)
    return Problem("--jobs " + *options.jobs + ": give a number of cores, from 1 to 256");
  if (*jobs > 1 && (spec.method == engine::Method::Dpor || spec.method == engine::Method::Bounded))
    return Problem("--jobs " + *options.jobs + ": dpor and bounded use one core; graph, random and pct more");
  spec.threads = static_cast<unsigned>(*jobs);
  return std::nullopt;
}

std::optional<Problem> setRules(const ExploreOptions& options, ExploreSpec& spec) {
  if (!options.rules || *options.rules == "some") return std::nullopt;
  if (*options.rules != "all") return Problem("--rules " + *options.rules + ": give some or all");
  if (spec.method == engine::Method::Bounded)
    return Problem("--rules all: the method bounded tries no rules; graph, dpor, random and pct do");
  spec.rulesOnAll = true;
  return std::nullopt;
}

std::optional<Problem> setBounds(const ExploreOptions& options, ExploreSpec& spec) {
  if (options.maxSeconds) {
    char* end = nullptr;
    const double seconds = std::strtod(options.maxSeconds->c_str(), &end);
    if (*end != '\0' || options.maxSeconds->empty() || !std::isfinite(seconds) || seconds <= 0)
      return Problem("--max-seconds " + *options.maxSeconds + ": give a number above 0, as in 60 or 0.5");
    spec.maxSeconds = seconds;
  }
  if (options.maxMemory) {
    std::string digits = *options.maxMemory;
    std::uint64_t unit = 1;
    if (!digits.empty() && std::string_view("kMG").find(digits.back()) != std::string_view::npos) {
      unit = digits.back() == 'k' ? 1'000 : digits.back() == 'M' ? 1'000'000 : 1'000'000'000;
      digits.pop_back();
    }
    const auto number = wholeNumber(digits);
    if (!number || *number == 0 || *number > ~0ull / unit)
      return Problem("--max-memory " + *options.maxMemory + ": give bytes, as in 500000000, 500M or 2G");
    spec.maxMemory = *number * unit;
  }
  return std::nullopt;
}

std::expected<ExploreSpec, Problem> specOf(const ExploreOptions& options) {
  ExploreSpec spec;
  if (auto why = setMethod(options, spec)) return std::unexpected(*why);
  if (auto why = setRules(options, spec)) return std::unexpected(*why);
  if (auto why = setJobs(options, spec)) return std::unexpected(*why);
  if (auto why = setBounds(options, spec)) return std::unexpected(*why);
  const auto memory = memoryOf(options.memory);
  if (!memory) return std::unexpected(memory.error());
  spec.memory = *memory;
  const auto granularity = granularityOf(options.granularity);
  if (!granularity) return std::unexpected(granularity.error());
  spec.granularity = *granularity;
  auto settings = settingsOf(options.settings);
  if (!settings) return std::unexpected(settings.error());
  spec.settings = std::move(*settings);
  spec.symmetry = !options.noSymmetry;
  auto scenario = engine::findScenario(options.scenario);
  if (!scenario) return std::unexpected(Problem(scenario.error()));
  spec.scenario = std::move(*scenario);
  return spec;
}

// One line on a terminal, written over itself.
class ProgressLine {
 public:
  ~ProgressLine() { clear(); }
  void show(const ExploreProgress& at) {
    if (!m_terminal) return;
    std::cerr << "\r\033[K" << counted(at.states, "state") << ", " << counted(at.transitions, "step");
    if (at.executions) std::cerr << ", " << counted(at.executions, "run");
    if (at.waiting) std::cerr << ", " << grouped(at.waiting) << " still to go on from";
    std::cerr << ", depth " << at.depth << ", " << sizeText(at.bytes) << std::flush;
    m_shown = true;
  }
  void clear() {
    if (std::exchange(m_shown, false)) std::cerr << "\r\033[K" << std::flush;
  }

 private:
  const bool m_terminal = isatty(STDERR_FILENO);
  bool m_shown = false;
};

std::optional<FindingFacts> factsOf(const ExploreResult& result) {
  if (!result.story) return std::nullopt;
  return FindingFacts{result.story->finding, result.story->schedule.text(), result.story->schedule.steps(),
                      result.story->preemptions};
}

template <class Number>
void numberOrNull(JsonWriter& json, const char* key, const std::optional<Number>& number) {
  if (number)
    json.field(key, *number);
  else
    json.key(key).null();
}

void printJson(const ExploreOptions& options, const ExploreSpec& spec, const ExploreResult& result,
               const std::string& explanation) {
  JsonWriter json(std::cout);
  json.beginObject()
      .field("scenario", spec.scenario.name)
      .field("method", engine::methodNames()[static_cast<std::size_t>(spec.method)])
      .field("memory", spec.memory == engine::Memory::Tso ? "tso" : "sc")
      .field("granularity", spec.granularity == engine::Granularity::Fine ? "fine" : "sync")
      .field("symmetry", spec.symmetry)
      .field("verdict", nameOf(result.verdict))
      .textOrNull("bound", result.bound)
      .field("states", result.covered.states)
      .field("transitions", result.covered.transitions)
      .field("executions", result.covered.executions)
      .field("sleep_blocked", result.sleepBlocked)
      .field("depth", result.covered.depth);
  numberOrNull(json, "interleavings", result.interleavings);
  numberOrNull(json, "bad_interleavings", result.badInterleavings);
  numberOrNull(json, "random_chance", result.randomChance);
  numberOrNull(json, "random_chance_for_good", result.chanceForGood);
  json.field("whole", result.whole)
      .field("doomed", result.doomed)
      .field("lost", result.lost)
      .field("rules_tried", result.rulesTried);
  numberOrNull(json, "rules_transitions", result.rulesTransitions);
  json.field("sites_reached", result.sites.reached)
      .field("sites", result.sites.known)
      .key("sites_missed")
      .beginArray();
  for (const std::string& site : result.sites.missed) json.value(std::string_view(site));
  json.endArray()
      .field("seconds", result.covered.seconds)
      .field("peak_rss_bytes", result.peakBytes)
      .field("guarantee", result.guarantee)
      .key("finding");
  writeFinding(json, factsOf(result));
  const bool written = result.story && options.output;
  json.textOrNull("explanation", explanation)
      .textOrNull("file", written ? *options.output : "")
      .textOrNull("twin", written && result.story->twin ? twinOf(*options.output) : "")
      .endObject();
}

std::string orders(double count) {
  if (count < 1e9) return grouped(static_cast<std::uint64_t>(count));
  char text[32];
  std::snprintf(text, sizeof text, "%.2e", count);
  return text;
}

void printText(const ExploreOptions& options, const ExploreSpec& spec, const ExploreResult& result,
               const std::string& explanation) {
  std::cout << spec.scenario.name << ": " << nameOf(result.verdict);
  if (!result.bound.empty() && result.verdict == Explored::BoundReached)
    std::cout << " (" << result.bound << ")";
  std::cout << "\n  " << result.guarantee << "\n  ";
  if (result.covered.states) std::cout << counted(result.covered.states, "state") << ", ";
  std::cout << counted(result.covered.transitions, "step");
  if (result.covered.executions) std::cout << ", " << counted(result.covered.executions, "run");
  if (result.interleavings) std::cout << ", " << orders(*result.interleavings) << " orders";
  std::cout << ", " << durationText(static_cast<std::uint64_t>(result.covered.seconds * 1e9)) << "\n  "
            << result.sites.reached << " of " << counted(result.sites.known, "line")
            << " of the protocol that make events";
  if (result.rulesTried && !result.rulesTransitions)
    std::cout << "; rules tried on " << counted(result.rulesTried, "run");
  std::cout << '\n';
  if (!result.story) return;
  const engine::Story& story = *result.story;
  std::cout << "  " << story.finding.kind << ": " << explanation << "\n  "
            << counted(story.schedule.steps(), "step") << ", " << counted(story.preemptions, "preemption")
            << ": " << story.schedule.text() << '\n';
  const auto oneIn = [](double chance) { return "1 in " + orders(std::max(1.0, std::round(1 / chance))); };
  if (result.randomChance && *result.randomChance > 0) {
    std::cout << "  of runs with random steps, " << oneIn(*result.randomChance) << " goes wrong";
    const double forGood = result.chanceForGood.value_or(*result.randomChance);
    if (forGood <= 0)
      std::cout << ", none for good";
    else if (forGood < *result.randomChance)
      std::cout << ", " << oneIn(forGood) << " for good";
    std::cout << '\n';
  }
  if (!options.output) return;
  std::cout << "  " << *options.output << '\n';
  if (story.twin)
    std::cout << "  " << twinOf(*options.output)
              << ": the same run up to one step that somebody else makes, and it ends well\n";
}

}  // namespace

Outcome runExplore(const ExploreOptions& options) {
  if (options.output && options.output->empty())
    return problem("-o: is empty; name the recording to write, as in -o story.ktr");
  const auto spec = specOf(options);
  if (!spec) return std::unexpected(spec.error());
  if (options.output)  // what cannot be written is said before the search, not after it
    for (const std::string& file : {*options.output, twinOf(*options.output)})
      if (const auto place = recordings::placeToRecord(file); !place)
        return std::unexpected(Problem(place.error()));
  engine::ExploreControl control;
  std::expected<ExploreResult, engine::Problem> result;
  {
    InterruptGuard guard;
    ProgressLine line;
    control.progress = [&](const ExploreProgress& at) {
      line.show(at);
      if (guard.interrupted()) control.cancel = true;
    };
    result = engine::explore(*spec, control);
  }
  if (!result) return std::unexpected(Problem(result.error()));
  std::string explanation;
  if (result->story) {
    auto told = tellStory(*spec, *result->story, options.output);
    if (!told) return std::unexpected(told.error());
    explanation = std::move(*told);
    if (options.output && result->story->twin)
      if (auto why = recordTwin(*spec, *result->story->twin, *options.output)) return std::unexpected(*why);
  }
  options.json ? printJson(options, *spec, *result, explanation)
               : printText(options, *spec, *result, explanation);
  return result->verdict == Explored::Counterexample ? kFinding
         : result->verdict == Explored::BoundReached ? kBound
                                                     : kGood;
}

}  // namespace kts::app
