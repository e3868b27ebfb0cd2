// SPDX-License-Identifier: GPL-2.0-or-later
// Linux's own wait and wake on a 32-bit word.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <ctime>

namespace kts::engine {

// Sleeps while `word` is `value`, or for so long at most; may return for no reason.
inline void futexWait(std::atomic<std::uint32_t>& word, std::uint32_t value,
                      const timespec* timeout = nullptr) {
  syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAIT_PRIVATE, value, timeout, nullptr, 0);
}

inline void futexWakeOne(std::atomic<std::uint32_t>& word) {
  syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

// Calls one thread from its sleep: who rings between its look at rung() and its wait() is not missed.
class Bell {
 public:
  void ring() {
    m_rung.fetch_add(1, std::memory_order_release);
    futexWakeOne(m_rung);
  }
  std::uint32_t rung() const { return m_rung.load(std::memory_order_acquire); }
  void wait(std::uint32_t rung, const timespec& atMost) { futexWait(m_rung, rung, &atMost); }

 private:
  std::atomic<std::uint32_t> m_rung{0};
};

}  // namespace kts::engine
