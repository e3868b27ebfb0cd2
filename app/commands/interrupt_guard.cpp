// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/interrupt_guard.h"

namespace kts::app {

namespace {

std::atomic<bool> interruptedFlag = false;  // a handler has nothing else to reach
static_assert(std::atomic<bool>::is_always_lock_free);

}  // namespace

InterruptGuard::InterruptGuard() {
  struct sigaction action = {};
  action.sa_handler = [](int) { interruptedFlag = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // and no restart: a read from the terminal ends, too
  sigaction(SIGINT, &action, &m_interrupt);
  sigaction(SIGTERM, &action, &m_terminate);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &m_interrupt, nullptr);
  sigaction(SIGTERM, &m_terminate, nullptr);
}

std::atomic<bool>& InterruptGuard::interrupted() { return interruptedFlag; }

}  // namespace kts::app
