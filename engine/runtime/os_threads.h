// SPDX-License-Identifier: GPL-2.0-or-later
// OS threads on stacks that are used again. A thread that ends with a stack of the C library's first asks the
// system to take the stack's memory back, for whoever comes next to be given it anew: a twentieth of what it
// takes to create a kernel thread here.
#pragma once

#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

namespace kts::engine {

class OsThreads {
 public:
  OsThreads() = default;
  // Once every thread that was started has come to its end.
  ~OsThreads();
  OsThreads(const OsThreads&) = delete;
  OsThreads& operator=(const OsThreads&) = delete;

  // A new thread in `body(data)`; false when the system gives no more threads or memory. Any thread.
  bool start(void (*body)(void*), void* data);

 private:
  struct Thread {
    OsThreads* all = nullptr;
    void* memory = nullptr;  // the stack, and below it a page that nobody may touch
    void (*body)(void*) = nullptr;
    void* data = nullptr;
    pthread_t handle{};  // set by itself, when it ends
    Thread* nextEnded = nullptr;
  };
  static void* main(void* thread);
  Thread* take();
  Thread* rested();
  Thread* made();
  void lookForEnded();

  std::atomic<Thread*> m_ended{nullptr};  // a stack of them: they still run their last lines
  std::mutex m_guard;                     // over what follows
  std::deque<Thread*> m_ending;           // were in m_ended, in the order in which they came there
  std::vector<Thread*> m_free;            // the system did not let them begin
  std::deque<Thread> m_all;
};

}  // namespace kts::engine
