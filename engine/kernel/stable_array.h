// SPDX-License-Identifier: GPL-2.0-or-later
// An array that only grows, whose elements never move, and to which threads add at the same time. It is
// the memory that the protocol's frames live in for the whole run, so that a stale index is never wild.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

namespace kts::engine {

template <class T>
class StableArray {
 public:
  static constexpr std::uint32_t kChunk = 256, kChunks = 65536;  // 16 million elements

  StableArray() : m_chunks(std::make_unique<std::atomic<T*>[]>(kChunks)) {}
  ~StableArray() {
    for (std::uint32_t at = 0; at < kChunks; ++at) delete[] m_chunks[at].load(std::memory_order_relaxed);
  }
  StableArray(const StableArray&) = delete;
  StableArray& operator=(const StableArray&) = delete;

  // The index of a new, default-made element.
  std::uint32_t add() {
    const std::uint32_t index = m_size.fetch_add(1, std::memory_order_acq_rel);
    chunk(index / kChunk);
    return index;
  }
  T& operator[](std::uint32_t index) { return chunk(index / kChunk)[index % kChunk]; }
  const T& operator[](std::uint32_t index) const { return const_cast<StableArray&>(*this)[index]; }
  std::uint32_t size() const { return m_size.load(std::memory_order_acquire); }

 private:
  T* chunk(std::uint32_t at) {
    T* chunk = m_chunks[at].load(std::memory_order_acquire);
    if (chunk) [[likely]] return chunk;
    const std::lock_guard guard(m_growing);
    chunk = m_chunks[at].load(std::memory_order_relaxed);
    if (!chunk) m_chunks[at].store(chunk = new T[kChunk], std::memory_order_release);
    return chunk;
  }

  std::unique_ptr<std::atomic<T*>[]> m_chunks;
  std::atomic<std::uint32_t> m_size{0};
  std::mutex m_growing;
};

}  // namespace kts::engine
