// SPDX-License-Identifier: GPL-2.0-or-later
// What a manual run asks before each step, and a person's answers: the one place where the engine's thread
// waits for the window's. It also stands between the run and its recorder, and so knows how many events the
// recording must have before it shows what the question is about.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/run.h"

namespace kts::app {

struct Question {
  std::uint64_t number = 0;  // of its run, from 1
  std::vector<engine::Choice> choices;
  Seq events = 0;  // that the run had made when it asked
};

class Questions : public EventSink {
 public:
  using Asked = std::function<void(Question)>;  // on the engine's thread
  // `settle`: called before each question, for a sink that keeps things back.
  Questions(std::shared_ptr<EventSink> onTo, std::function<void()> settle, Asked asked);

  // The engine's thread: waits for the answer. Nothing once it is closed, which ends the run.
  std::optional<TaskId> ask(std::span<const engine::Choice> choices);

  // Any thread. An answer to another question than the one that waits came too late, and counts for nothing.
  void answer(std::uint64_t number, TaskId task);
  void letRun();  // from here on round-robin answers
  void close();   // answers no more; must come before anybody waits for the engine's thread

  void begin(const RunHeader& header) override;
  void events(std::span<const Event> events) override;
  void end(const RunSummary& summary) override;

 private:
  const std::shared_ptr<EventSink> m_onTo;
  const std::function<void()> m_settle;
  const Asked m_asked;
  Seq m_events = 0;  // the engine's thread alone

  std::mutex m_mutex;  // around all that follows
  std::condition_variable m_wake;
  std::uint64_t m_number = 0;
  std::optional<TaskId> m_answer;
  TaskId m_last = kNoTask;
  bool m_letRun = false, m_closed = false;
};

}  // namespace kts::app
