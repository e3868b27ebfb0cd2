// SPDX-License-Identifier: GPL-2.0-or-later
// The choices of a controlled run as text: task ids in the order in which they were chosen, a repeat as
// "3x12", joined by commas: "4x3,2,4,3x12". Replaying it gives the same events.
//
// With store buffers (--memory tso) a choice may be a store as well: "~3" lets the oldest store of task 3
// reach memory. Where timers expire by choice, as in what exploring finds, "!3" lets that of task 3 expire.
// So a choice is a move: a task's id, drainOf() it, or timerOf() it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/vocabulary/ids.h"

namespace kts {

inline constexpr TaskId kDrain = 0x80000000u, kTimer = 0x40000000u;  // far above every task's id
constexpr TaskId drainOf(TaskId task) { return task | kDrain; }
constexpr bool isDrain(TaskId move) { return move & kDrain; }
constexpr TaskId timerOf(TaskId task) { return task | kTimer; }
constexpr bool isTimer(TaskId move) { return move & kTimer; }
constexpr bool isStep(TaskId move) { return !isDrain(move) && !isTimer(move); }  // of the task itself
constexpr TaskId taskOf(TaskId move) { return move & ~(kDrain | kTimer); }
std::string moveText(TaskId move);                      // "3", "~3" or "!3"
std::optional<TaskId> moveFrom(std::string_view text);  // the reverse

struct ScheduleRun {
  TaskId task = 0;  // a move
  std::uint32_t steps = 0;
  bool operator==(const ScheduleRun&) const = default;
};

class Schedule {
 public:
  void add(TaskId move) {
    if (!m_runs.empty() && m_runs.back().task == move)
      ++m_runs.back().steps;
    else
      m_runs.push_back({move, 1});
    ++m_steps;
  }
  const std::vector<ScheduleRun>& runs() const { return m_runs; }
  std::uint64_t steps() const { return m_steps; }
  bool choosesTimers() const;  // some timer's expiry is one of the choices
  std::string text() const;
  bool operator==(const Schedule&) const = default;

  // Nothing and a one-line reason in `why` when the text is no schedule.
  static std::optional<Schedule> parse(std::string_view text, std::string& why);

 private:
  std::vector<ScheduleRun> m_runs;
  std::uint64_t m_steps = 0;
};

}  // namespace kts
