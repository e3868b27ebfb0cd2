// SPDX-License-Identifier: GPL-2.0-or-later
// Ctrl+C as a wish: while it lives, the first interrupt asks what is under way to end, so that a file is
// closed properly and what was covered is said; a second one ends the process, as ever.
#pragma once

#include <atomic>
#include <csignal>

namespace kts::app {

class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  std::atomic<bool>& interrupted();

 private:
  struct sigaction m_interrupt = {}, m_terminate = {};
};

}  // namespace kts::app
