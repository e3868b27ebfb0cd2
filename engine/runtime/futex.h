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

}  // namespace kts::engine
