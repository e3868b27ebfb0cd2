// SPDX-License-Identifier: GPL-2.0-or-later
// A word that tasks share, with its version: each access that is recorded is one atomic read-modify-write
// that takes the next ticket of the word. The tickets are what makes the recorded order of a run on real
// threads a legal order, whatever the clocks say.
#pragma once

#include <atomic>
#include <cstdint>

namespace kts::engine {

inline constexpr std::uint32_t kNoTicket = 0xffffffffu;  // for events about nothing shared

// 0 while an explorer makes steps: a count of accesses would tell apart states that are the same. Then the
// word is one thread's, and is changed without the cost of a locked instruction.
inline constinit thread_local std::uint64_t t_oneTicket = 1ull << 32;

class SharedWord {
 public:
  struct Access {
    std::uint32_t before = 0;  // the value found
    std::uint32_t ticket = 0;  // its place among the accesses of this word, from 0
  };

  explicit SharedWord(std::uint32_t value = 0) : m_word(value) {}

  Access read() {
    if (t_oneTicket == 0) return split(m_word.load(std::memory_order_relaxed));  // nobody else is there
    return split(m_word.fetch_add(t_oneTicket, std::memory_order_acq_rel));
  }

  Access write(std::uint32_t value) {
    return change([value](std::uint32_t) { return value; });
  }

  template <class F>
  Access change(F&& next) {
    std::uint64_t word = m_word.load(std::memory_order_relaxed);
    if (t_oneTicket == 0) {
      m_word.store(join(word, next(static_cast<std::uint32_t>(word))), std::memory_order_relaxed);
      return split(word);
    }
    while (!m_word.compare_exchange_weak(word, join(word, next(static_cast<std::uint32_t>(word))),
                                         std::memory_order_acq_rel, std::memory_order_relaxed)) {
    }
    return split(word);
  }

  // Takes a free lock: 0 becomes `value`, or false.
  bool takeIfZero(std::uint32_t value, Access& access) {
    std::uint64_t word = m_word.load(std::memory_order_relaxed);
    if (static_cast<std::uint32_t>(word) != 0) return false;
    if (t_oneTicket == 0) {
      m_word.store(join(word, value), std::memory_order_relaxed);
      access = split(word);
      return true;
    }
    if (!m_word.compare_exchange_strong(word, join(word, value), std::memory_order_acq_rel,
                                        std::memory_order_relaxed))
      return false;
    access = split(word);
    return true;
  }

  // Looks without being recorded: for schedulers, tests and spinners.
  std::uint32_t peek() const { return static_cast<std::uint32_t>(m_word.load(std::memory_order_acquire)); }

  void reset(std::uint32_t value) { m_word.store(value, std::memory_order_relaxed); }

 private:
  static Access split(std::uint64_t word) {
    return {static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32)};
  }
  static std::uint64_t join(std::uint64_t old, std::uint32_t value) {
    return (old & ~0xffffffffull) + t_oneTicket + value;
  }

  std::atomic<std::uint64_t> m_word;
};

}  // namespace kts::engine
