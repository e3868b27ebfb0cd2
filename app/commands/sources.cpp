// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/sources.h"

namespace kts::app {

namespace {

constexpr Seq kMostEvents = 4'000'000, kAtOnce = 65'536;

constexpr std::array<std::string_view, kInherited> kKeys = {
    "nice", "cpus_allowed", "blocked_signals", "sigchld", "flags", "fs", "files"};

TaskSources sourcesAt(const Task& task, const ProtocolState& state, Names names) {
  return {task.origins, task.bornSeq > 0 ? sourcesOf(task, state, names) : std::vector<Source>()};
}

}  // namespace

std::expected<SourcesOf, Problem> sourcesIn(const recordings::Recording& recording) {
  if (recording.events() > kMostEvents) return SourcesOf();
  const Names names = recording.info().header.names;
  ProtocolState state = recording.info().header.initial;
  std::unordered_map<TaskId, TaskSources> sources;
  for (Seq from = 0; from < recording.events(); from += kAtOnce) {
    const auto events = recording.eventsIn(from, from + kAtOnce);
    if (!events) return std::unexpected(Problem(events.error()));
    for (const Event& event : *events) {
      const Task* gone = event.kind == EventKind::Release ? state.task(event.object.index()) : nullptr;
      if (gone) sources[gone->key] = sourcesAt(*gone, state, names);
      apply(state, event);
    }
  }
  state.tasks.forEach([&](const Task& task) { sources[task.key] = sourcesAt(task, state, names); });
  return sources;
}

void writeSources(JsonWriter& json, const TaskSources* sources) {
  json.key("sources");
  if (!sources) return void(json.null());
  json.beginObject();
  for (std::size_t field = 0; field < kKeys.size(); ++field) {
    const Origin& origin = sources->origins[field];
    json.key(kKeys[field]).beginObject();
    if (origin.task == kNoTask)
      json.key("task").null();
    else
      json.field("task", origin.task);
    json.textOrNull("function", origin.function == Function::None ? "" : nameOf(origin.function));
    if (origin.seq == kNever)
      json.key("seq").null();
    else
      json.field("seq", origin.seq);
    json.endObject();
  }
  json.endObject();
}

}  // namespace kts::app
