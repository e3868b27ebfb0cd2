// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/questions.h"

#include <algorithm>

namespace kts::app {

namespace {

// As the scheduler round-robin does: by rising id, after the one that moved last.
TaskId inTurn(std::span<const engine::Choice> choices, TaskId last) {
  const auto after = std::ranges::find_if(
      choices, [last](const engine::Choice& choice) { return last != kNoTask && choice.task > last; });
  return after == choices.end() ? choices.front().task : after->task;
}

}  // namespace

Questions::Questions(std::shared_ptr<EventSink> onTo, std::function<void()> settle, Asked asked)
    : m_onTo(std::move(onTo)), m_settle(std::move(settle)), m_asked(std::move(asked)) {}

std::optional<TaskId> Questions::ask(std::span<const engine::Choice> choices) {
  std::unique_lock lock(m_mutex);
  if (m_closed) return std::nullopt;
  if (!m_letRun) {
    m_answer.reset();
    Question question{++m_number, {choices.begin(), choices.end()}, m_events};
    // Told without the lock: whoever hears of it may answer at once.
    lock.unlock();
    m_settle();
    m_asked(std::move(question));
    lock.lock();
    m_wake.wait(lock, [this] { return m_answer || m_letRun || m_closed; });
    if (m_closed) return std::nullopt;
  }
  m_last = m_letRun ? inTurn(choices, m_last) : *m_answer;
  return m_last;
}

void Questions::answer(std::uint64_t number, TaskId task) {
  const std::lock_guard lock(m_mutex);
  if (number != m_number) return;
  m_answer = task;
  m_wake.notify_one();
}

void Questions::letRun() {
  const std::lock_guard lock(m_mutex);
  m_letRun = true;
  m_wake.notify_one();
}

void Questions::close() {
  const std::lock_guard lock(m_mutex);
  m_closed = true;
  m_wake.notify_one();
}

void Questions::begin(const RunHeader& header) { m_onTo->begin(header); }

void Questions::events(std::span<const Event> events) {
  m_onTo->events(events);
  m_events += events.size();
}

void Questions::end(const RunSummary& summary) { m_onTo->end(summary); }

}  // namespace kts::app
