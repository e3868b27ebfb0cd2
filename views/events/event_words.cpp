// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/events/event_words.h"

#include <array>
#include <cstdio>

#include "engine/vocabulary/sentence.h"
#include "recordings/last_names.h"

namespace kts::views {

namespace {

constexpr std::array<std::string_view, kEventColumns> kHeaders = {"#",      "time",   "task",  "event",
                                                                  "object", "effect", "source"};

// Phrases end a sentence ("and leaves its CPU"); in a cell they stand alone.
std::string alone(std::string phrase) {
  for (const std::string_view lead : {"and ", "but "})
    if (phrase.starts_with(lead)) return phrase.substr(lead.size());
  return phrase;
}

}  // namespace

std::string_view headerOf(EventColumn column) { return kHeaders[static_cast<std::size_t>(column)]; }

TaskNames::TaskNames(const recordings::Recording* recording) : m_recording(recording) {
  if (recording) m_patterns = recording->info().header.names;
}

const TaskNames::Known& TaskNames::known(TaskId task) const {
  if (const auto found = m_known.find(task); found != m_known.end()) return found->second;
  Known entry{task == kNoTask ? std::string() : "task " + std::to_string(task), 0};
  if (m_recording && task != kNoTask)
    if (const auto row = m_recording->task(task); row && *row)
      entry = {recordings::lastNameOf(*m_recording, **row), (*row)->pid};
  return m_known.emplace(task, std::move(entry)).first->second;
}

const std::string& TaskNames::nameOf(TaskId task) const { return known(task).name; }

std::int32_t TaskNames::pidOf(TaskId task) const { return known(task).pid; }

std::string timeWords(std::uint64_t ns) {
  std::array<char, 40> text;
  const auto value = static_cast<double>(ns);
  if (ns < 1'000'000)
    std::snprintf(text.data(), text.size(), "%.2f µs", value / 1e3);
  else if (ns < 1'000'000'000)
    std::snprintf(text.data(), text.size(), "%.4f ms", value / 1e6);
  else
    std::snprintf(text.data(), text.size(), "%.6f s", value / 1e9);
  return text.data();
}

std::string objectWords(const Event& event, const TaskNames& names) {
  if (event.object.type() == ObjectType::Task) return names.nameOf(event.object.index());
  const bool aboutRequest =
      event.object.type() == ObjectType::None || event.object.type() == ObjectType::Request;
  if (aboutRequest && event.request != kNoRequest) return "request " + std::to_string(event.request + 1);
  if (infoOf(event.object.type()).scope == ObjectScope::Task)  // "exited of worker/2"
    return std::string(infoOf(event.object.type()).name) + " of " + names.nameOf(event.object.index());
  return nameOf(event.object);
}

std::string effectWords(const Event& event, const TaskNames& names) {
  const EventInfo& info = infoOf(event.kind);
  const std::string effect = alone(effectText(event));
  // A wake's arg repeats its effect; a failed fork's phrase holds the error.
  if (event.kind == EventKind::WakeTookEffect || event.effect == Effect::Failed) return effect;
  std::string arg = argText(event, names.patterns());
  if (info.argMeaning == "PID" || (info.argMeaning == "PID or error" && event.arg > 0)) arg = "PID " + arg;
  if (info.argMeaning == "done after") arg = "its count is " + arg;
  if (info.argMeaning == "milliseconds") arg += " ms";
  if (arg.empty()) return effect;
  if (effect.empty()) return arg;
  return arg + (effect.front() == '(' ? " " : ": ") + effect;
}

std::string sourceWords(const Event& event) {
  if (event.site.file().empty()) return "";
  return std::string(event.site.file()) + ":" + std::to_string(event.site.line());
}

std::string cellText(EventColumn column, Seq seq, const Event& event, const TaskNames& names) {
  switch (column) {
    case EventColumn::Seq: return std::to_string(seq);
    case EventColumn::Time: return timeWords(event.tNs);
    case EventColumn::Task: return names.nameOf(event.task);
    case EventColumn::Event: return std::string(infoOf(event.kind).name);
    case EventColumn::Object: return objectWords(event, names);
    case EventColumn::Effect: return effectWords(event, names);
    case EventColumn::Source: return sourceWords(event);
  }
  return "";
}

}  // namespace kts::views
