// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/run_spec.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>

#include "app/commands/numbers.h"
#include "engine/scenarios/text_file.h"

namespace kts::app {

namespace {

using engine::RunSpec;
using engine::RuntimeKind;

std::string listOf(std::span<const std::string_view> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + std::string(names[i]);
  return text;
}

std::optional<Problem> setRuntime(const RecordOptions& options, RunSpec& spec) {
  const std::string runtime = options.runtime.value_or("controlled");
  if (runtime == "controlled") return std::nullopt;
  if (runtime != "threads")
    return Problem("--runtime " + runtime + ": there is no such runtime; controlled or threads");
  spec.runtime = RuntimeKind::Threads;
  const char* given = options.scheduler  ? "--scheduler"
                      : options.seed     ? "--seed"
                      : options.schedule ? "--schedule"
                                         : nullptr;
  if (!given) return std::nullopt;
  return Problem(std::string(given) +
                 ": on real threads nobody schedules; leave it out, or record with --runtime controlled");
}

// What --scheduler, --seed and --schedule say together.
std::optional<Problem> setScheduler(const RecordOptions& options, RunSpec& spec) {
  if (options.seed && options.schedule)
    return Problem("--seed: not together with --schedule, which says every step");
  spec.scheduler = options.scheduler.value_or(options.schedule ? "replay"
                                              : options.seed   ? "random"
                                                               : "round-robin");
  const auto known = engine::schedulerNames();
  if (std::find(known.begin(), known.end(), spec.scheduler) == known.end())
    return Problem("--scheduler " + spec.scheduler + ": there is no such scheduler; " + listOf(known));
  if (options.seed && spec.scheduler != "random")
    return Problem("--seed: only --scheduler random has a seed; leave one of the two out");
  if (options.schedule && spec.scheduler != "replay")
    return Problem("--schedule: only --scheduler replay follows one; leave one of the two out");
  if (!options.schedule && spec.scheduler == "replay")
    return Problem("--scheduler replay: say what to replay with --schedule STRING or --schedule @FILE");

  if (options.seed) {
    spec.seed = wholeNumber(*options.seed);
    if (!spec.seed)
      return Problem("--seed " + *options.seed + ": give a whole number from 0 to 18446744073709551615");
  } else if (spec.scheduler == "random") {
    spec.seed = std::random_device{}();  // said in the recording, so that the run can be had again
  }
  if (options.schedule) {
    auto schedule = scheduleOf(*options.schedule);
    if (!schedule) return schedule.error();
    if (schedule->steps() == 0)
      return Problem("--schedule " + *options.schedule + ": chooses nothing; a schedule reads 4x3,2,4");
    spec.schedule = std::move(*schedule);
  }
  if (spec.scheduler == "manual") spec.askOwner = askOnTerminal();
  return std::nullopt;
}

std::optional<Problem> setModel(const RecordOptions& options, RunSpec& spec) {
  const auto granularity = granularityOf(options.granularity);
  if (!granularity) return granularity.error();
  spec.granularity = *granularity;
  const auto memory = memoryOf(options.memory);
  if (!memory) return memory.error();
  spec.memory = *memory;
  if (spec.memory == engine::Memory::Tso && spec.runtime == RuntimeKind::Threads)
    return Problem(
        "--memory tso: real threads have their machine's own store buffers; leave it out, or record with "
        "--runtime controlled");
  if (options.maxEvents) {
    const auto bound = wholeNumber(*options.maxEvents);
    if (!bound || *bound == 0)
      return Problem("--max-events " + *options.maxEvents + ": give a whole number from 1");
    spec.maxEvents = *bound;
  }
  return std::nullopt;
}

bool isDatabase(const std::string& file) {
  constexpr std::string_view kMagic = "SQLite format 3";
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  std::string head(kMagic.size(), '\0');
  return std::ifstream(file, std::ios::binary).read(head.data(), kMagic.size()) && head == kMagic;
}

// `origin` stands in messages.
std::expected<std::string, Problem> scheduleIn(const std::string& file, const std::string& origin) {
  const auto recording = recordings::Recording::open(file);
  if (!recording) return std::unexpected(Problem(recording.error()));
  if ((*recording)->info().header.runtime != "controlled")
    return problem(origin + ": recorded on real threads, which have no schedule; give a controlled run");
  std::string text = (*recording)->info().summary.schedule;
  if (text.empty())
    return problem(origin + ": its run did not end, so its schedule is not in it; give another");
  return text;
}

}  // namespace

std::expected<engine::Settings, Problem> settingsOf(const std::vector<std::string>& settings) {
  engine::Settings all;
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
      return problem("--set " + setting + ": give it as key=value, as in --set callers=3");
    const std::string key = setting.substr(0, equals);
    if (!all.try_emplace(key, setting.substr(equals + 1)).second)
      return problem("--set " + setting + ": " + key + " is set already; set it once");
  }
  return all;
}

std::expected<engine::Granularity, Problem> granularityOf(const std::optional<std::string>& granularity) {
  if (!granularity || *granularity == "sync") return engine::Granularity::Sync;
  if (*granularity == "fine") return engine::Granularity::Fine;
  return problem("--granularity " + *granularity + ": sync or fine");
}

