// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <vector>

#include "engine/schedulers/scheduler.h"

namespace kts::engine {

namespace {

class Manual : public Scheduler {
 public:
  Manual(AskOwner ask, std::function<Choice(TaskId)> choiceOf)
      : m_ask(std::move(ask)), m_choiceOf(std::move(choiceOf)) {}

  // Asks again after an answer that is none of the choices.
  std::optional<TaskId> next(std::span<const TaskId> canMove, TaskId) override {
    std::vector<Choice> choices;
    for (const TaskId task : canMove) choices.push_back(m_choiceOf(task));
    for (;;) {
      const std::optional<TaskId> answer = m_ask(choices);
      if (!answer || std::binary_search(canMove.begin(), canMove.end(), *answer)) return answer;
    }
  }

 private:
  AskOwner m_ask;
  std::function<Choice(TaskId)> m_choiceOf;
};

}  // namespace

std::unique_ptr<Scheduler> makeManual(AskOwner ask, std::function<Choice(TaskId)> choiceOf) {
  return std::make_unique<Manual>(std::move(ask), std::move(choiceOf));
}

}  // namespace kts::engine
