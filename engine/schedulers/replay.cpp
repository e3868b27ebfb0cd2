// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/schedulers/scheduler.h"

namespace kts::engine {

namespace {

class Replay : public Scheduler {
 public:
  explicit Replay(Schedule schedule) : m_schedule(std::move(schedule)), m_after(makeRoundRobin()) {}

  std::optional<TaskId> next(const MoveSet& canMove, TaskId last) override {
    const auto& runs = m_schedule.runs();
    if (m_run == runs.size()) return m_after->next(canMove, last);
    const TaskId task = runs[m_run].task;
    if (!canMove.contains(task)) {
      m_complaint = "the schedule does not fit this run: step " + std::to_string(m_step) + " chooses ";
      m_complaint += isDrain(task)
                         ? moveText(task) + ", and no store of task " + std::to_string(taskOf(task)) +
                               " waits there (stores wait with memory tso only)"
                     : isTimer(task)
                         ? moveText(task) + ", and no timer of task " + std::to_string(taskOf(task)) +
                               " is pending there"
                         : "task " + std::to_string(task) + ", which cannot move there";
      return std::nullopt;
    }
    ++m_step;
    if (++m_taken == runs[m_run].steps) ++m_run, m_taken = 0;
    return task;
  }
  std::string complaint() const override { return m_complaint; }

 private:
  Schedule m_schedule;
  std::unique_ptr<Scheduler> m_after;
  std::size_t m_run = 0;
  std::uint32_t m_taken = 0;
  std::uint64_t m_step = 0;
  std::string m_complaint;
};

}  // namespace

std::unique_ptr<Scheduler> makeReplay(Schedule schedule) {
  return std::make_unique<Replay>(std::move(schedule));
}

}  // namespace kts::engine