std::expected<engine::Memory, Problem> memoryOf(const std::optional<std::string>& memory) {
  if (!memory || *memory == "sc") return engine::Memory::Sc;
  if (*memory == "tso") return engine::Memory::Tso;
  return problem("--memory " + *memory + ": there is no such memory model; sc or tso");
}

std::expected<Schedule, Problem> scheduleOf(const std::string& textOrFile) {
  std::string text = textOrFile, origin = "--schedule";
  if (textOrFile.starts_with('@')) {
    const std::string file = textOrFile.substr(1);
    origin += " " + textOrFile;
    if (isDatabase(file)) {
      auto recorded = scheduleIn(file, origin);
      if (!recorded) return std::unexpected(recorded.error());
      text = std::move(*recorded);
    } else {
      auto content = engine::textOfFile(file);
      if (!content) return problem(origin + ": " + content.error() + "; give a text file or a recording");
      text = std::move(*content);
    }
  }
  std::string why;
  auto schedule = Schedule::parse(text, why);
  if (!schedule) return problem(origin + ": " + why + "; a schedule reads 4x3,2,4");
  return std::move(*schedule);
}

std::expected<RunSpec, Problem> runSpecOf(const RecordOptions& options) {
  RunSpec spec;
  if (auto wrong = setRuntime(options, spec)) return std::unexpected(*wrong);
  if (auto wrong = setModel(options, spec)) return std::unexpected(*wrong);
  auto settings = settingsOf(options.settings);
  if (!settings) return std::unexpected(settings.error());
  spec.settings = std::move(*settings);
  auto scenario = engine::findScenario(options.scenario);
  if (!scenario) return std::unexpected(Problem(scenario.error()));
  spec.scenario = std::move(*scenario);
  if (spec.runtime == RuntimeKind::Controlled)
    if (auto wrong = setScheduler(options, spec)) return std::unexpected(*wrong);
  if (auto wrong = engine::whyNotRunnable(spec)) return std::unexpected(Problem(*wrong));
  return spec;
}

namespace {

// The choices of a run whose schedule was not written any more: whose event each step begins with.
std::expected<Schedule, Problem> scheduleFromEvents(const recordings::Recording& recording) {
  constexpr Seq kBatch = 4096;
  Schedule schedule;
  std::optional<std::uint32_t> last;
  for (Seq from = 0; from < recording.events(); from += kBatch) {
    const auto events = recording.eventsIn(from, from + kBatch);
    if (!events) return std::unexpected(Problem(events.error()));
    for (const Event& event : *events) {
      if (event.kind == EventKind::TimerExpired || last == event.step)
        continue;  // a timer is nobody's choice
      schedule.add(event.kind == EventKind::StoreDrained ? drainOf(event.task) : event.task);
      last = event.step;
    }
  }
  return schedule;
}

}  // namespace

std::expected<RunSpec, Problem> rerunSpecOf(const recordings::Recording& recording) {
  const RunHeader& header = recording.info().header;
  RunSpec spec;
  auto scenario = engine::parseScenario(header.scenarioJson, recording.file().string());
  if (!scenario) return std::unexpected(Problem(scenario.error()));
  spec.scenario = std::move(*scenario);
  for (const auto& [key, value] : header.parameters) spec.settings[key] = std::to_string(value);
  if (header.design != spec.scenario.design) spec.settings["design"] = header.design;
  if (!header.variant.empty()) spec.settings["variant"] = header.variant;
  if (header.granularity == "fine") spec.granularity = engine::Granularity::Fine;
  if (header.memory == "tso") spec.memory = engine::Memory::Tso;
  spec.maxEvents = header.maxEvents;

  const std::string& text = recording.info().summary.schedule;
  if (text.empty() && (header.scheduler == "round-robin" || header.scheduler == "random")) {
    spec.scheduler = header.scheduler;  // a run that was cut off, by a rule that can be followed again
    spec.seed = header.seed;
  } else {
    auto schedule = text.empty() ? scheduleFromEvents(recording) : scheduleOf(text);
    if (!schedule) return std::unexpected(schedule.error());
    spec.schedule = std::move(*schedule);
    spec.scheduler = "replay";
  }
  if (auto wrong = engine::whyNotRunnable(spec)) return std::unexpected(Problem(*wrong));
  return spec;
}

engine::AskOwner askOnTerminal() {
  return [](std::span<const engine::Choice> choices) -> std::optional<TaskId> {
    const auto isChoice = [&](TaskId move) {
      return std::any_of(choices.begin(), choices.end(),
                         [&](const engine::Choice& c) { return c.task == move; });
    };
    for (const engine::Choice& choice : choices)
      std::cerr << "  " << moveText(choice.task) << "  " << choice.name << ' ' << choice.next << '\n';
    for (std::string line; std::cerr << "task? " << std::flush, std::getline(std::cin, line);) {
      const auto first = line.find_first_not_of(" \t"), last = line.find_last_not_of(" \t\r");
      const auto move =
          first == std::string::npos ? std::nullopt : moveFrom(line.substr(first, last - first + 1));
      if (move && isChoice(*move)) return *move;
      std::cerr << "none of the tasks above: give one's number, or end the input to end the run\n";
    }
    std::cerr << '\n';
    return std::nullopt;
  };
}

}  // namespace kts::app
