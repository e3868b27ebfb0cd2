// SPDX-License-Identifier: GPL-2.0-or-later
// The choices of a controlled run as text: task ids in the order in which they were chosen, a repeat as
// "3x12", joined by commas: "4x3,2,4,3x12". Replaying it gives the same events.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/vocabulary/ids.h"

namespace kts {

struct ScheduleRun {
  TaskId task = 0;
  std::uint32_t steps = 0;
  bool operator==(const ScheduleRun&) const = default;
};

class Schedule {
 public:
  void add(TaskId task) {
    if (!m_runs.empty() && m_runs.back().task == task) ++m_runs.back().steps;
    else m_runs.push_back({task, 1});
    ++m_steps;
  }
  const std::vector<ScheduleRun>& runs() const { return m_runs; }
  std::uint64_t steps() const { return m_steps; }
  std::string text() const;
  bool operator==(const Schedule&) const = default;

  // Nothing and a one-line reason in `why` when the text is no schedule.
  static std::optional<Schedule> parse(std::string_view text, std::string& why);

 private:
  std::vector<ScheduleRun> m_runs;
  std::uint64_t m_steps = 0;
};

}  // namespace kts
