// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/finding_json.h"
#include "app/commands/json_writer.h"
#include "app/commands/numbers.h"
#include "app/commands/sources.h"
#include "app/commands/text_table.h"
#include "engine/vocabulary/rule_table.h"

namespace kts::app {

namespace {

using recordings::Recording;
using recordings::RequestRow;
using recordings::RunInfo;
using recordings::TaskRow;

constexpr std::size_t kShownRows = 20;  // of tasks and of requests, for people

// Everything that is printed, read once.
struct Facts {
  const Recording* recording = nullptr;
  std::vector<TaskRow> tasks;
  std::vector<RequestRow> requests;
  std::vector<std::pair<std::string, std::uint64_t>> eventsByKind;
  std::optional<FindingFacts> finding;
  SourcesOf sources;
  std::uint64_t zombies = 0;  // left at the end

  const TaskSources* sourcesFor(TaskId task) const {
    if (!sources) return nullptr;
    const auto found = sources->find(task);
    return found == sources->end() ? nullptr : &found->second;
  }
};

std::expected<Facts, Problem> factsOf(const Recording& recording) {
  Facts facts{&recording, {}, {}, {}, {}, {}, 0};
  auto tasks = recording.tasks();
  if (!tasks) return std::unexpected(Problem(tasks.error()));
  auto requests = recording.requests();
  if (!requests) return std::unexpected(Problem(requests.error()));
  auto kinds = recording.eventsByKind();
  if (!kinds) return std::unexpected(Problem(kinds.error()));
  auto finding = findingFactsOf(recording.file(), recording.info().summary);
  if (!finding) return std::unexpected(finding.error());
  auto sources = sourcesIn(recording);
  if (!sources) return std::unexpected(sources.error());
  facts.sources = std::move(*sources);
  const auto last = recording.stateAt(recording.events());
  if (!last) return std::unexpected(Problem(last.error()));
  last->tasks.forEach([&](const Task& task) { facts.zombies += task.state == TaskState::Zombie; });
  facts.finding = std::move(*finding);
  facts.tasks = std::move(*tasks);
  facts.requests = std::move(*requests);
  facts.eventsByKind = std::move(*kinds);
  return facts;
}

void writeId(JsonWriter& json, std::string_view name, std::uint32_t id) {
  if (id == kNoTask) json.key(name).null();
  else json.field(name, id);
}

void writeSeq(JsonWriter& json, std::string_view name, const RequestRow& row, Phase phase) {
  const Seq seq = row.seqOf[static_cast<std::size_t>(phase)];
  if (seq == kNever) json.key(name).null();
  else json.field(name, seq);
}

void writeTask(JsonWriter& json, const TaskRow& task, const TaskSources* sources) {
  json.beginObject()
      .field("id", task.id)
      .field("pid", task.pid)
      .field("ppid", task.ppid)
      .field("comm", task.comm)
      .field("nice", task.env.nice)
      .field("cpus_allowed", hexadecimal(task.env.cpusAllowed))
      .field("blocked_signals", hexadecimal(task.env.blocked))
      .field("sigchld", task.env.ignoresSigchld ? "ignore" : "default")
      .field("flags", hexadecimal(task.env.flags));
  writeId(json, "fs", task.env.fs);
  writeId(json, "files", task.env.files);
  writeSources(json.field("exit", task.exit), sources);
  json.endObject();
}

void writeRequest(JsonWriter& json, const RequestRow& request) {
  json.beginObject().field("id", request.id);
  writeId(json, "caller", request.caller);
  writeId(json, "child", request.child);
  json.field("result", request.result);
  writeSeq(json, "enqueued_seq", request, Phase::Enqueued);
  writeSeq(json, "dequeued_seq", request, Phase::Dequeued);
  writeSeq(json, "forked_seq", request, Phase::Forked);
  writeSeq(json, "started_seq", request, Phase::Started);
  writeSeq(json, "done_seq", request, Phase::Done);
  writeSeq(json, "returned_seq", request, Phase::Returned);
  json.field("wait_ns", request.waitNs()).endObject();
}

void writeRun(JsonWriter& json, const RunInfo& info, const Recording& recording) {
  const RunHeader& header = info.header;
  json.field("format_version", info.formatVersion)
      .field("scenario", header.scenario)
      .field("title", header.title)
      .field("design", header.design)
      .textOrNull("variant", header.variant)
      .field("runtime", header.runtime)
      .textOrNull("scheduler", header.scheduler)
      .field("seed", header.seed)
      .field("granularity", header.granularity)
      .field("memory", header.memory);
  if (header.maxEvents) json.field("max_events", header.maxEvents);
  else json.key("max_events").null();
  json.key("parameters").beginObject();
  for (const auto& [name, value] : header.parameters) json.field(name, value);
  json.endObject();
  if (header.runtime == "controlled") json.field("schedule", info.summary.schedule);
  else json.key("schedule").null();
  json.field("steps", info.summary.steps)
      .field("events", recording.events())
      .field("duration_ns", info.durationNs)
      .field("verdict", nameOf(info.summary.verdict));
  json.textOrNull("note", info.note);
}

void printJson(const Facts& facts) {
  const Recording& recording = *facts.recording;
  const RunInfo& info = recording.info();
  JsonWriter json(std::cout);
  json.beginObject();
  writeRun(json, info, recording);
  writeFinding(json.key("finding"), facts.finding);
  json.key("runs").beginArray().beginObject().field("id", 0).key("parent").null().key("fork_seq").null();
  json.field("events", recording.events())
      .field("verdict", nameOf(info.summary.verdict))
      .endObject()
      .endArray();
  json.key("tasks").beginArray();
  for (const TaskRow& task : facts.tasks) writeTask(json, task, facts.sourcesFor(task.id));
  json.endArray().field("zombies", facts.zombies).key("requests").beginArray();
  for (const RequestRow& request : facts.requests) writeRequest(json, request);
  json.endArray().key("events_by_kind").beginObject();
  for (const auto& [name, count] : facts.eventsByKind) json.field(name, count);
  json.endObject().endObject();
}

void printRun(const Facts& facts) {
  const Recording& recording = *facts.recording;
  const RunInfo& info = recording.info();
  const RunHeader& header = info.header;
  std::cout << onOneLine(header.scenario + ": " + header.title) << "\n  " << onOneLine(header.design);
  if (!header.variant.empty()) std::cout << ", variant " << onOneLine(header.variant);
  std::cout << ", " << onOneLine(header.runtime);
  if (!header.scheduler.empty()) std::cout << ", " << onOneLine(header.scheduler);
  if (header.seed) std::cout << " with seed " << *header.seed;
  for (const auto& [name, value] : header.parameters) std::cout << ", " << onOneLine(name) << '=' << value;
  std::cout << "\n  " << counted(recording.events(), "event");
  if (info.header.runtime == "controlled" && info.summary.steps)
    std::cout << " in " << counted(info.summary.steps, "step");
  std::cout << ", " << durationText(info.durationNs) << ": " << nameOf(info.summary.verdict) << '\n';
  if (facts.finding) {
    const Finding& finding = facts.finding->finding;
    std::cout << "  " << onOneLine(finding.kind);
    if (recording.events() > 0) std::cout << " at event " << finding.seq;
    std::cout << ": " << onOneLine(finding.sentence) << '\n';
    if (const auto rule = ruleNamed(finding.rule))
      std::cout << "  broken: " << finding.rule << ": " << infoOf(*rule).sentence << '\n';
    std::cout << findingText(finding, "    ");
  }
  if (!info.note.empty()) std::cout << "  " << onOneLine(info.note) << '\n';
}

void printMore(std::size_t all, std::size_t shown = kShownRows) {
  if (all > shown) std::cout << "  ... and " << grouped(all - shown) << " more: --json lists them all\n";
}

void printTasks(const std::vector<TaskRow>& tasks, std::uint64_t zombies) {
  using enum TextTable::Align;
  TextTable table(
      {{"task", Right}, {"pid", Right}, {"ppid", Right}, {"comm", Left}, {"nice", Right}, {"exit", Right}});
  for (std::size_t i = 0; i < tasks.size() && i < kShownRows; ++i) {
    const TaskRow& task = tasks[i];
    table.add({std::to_string(task.id), std::to_string(task.pid), std::to_string(task.ppid), task.comm,
               std::to_string(task.env.nice), task.exit ? std::to_string(*task.exit) : "-"});
  }
  std::cout << '\n' << counted(tasks.size(), "task");
  if (zombies) std::cout << ", and " << counted(zombies, "zombie") << " at the end";
  std::cout << '\n';
  table.print(std::cout, 2);
  printMore(tasks.size());
}

// Of the tasks that the run has made: whose value is whose.
void printSources(const Facts& facts) {
  TextTable table({{"task", TextTable::Align::Right}, {"comm"}, {"has"}, {"from"}});
  std::size_t shown = 0, made = 0;
  for (const TaskRow& task : facts.tasks) {
    const TaskSources* sources = facts.sourcesFor(task.id);
    if (!sources || sources->inWords.empty()) continue;
    if (++made > kShownRows / 2) continue;
    ++shown;
    bool first = true;
    for (const Source& source : sources->inWords) {
      table.add({first ? std::to_string(task.id) : "", first ? task.comm : "", source.fields, source.from});
      first = false;
    }
  }
  if (made == 0) return;
  std::cout << "\nwhere the new tasks have it from\n";
  table.print(std::cout, 2);
  printMore(made, shown);
}

void printRequests(const std::vector<RequestRow>& requests) {
  using enum TextTable::Align;
  const auto idText = [](std::uint32_t id) { return id == kNoTask ? std::string("-") : std::to_string(id); };
  TextTable table({{"request", Right},
                   {"caller", Right},
                   {"child", Right},
                   {"result", Right},
                   {"came to", Left},
                   {"wait", Right},
                   {"name", Left}});
  for (std::size_t i = 0; i < requests.size() && i < kShownRows; ++i) {
    const RequestRow& request = requests[i];
    table.add({std::to_string(request.id), idText(request.caller), idText(request.child),
               request.result ? std::to_string(*request.result) : "-", std::string(nameOf(request.phase)),
               durationText(request.waitNs()), request.comm});
  }
  std::cout << '\n' << counted(requests.size(), "request") << '\n';
  table.print(std::cout, 2);
  printMore(requests.size());
}

void printKinds(std::vector<std::pair<std::string, std::uint64_t>> kinds) {
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  TextTable table({{"events", TextTable::Align::Right}, {"kind"}});
  for (const auto& [name, count] : kinds) table.add({grouped(count), name});
  std::cout << '\n';
  table.print(std::cout, 2);
}

}  // namespace

Outcome runInfo(const InfoOptions& options) {
  const auto recording = Recording::open(options.file);
  if (!recording) return std::unexpected(Problem(recording.error()));
  const auto facts = factsOf(**recording);
  if (!facts) return std::unexpected(facts.error());
  if (options.json) {
    printJson(*facts);
  } else {
    printRun(*facts);
    printTasks(facts->tasks, facts->zombies);
    printSources(*facts);
    printRequests(facts->requests);
    printKinds(facts->eventsByKind);
  }
  return shown(**recording);
}

}  // namespace kts::app
