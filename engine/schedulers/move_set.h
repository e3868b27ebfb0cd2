// SPDX-License-Identifier: GPL-2.0-or-later
// The moves that can be made (schedule.h): the tasks that can move by rising id, then those whose oldest
// store can, then those whose timer can expire by choice. A bit each, for a crowd before one lock enters and
// leaves with every hand-over.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "engine/vocabulary/schedule.h"

namespace kts::engine {

// Ids, a bit each.
class IdSet {
 public:
  void insert(TaskId id) {
    if (m_words.size() <= id >> 6) m_words.resize((id >> 6) + 1);
    std::uint64_t& word = m_words[id >> 6];
    m_size += (word & bit(id)) == 0;
    word |= bit(id);
  }
  void erase(TaskId id) {
    if (!contains(id)) return;
    m_words[id >> 6] &= ~bit(id);
    --m_size;
  }
  bool contains(TaskId id) const { return id >> 6 < m_words.size() && m_words[id >> 6] & bit(id); }
  std::size_t size() const { return m_size; }

  // The first from `id` on; kNoTask when there is none.
  TaskId from(TaskId id) const {
    std::size_t at = id >> 6;
    if (at >= m_words.size()) return kNoTask;
    std::uint64_t word = m_words[at] & (~std::uint64_t(0) << (id & 63));
    while (word == 0)
      if (++at == m_words.size())
        return kNoTask;
      else
        word = m_words[at];
    return idOf(at, word);
  }
  // The n-th, from 0; there is one.
  TaskId nth(std::size_t n) const {
    std::size_t at = 0;
    for (; n >= countIn(at); ++at) n -= countIn(at);
    std::uint64_t word = m_words[at];
    for (; n > 0; --n) word &= word - 1;
    return idOf(at, word);
  }

 private:
  static std::uint64_t bit(TaskId id) { return std::uint64_t(1) << (id & 63); }
  static TaskId idOf(std::size_t at, std::uint64_t word) {
    return static_cast<TaskId>(at * 64 + static_cast<std::size_t>(std::countr_zero(word)));
  }
  std::size_t countIn(std::size_t at) const { return static_cast<std::size_t>(std::popcount(m_words[at])); }

  std::vector<std::uint64_t> m_words;
  std::size_t m_size = 0;
};

class MoveSet {
 public:
  void insert(TaskId move) { (this->*placeOf(move)).insert(taskOf(move)); }
  void erase(TaskId move) { (this->*placeOf(move)).erase(taskOf(move)); }
  bool contains(TaskId move) const { return (this->*placeOf(move)).contains(taskOf(move)); }
  std::size_t size() const { return m_tasks.size() + m_stores.size() + m_timers.size(); }
  bool empty() const { return size() == 0; }

  // The first from `move` on; kNoTask when there is none.
  TaskId from(TaskId move) const {
    const TaskId task = isStep(move) ? m_tasks.from(move) : kNoTask;
    if (task != kNoTask) return task;
    const TaskId owner = isTimer(move) ? kNoTask : m_stores.from(isDrain(move) ? taskOf(move) : 0);
    if (owner != kNoTask) return drainOf(owner);
    const TaskId sleeper = m_timers.from(isTimer(move) ? taskOf(move) : 0);
    return sleeper == kNoTask ? kNoTask : timerOf(sleeper);
  }
  // The n-th, from 0; there is one.
  TaskId nth(std::size_t n) const {
    if (n < m_tasks.size()) return m_tasks.nth(n);
    n -= m_tasks.size();
    return n < m_stores.size() ? drainOf(m_stores.nth(n)) : timerOf(m_timers.nth(n - m_stores.size()));
  }

 private:
  static IdSet MoveSet::*placeOf(TaskId move) {
    return isDrain(move) ? &MoveSet::m_stores : isTimer(move) ? &MoveSet::m_timers : &MoveSet::m_tasks;
  }

  IdSet m_tasks, m_stores, m_timers;
};

}  // namespace kts::engine
