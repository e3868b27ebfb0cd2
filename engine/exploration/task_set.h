// SPDX-License-Identifier: GPL-2.0-or-later
// A set of tasks of a world that is explored, a bit each.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "engine/vocabulary/ids.h"

namespace kts::engine {

class TaskSet {
 public:
  static constexpr std::uint32_t kMost = 192;

  void insert(TaskId task) { m_words[task >> 6] |= bit(task); }
  void erase(TaskId task) { m_words[task >> 6] &= ~bit(task); }
  bool contains(TaskId task) const { return m_words[task >> 6] & bit(task); }
  bool empty() const { return (m_words[0] | m_words[1] | m_words[2]) == 0; }
  std::uint32_t size() const {
    std::uint32_t size = 0;
    for (const std::uint64_t word : m_words) size += sizeOf(word);
    return size;
  }
  bool operator==(const TaskSet&) const = default;

  // Whether it holds at most one whose id is that or higher.
  bool atMostOneFrom(TaskId first) const {
    bool one = false;
    for (std::uint32_t at = first >> 6; at < m_words.size(); ++at) {
      const std::uint64_t word = at == first >> 6 ? m_words[at] & ~(bit(first) - 1) : m_words[at];
      if (word & (word - 1) || (one && word)) return false;
      one = one || word;
    }
    return true;
  }
  // The n-th by rising id, from 0; there is one.
  TaskId nth(std::uint32_t n) const {
    for (std::uint32_t at = 0;; ++at) {
      std::uint64_t word = m_words[at];
      const std::uint32_t here = sizeOf(word);
      if (n >= here) {
        n -= here;
        continue;
      }
      for (; n > 0; --n) word &= word - 1;
      return at * 64 + static_cast<std::uint32_t>(std::countr_zero(word));
    }
  }
  template <class F>
  void forEach(F&& call) const {
    for (std::uint32_t at = 0; at < m_words.size(); ++at)
      for (std::uint64_t word = m_words[at]; word != 0; word &= word - 1)
        call(static_cast<TaskId>(at * 64 + static_cast<std::uint32_t>(std::countr_zero(word))));
  }

 private:
  // Few are in it; a population count is a call on machines of no particular kind.
  static std::uint32_t sizeOf(std::uint64_t word) {
    std::uint32_t size = 0;
    for (; word != 0; word &= word - 1) ++size;
    return size;
  }
  static std::uint64_t bit(TaskId task) { return std::uint64_t(1) << (task & 63); }
  std::array<std::uint64_t, kMost / 64> m_words{};
};

}  // namespace kts::engine
