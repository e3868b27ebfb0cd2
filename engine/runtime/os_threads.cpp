// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/runtime/os_threads.h"

#include <sched.h>
#include <sys/mman.h>

#include <algorithm>

namespace kts::engine {

namespace {

#if defined(__SANITIZE_THREAD__)
constexpr std::size_t kStackBytes = 2048 * 1024;  // it keeps most of what it knows of a thread there
#else
constexpr std::size_t kStackBytes = 256 * 1024;
#endif
constexpr std::size_t kGuardBytes = 4096;

bool hasEnded(pthread_t thread) { return pthread_tryjoin_np(thread, nullptr) == 0; }

}  // namespace

OsThreads::~OsThreads() {
  for (;; sched_yield()) {
    lookForEnded();
    if (m_ending.size() + m_free.size() == m_all.size()) break;
  }
  for (Thread* thread : m_ending) pthread_join(thread->handle, nullptr);
  for (Thread& thread : m_all) munmap(thread.memory, kGuardBytes + kStackBytes);
}

bool OsThreads::start(void (*body)(void*), void* data) {
  Thread* thread = take();
  if (!thread) return false;
  thread->body = body;
  thread->data = data;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, static_cast<std::byte*>(thread->memory) + kGuardBytes, kStackBytes);
  pthread_t handle;
  const int error = pthread_create(&handle, &attributes, &main, thread);
  pthread_attr_destroy(&attributes);
  if (error == 0) return true;
  const std::lock_guard guard(m_guard);
  m_free.push_back(thread);
  return false;
}

void* OsThreads::main(void* data) {
  auto* thread = static_cast<Thread*>(data);
  thread->body(thread->data);
  thread->handle = pthread_self();
  // Whoever finds it there waits for its end before anything of it is used again.
  std::atomic<Thread*>& ended = thread->all->m_ended;
  thread->nextEnded = ended.load(std::memory_order_relaxed);
  while (!ended.compare_exchange_weak(thread->nextEnded, thread, std::memory_order_release,
                                      std::memory_order_relaxed)) {
  }
  return nullptr;
}

void OsThreads::lookForEnded() {
  const auto before = static_cast<std::ptrdiff_t>(m_ending.size());
  for (Thread* thread = m_ended.exchange(nullptr, std::memory_order_acquire); thread;
       thread = thread->nextEnded)
    m_ending.push_back(thread);
  std::reverse(m_ending.begin() + before, m_ending.end());
}

OsThreads::Thread* OsThreads::take() {
  const std::lock_guard guard(m_guard);
  lookForEnded();
  if (Thread* thread = rested()) return thread;
  return made();
}

// The last that came to its end, for what it used is still in the cache. It may be on its way out of the
// system yet; the first has been the longest on that way.
OsThreads::Thread* OsThreads::rested() {
  Thread* thread = nullptr;
  if (!m_ending.empty() && hasEnded(m_ending.back()->handle)) {
    thread = m_ending.back();
    m_ending.pop_back();
  } else if (!m_free.empty()) {
    thread = m_free.back();
    m_free.pop_back();
  } else if (!m_ending.empty() && hasEnded(m_ending.front()->handle)) {
    thread = m_ending.front();
    m_ending.pop_front();
  }
  return thread;
}

OsThreads::Thread* OsThreads::made() {
  void* memory = mmap(nullptr, kGuardBytes + kStackBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  mprotect(memory, kGuardBytes, PROT_NONE);
  m_all.push_back({});
  m_all.back().all = this;
  m_all.back().memory = memory;
  return &m_all.back();
}

}  // namespace kts::engine
