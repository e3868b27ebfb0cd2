// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/finding_json.h"

#include <algorithm>

#include "app/commands/text_table.h"
#include "recordings/findings.h"

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
  const auto recording = recordings::Recording::open(file);
  if (!recording) return std::unexpected(Problem(recording.error()));
  const auto findings = recordings::findingsOf(**recording);
  if (!findings) return std::unexpected(Problem(findings.error()));
  // The file keeps a finding in short; its events tell the rest.
  if (!findings->empty() && !recordings::isNotice(findings->front())) facts.finding = findings->front();
  if (!summary.schedule.empty()) {
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
      .textOrNull("rule", facts->finding.rule)
      .key("events");
  writeFindingEvents(json, facts->finding);
  json.endObject();
}

void writeFindingEvents(JsonWriter& json, const Finding& finding) {
  json.beginArray();
  for (const FindingEvent& event : finding.events)
    json.beginObject()
        .field("role", event.role)
        .field("seq", event.seq)
        .field("sentence", event.sentence)
        .endObject();
  json.endArray();
}

std::string findingText(const Finding& finding, std::string_view indent) {
  std::string text;
  std::size_t widest = 0, digits = 0;
  for (const FindingEvent& event : finding.events) {
    widest = std::max(widest, event.role.size());
    digits = std::max(digits, std::to_string(event.seq).size());
  }
  for (const FindingEvent& event : finding.events) {
    const std::string seq = std::to_string(event.seq);
    text += std::string(indent) + "event " + std::string(digits - seq.size(), ' ') + seq + "  " + event.role +
            std::string(widest - event.role.size() + 2, ' ') + onOneLine(event.sentence) + '\n';
  }
  return text;
}

}  // namespace kts::app
