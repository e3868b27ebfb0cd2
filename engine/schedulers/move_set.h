// SPDX-License-Identifier: GPL-2.0-or-later
// The tasks that can move, by rising id: a bit each, for a crowd before one lock enters and leaves with every
// hand-over.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "engine/vocabulary/ids.h"

namespace kts::engine {

class MoveSet {
 public:
  void insert(TaskId task) {
    if (m_words.size() <= task >> 6) m_words.resize((task >> 6) + 1);
    std::uint64_t& word = m_words[task >> 6];
    m_size += (word & bit(task)) == 0;
    word |= bit(task);
  }
  void erase(TaskId task) {
    if (!contains(task)) return;
    m_words[task >> 6] &= ~bit(task);
    --m_size;
  }
  bool contains(TaskId task) const { return task >> 6 < m_words.size() && m_words[task >> 6] & bit(task); }
  std::size_t size() const { return m_size; }
  bool empty() const { return m_size == 0; }

  // The first from `task` on; kNoTask when there is none.
  TaskId from(TaskId task) const {
    std::size_t at = task >> 6;
    if (at >= m_words.size()) return kNoTask;
    std::uint64_t word = m_words[at] & (~std::uint64_t(0) << (task & 63));
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
  static std::uint64_t bit(TaskId task) { return std::uint64_t(1) << (task & 63); }
  static TaskId idOf(std::size_t at, std::uint64_t word) {
    return static_cast<TaskId>(at * 64 + static_cast<std::size_t>(std::countr_zero(word)));
  }
  std::size_t countIn(std::size_t at) const { return static_cast<std::size_t>(std::popcount(m_words[at])); }

  std::vector<std::uint64_t> m_words;
  std::size_t m_size = 0;
};

}  // namespace kts::engine
