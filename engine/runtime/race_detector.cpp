// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/runtime/race_detector.h"

#include <algorithm>

namespace kts::engine {

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
