// SPDX-License-Identifier: GPL-2.0-or-later
#include <vector>

#include "engine/schedulers/scheduler.h"

namespace kts::engine {

namespace {

class Manual : public Scheduler {
 public:
  Manual(AskOwner ask, ChoicesOf choicesOf) : m_ask(std::move(ask)), m_choicesOf(std::move(choicesOf)) {}

  // Asks again after an answer that is none of the choices.
  std::optional<TaskId> next(const MoveSet& canMove, TaskId) override {
    const std::vector<Choice> choices = m_choicesOf(canMove);
    for (;;) {
      const std::optional<TaskId> answer = m_ask(choices);
      if (!answer || canMove.contains(*answer)) return answer;
    }
  }

 private:
  AskOwner m_ask;
  ChoicesOf m_choicesOf;
};

}  // namespace

std::unique_ptr<Scheduler> makeManual(AskOwner ask, ChoicesOf choicesOf) {
  return std::make_unique<Manual>(std::move(ask), std::move(choicesOf));
}

}  // namespace kts::engine
