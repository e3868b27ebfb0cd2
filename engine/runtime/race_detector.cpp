// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/runtime/race_detector.h"

#include <algorithm>

namespace kts::engine {

namespace {

struct FieldWords {
  std::string_view name;
  bool plural;
};
constexpr FieldWords kFields[] = {{"the fields", true},
                                  {"the result", false},
                                  {"the links", true},
                                  {"the count", false},
                                  {"the value", false}};

std::string whoDidWhat(TaskId task, AccessKind kind, bool plural, Site site) {
  const std::string where = " (" + std::string(site.file()) + ":" + std::to_string(site.line()) + ")";
  const std::string it = plural ? "them" : "it";
  const std::string does = kind == AccessKind::Read    ? " reads " + it
                           : kind == AccessKind::Write ? " writes " + it
                           : plural                    ? " returns, and they are gone"
                                                       : " returns, and it is gone";
  return "task " + std::to_string(task) + does + where;
}

}  // namespace

// A frame that may end before its last use is dead memory in waiting, whichever came first this time.
Finding findingOf(const RaceDetector::Race& race) {
  const FieldWords& field = kFields[static_cast<std::size_t>(race.field)];
  const bool frame = race.firstKind == AccessKind::FrameEnd || race.secondKind == AccessKind::FrameEnd;
  return {frame ? "dead-memory" : "data-race", race.second, 0,
          "nothing orders two accesses of " + std::string(field.name) + " of " + nameOf(race.object) + ": " +
              whoDidWhat(race.first, race.firstKind, field.plural, race.firstSite) + ", and " +
              whoDidWhat(race.second, race.secondKind, field.plural, race.secondSite)};
}

RaceDetector::Clock& RaceDetector::clockOf(TaskId task) {
  if (m_tasks.size() <= task) m_tasks.resize(task + 1);
  Clock& clock = m_tasks[task];
  if (clock.size() <= task) clock.resize(task + 1);
  if (clock[task] == 0) clock[task] = 1;
  return clock;
}

void RaceDetector::join(Clock& into, const Clock& from) {
  if (into.size() < from.size()) into.resize(from.size());
  for (std::size_t at = 0; at < from.size(); ++at) into[at] = std::max(into[at], from[at]);
}

bool RaceDetector::before(const Epoch& epoch, const Clock& clock) {
  return epoch.task == kNoTask || (epoch.task < clock.size() && epoch.time <= clock[epoch.task]);
}

void RaceDetector::acquire(TaskId task, ObjectId object) {
  if (const auto at = m_objects.find(object.value); at != m_objects.end()) join(clockOf(task), at->second);
}

void RaceDetector::release(TaskId task, ObjectId object) {
  Clock& clock = clockOf(task);
  join(m_objects[object.value], clock);
  ++clock[task];
}

void RaceDetector::fork(TaskId parent, TaskId child) {
  const Clock copy = clockOf(parent);
  join(clockOf(child), copy);
  ++clockOf(parent)[parent];
}

std::optional<RaceDetector::Race> RaceDetector::access(TaskId task, ObjectId object, Field field,
                                                       AccessKind kind, Site at) {
  const Clock& clock = clockOf(task);
  Variable& variable = m_variables[std::uint64_t(object.value) << 8 | static_cast<std::uint8_t>(field)];
  std::optional<Race> race;
  if (!before(variable.write, clock))
    race = Race{variable.write.task, task, variable.write.kind, kind, variable.write.site, at, object, field};
  const Epoch now{task, clock[task], at, kind};
  if (kind == AccessKind::Read) {
    const auto mine = std::find_if(variable.reads.begin(), variable.reads.end(),
                                   [&](const Epoch& e) { return e.task == task; });
    if (mine == variable.reads.end()) variable.reads.push_back(now);
    else *mine = now;
    return race;
  }
  for (const Epoch& read : variable.reads)
    if (!race && !before(read, clock))
      race = Race{read.task, task, read.kind, kind, read.site, at, object, field};
  variable.write = now;
  variable.reads.clear();
  return race;
}

}  // namespace kts::engine
