// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/command_line.h"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/numbers.h"
#include "app/commands/text_table.h"
#include "app/window_main.h"

namespace kts::app {

namespace {

// Everything that the arguments can set, and which command they chose.
struct Arguments {
  ScenariosOptions scenarios;
  RecordOptions record;
  InfoOptions info;
  CheckOptions check;
  QueryOptions query;
  RenderOptions render;
  CompareOptions compare;
  ExploreOptions explore;
  std::optional<std::string> file;  // of the window
  std::optional<std::string> at;    // of the window
  std::function<Outcome()> chosen;
};

CLI::App* addCommand(CLI::App& program, const char* name, const char* about, Arguments& arguments,
                     std::function<Outcome()> call) {
  CLI::App* command = program.add_subcommand(name, about);
  command->final_callback([&arguments, call = std::move(call)] { arguments.chosen = call; });
  return command;
}

void addJson(CLI::App* command, bool& json) { command->add_flag("--json", json, "print one JSON document"); }

void addSettings(CLI::App* command, std::vector<std::string>& settings) {
  command
      ->add_option("--set", settings, "key=value: a parameter, the design or the variant; as often as needed")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

constexpr const char* kMemory = "sc (the default), or tso: plain stores wait in store buffers, as on x86";

void addRecord(CLI::App& program, Arguments& arguments) {
  RecordOptions& o = arguments.record;
  CLI::App* command =
      addCommand(program, "record", "run a scenario and record it", arguments, [&o] { return runRecord(o); });
  command->add_option("SCENARIO", o.scenario, "a name from `scenarios`, or a scenario's own file")
      ->required();
  command
      ->add_option("-o,--output", o.output,
                   "the recording to write (.ktr); beside an old one as FILE.part, until the run has ended")
      ->required();
  command->add_option("--runtime", o.runtime, "controlled (the default) or threads");
  command->add_option("--scheduler", o.scheduler, "round-robin (the default), random, replay or manual");
  command->add_option("--seed", o.seed, "of the random scheduler");
  command->add_option(
      "--schedule", o.schedule,
      "to replay: its text, as in 4x3,2,~3 (three steps of task 4, one of task 2, the oldest store "
      "of task 3 reaches memory), or @FILE (text or a recording)");
  command->add_option("--granularity", o.granularity, "of a step: sync (the default) or fine");
  command->add_option("--memory", o.memory, kMemory);
  command->add_option("--max-events", o.maxEvents, "end after so many events (exit 3)");
  addSettings(command, o.settings);
  addJson(command, o.json);
}

void addReaders(CLI::App& program, Arguments& arguments) {
  InfoOptions& info = arguments.info;
  CLI::App* command =
      addCommand(program, "info", "what is in a recording", arguments, [&info] { return runInfo(info); });
  command->add_option("FILE", info.file, "a recording")->required();
  addJson(command, info.json);

  CheckOptions& check = arguments.check;
  command = addCommand(program, "check", "whether a recording is whole, and whether its run can be had again",
                       arguments, [&check] { return runCheck(check); });
  command->add_option("FILE", check.file, "a recording")->required();
  addJson(command, check.json);

  QueryOptions& query = arguments.query;
  command = addCommand(program, "query", "ask a recording in SQL, read only", arguments,
                       [&query] { return runQuery(query); });
  command->add_option("FILE", query.file, "a recording")->required();
  command->add_option("SQL", query.sql, "for example: select kind, count(*) from event group by kind")
      ->required();
  addJson(command, query.json);
}

void addRender(CLI::App& program, Arguments& arguments) {
  RenderOptions& o = arguments.render;
  CLI::App* command = addCommand(program, "render", "draw a recording to a picture", arguments,
                                 [&o] { return runRender(o); });
  command->add_option("FILE", o.file, "a recording")->required();
  command->add_option("-o,--output", o.output, "the picture to write (.png, .svg, .pdf)")->required();
  command->add_option("--view", o.view, "timeline (the default) or stage");
  command->add_option("--from", o.from, "timeline: the first event that is shown");
  command->add_option("--to", o.to, "timeline: the event before which it ends");
  command->add_option("--at", o.at, "the event at the playhead");
  command->add_option("--theme", o.theme, "light (the default), dark or contrast");
  command->add_option("--size", o.size, "in pixels, WIDTHxHEIGHT");
  addJson(command, o.json);
}

void addCompare(CLI::App& program, Arguments& arguments) {
  CompareOptions& o = arguments.compare;
  CLI::App* command = addCommand(program, "compare", "two recordings side by side", arguments,
                                 [&o] { return runCompare(o); });
  command->add_option("A", o.a, "a recording")->required();
  command->add_option("B", o.b, "the recording to lay beside it")->required();
  command->add_option("-o,--output", o.output, "draw it, too: the picture to write (.png, .svg, .pdf)");
  command->add_option("--theme", o.theme, "of the picture: light (the default), dark or contrast");
  command->add_option("--size", o.size, "of the picture, in pixels, WIDTHxHEIGHT");
  addJson(command, o.json);
}

void addExplore(CLI::App& program, Arguments& arguments) {
  ExploreOptions& o = arguments.explore;
  CLI::App* command = addCommand(program, "explore", "try every order in which the tasks can move", arguments,
                                 [&o] { return runExplore(o); });
  command->add_option("SCENARIO", o.scenario, "a name from `scenarios`, or a scenario's own file")
      ->required();
  command->add_option("--method", o.method, "graph (the default), dpor, bounded, random or pct");
  command->add_option("--granularity", o.granularity, "of a step: sync (the default) or fine");
  command->add_option("--memory", o.memory, kMemory);
  command->add_flag("--no-symmetry", o.noSymmetry, "tell alike callers apart");
  command->add_option("--rules", o.rules,
                      "tried on some runs (the default), or all: by graph on runs that make each transition");
  command->add_option("--seed", o.seed, "of random and pct");
  command->add_option("--jobs", o.jobs,
                      "cores that random and pct use (all is the default), or graph (1 is; more count as 2)");
  command->add_option("--max-seconds", o.maxSeconds, "end after so long (exit 3)");
  command->add_option("--max-memory", o.maxMemory, "in bytes, or as 500M or 2G (exit 3)");
  command->add_option("-o,--output", o.output, "record the story of a finding (.ktr)");
  addSettings(command, o.settings);
  addJson(command, o.json);
}

// What other versions have: known by name, and refused by it.
void addAbsent(CLI::App& program, Arguments& arguments) {
  for (const char* name : {"export", "import"}) {
    CLI::App* command = addCommand(program, name, "", arguments, [name]() -> Outcome {
      return problem(std::string(name) + ": not in this version; kthreadscope --help lists what is");
    });
    command->group("")->prefix_command()->set_help_flag();
  }
}

// A file that does not open is said here, before there is a window.
Outcome openWindow(const Arguments& arguments) {
  WindowOptions options;
  if (arguments.at) {
    if (!arguments.file)
      return problem("--at: say which recording, as in kthreadscope FILE --at " + *arguments.at);
    options.at = wholeNumber(*arguments.at);
    if (!options.at) return problem("--at " + *arguments.at + ": give an event's number, from 0");
    options.play = false;
  }
  if (arguments.file) {
    const auto recording = recordings::Recording::open(*arguments.file);
    if (!recording) return std::unexpected(Problem(recording.error()));
    if (options.at && *options.at >= (*recording)->events())
      return problem("--at " + *arguments.at + ": " + *arguments.file + " has " +
                     std::to_string((*recording)->events()) + " events, counted from 0; give one of them");
    options.file = *arguments.file;
  }
  return runWindow(options);
}

// A file that is opened must never become standard output, and what is not there must not stop a message.
void holdStandardFiles() {
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(file, F_GETFD) < 0) open("/dev/null", O_RDONLY);  // what is written to it fails, and is said
}

int refuse(std::string line) {
  std::cerr << "kthreadscope: " << onOneLine(std::move(line)) << '\n';
  return kMisuse;
}

std::optional<int> whyNotSaid() {
  if (std::cout.flush()) return std::nullopt;
  return refuse("standard output cannot be written: is it closed, or its disk full?");
}

// CLI11's words, in one line, with what to do.
int refuse(const CLI::App& program, const std::string& first, const CLI::ParseError& error) {
  const auto commands = program.get_subcommands();
  const std::string name = commands.empty() ? "" : commands.front()->get_name();
  const bool extra = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
  if (extra && commands.empty() && !first.starts_with('-') && !std::filesystem::exists(first))
    return refuse(first + ": there is no such command; kthreadscope --help lists them");
  std::string what = error.what();
  while (!what.empty() && (what.back() == '\n' || what.back() == ' ')) what.pop_back();
  if (name.empty()) return refuse(what + "; kthreadscope --help lists the options");
  return refuse(name + ": " + what + "; kthreadscope " + name + " --help lists the options");
}

}  // namespace

int runCommandLine(int argc, char** argv) {
  holdStandardFiles();
  Arguments arguments;
  CLI::App program{
      "Runs the kthreadd creation protocol, records it, and shows the record.\n"
      "Without a command: the window.",
      "kthreadscope"};
  program.set_version_flag("--version", "kthreadscope " KTS_VERSION);
  program.add_option("FILE", arguments.file, "a recording to open in the window");
  program.add_option("--at", arguments.at, "the event to stand on");
  addCommand(program, "scenarios", "what can be run", arguments, [&] {
    return runScenarios(arguments.scenarios);
  })->add_flag("--json", arguments.scenarios.json, "print one JSON document");
  addRecord(program, arguments);
  addReaders(program, arguments);
  addRender(program, arguments);
  addExplore(program, arguments);
  addCompare(program, arguments);
  addAbsent(program, arguments);
  program.require_subcommand(0, 1);
  arguments.chosen = [&] { return openWindow(arguments); };

  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    program.exit(asked);
    return whyNotSaid().value_or(kGood);
  } catch (const CLI::ParseError& error) {
    return refuse(program, argc > 1 ? argv[1] : "", error);
  }
  const Outcome outcome = arguments.chosen();
  if (!outcome) return refuse(outcome.error().message);
  return whyNotSaid().value_or(*outcome);
}

}  // namespace kts::app
