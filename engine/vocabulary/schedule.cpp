// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/schedule.h"

#include <algorithm>
#include <charconv>

namespace kts {

std::string moveText(TaskId move) {
  return (isDrain(move) ? "~" : isTimer(move) ? "!" : "") + std::to_string(taskOf(move));
}

bool Schedule::choosesTimers() const {
  return std::ranges::any_of(m_runs, [](const ScheduleRun& run) { return isTimer(run.task); });
}

std::string Schedule::text() const {
  std::string text;
  for (const ScheduleRun& run : m_runs) {
    if (!text.empty()) text += ',';
    text += moveText(run.task);
    if (run.steps != 1) text += "x" + std::to_string(run.steps);
  }
  return text;
}

namespace {

// A number at the front of `text`, which is cut off it; false when there is none.
bool takeNumber(std::string_view& text, std::uint32_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool takeMove(std::string_view& text, TaskId& move) {
  const bool drains = text.starts_with('~'), expires = text.starts_with('!');
  if (drains || expires) text.remove_prefix(1);
  if (!takeNumber(text, move) || !isStep(move)) return false;
  if (drains) move = drainOf(move);
  if (expires) move = timerOf(move);
  return true;
}

}  // namespace

std::optional<TaskId> moveFrom(std::string_view text) {
  TaskId move = 0;
  if (!takeMove(text, move) || !text.empty()) return std::nullopt;
  return move;
}

std::optional<Schedule> Schedule::parse(std::string_view text, std::string& why) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.remove_suffix(1);
  const std::string_view whole = text;
  const auto at = [&] {
    return "at character " + std::to_string(whole.size() - text.size() + 1) + " of the schedule";
  };
  Schedule schedule;
  while (!text.empty()) {
    ScheduleRun run{0, 1};
    if (!takeMove(text, run.task)) return why = "expected a task id " + at(), std::nullopt;
    if (text.starts_with('x')) {
      text.remove_prefix(1);
      if (!takeNumber(text, run.steps) || run.steps == 0)
        return why = "expected a number of steps " + at(), std::nullopt;
    }
    auto& runs = schedule.m_runs;
    if (!runs.empty() && runs.back().task == run.task && runs.back().steps <= ~run.steps)
      runs.back().steps += run.steps;
    else runs.push_back(run);
    schedule.m_steps += run.steps;
    if (text.empty()) break;
    if (!text.starts_with(',') || text.size() == 1)
      return why = "expected a comma and a task id " + at(), std::nullopt;
    text.remove_prefix(1);
  }
  return schedule;
}

}  // namespace kts
