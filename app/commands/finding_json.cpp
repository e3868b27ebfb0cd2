// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/finding_json.h"

#include <algorithm>

namespace kts::app {

namespace {

constexpr Seq kBatch = 4096;

// Whether a scheduler could have let `task` make its next step.
bool couldGoOn(const ProtocolState& state, TaskId id) {
  const Task* task = state.task(id);
  if (!task || task->state == TaskState::Zombie || task->asleep) return false;
  const Lock* wanted = task->wantsLock ? state.lock(task->wantsLock) : nullptr;
  return !wanted || wanted->owner == kNoTask || wanted->owner == id;
}

}  // namespace

recordings::Result<std::uint64_t> countPreemptions(const recordings::Recording& recording) {
  auto state = recording.stateAt(0);
  if (!state) return std::unexpected(state.error());
  std::uint64_t preemptions = 0;
  TaskId last = kNoTask;
  for (Seq from = 0; from < recording.events(); from += kBatch) {
    const auto events = recording.eventsIn(from, from + kBatch);
    if (!events) return std::unexpected(events.error());
    for (const Event& event : *events) {
      if (last != kNoTask && event.task != last && couldGoOn(*state, last)) ++preemptions;
      last = event.task;
      apply(*state, event);
    }
  }
  return preemptions;
}

std::expected<std::optional<FindingFacts>, Problem> findingFactsOf(const std::filesystem::path& file,
                                                                   const RunSummary& summary) {
  if (!summary.finding) return std::nullopt;
  FindingFacts facts{*summary.finding, summary.schedule, summary.steps, std::nullopt};
  if (!summary.schedule.empty()) {
    const auto recording = recordings::Recording::open(file);
    if (!recording) return std::unexpected(Problem(recording.error()));
    const auto preemptions = countPreemptions(**recording);
    if (!preemptions) return std::unexpected(Problem(preemptions.error()));
    facts.preemptions = *preemptions;
  }
  return facts;
}

void writeFinding(JsonWriter& json, const std::optional<FindingFacts>& facts) {
  if (!facts) {
    json.null();
    return;
  }
  json.beginObject().field("kind", facts->finding.kind);
  if (facts->finding.task == kNoTask) json.key("task").null();
  else json.field("task", facts->finding.task);
  json.field("seq", facts->finding.seq)
      .textOrNull("schedule", facts->schedule)
      .field("steps", facts->steps)
      .field("preemptions", facts->preemptions)
      .field("sentence", facts->finding.sentence)
      .endObject();
}

}  // namespace kts::app
