// SPDX-License-Identifier: GPL-2.0-or-later
// The words of one event as the cells of a table row, and as what a filter looks at. Made from the
// vocabulary's tables and the recording's tasks alone: no state is folded for them, so any row is cheap.
// One thread at a time.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "engine/vocabulary/event.h"
#include "recordings/recording.h"

namespace kts::views {

enum class EventColumn { Seq, Time, Task, Event, Object, Effect, Source };
inline constexpr int kEventColumns = 7;
std::string_view headerOf(EventColumn column);

// The names of a recording's tasks, looked up once each.
class TaskNames {
 public:
  explicit TaskNames(const recordings::Recording* recording = nullptr);
  // "worker/1": the name that the task has at the end, or "task 7" for one that the recording does not know.
  const std::string& nameOf(TaskId task) const;
  std::int32_t pidOf(TaskId task) const;  // 0 for an unknown task
  // Forgets what may have changed: a thread is named some events after it is born.
  void forget() { m_known.clear(); }
  const std::vector<std::string>& patterns() const { return m_patterns; }

 private:
  struct Known {
    std::string name;
    std::int32_t pid = 0;
  };
  const Known& known(TaskId task) const;
  const recordings::Recording* m_recording = nullptr;
  std::vector<std::string> m_patterns;  // RunHeader::names
  mutable std::unordered_map<TaskId, Known> m_known;
};

std::string cellText(EventColumn column, Seq seq, const Event& event, const TaskNames& names);

// "kthreadd", "request 2", "done of request 1": the object, or what else the event is about.
std::string objectWords(const Event& event, const TaskNames& names);
// What the event brought about: "TASK_INTERRUPTIBLE", "PID 104: the new task is born", "" when its kind says
// all.
std::string effectWords(const Event& event, const TaskNames& names);
// "kthread.cpp:98", or "".
std::string sourceWords(const Event& event);
// "12.41 µs", "1.2410 ms", "1.241000 s".
std::string timeWords(std::uint64_t ns);

}  // namespace kts::views
