// SPDX-License-Identifier: GPL-2.0-or-later
// An array that only grows, whose elements never move, and to which threads add at the same time. It is
// the memory that the protocol's frames live in for the whole run, so that a stale index is never wild. In an
// explorer's memory it is given its first chunks at once, and each element is made anew as it is added.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>

#include "engine/kernel/large_pages.h"
#include "engine/kernel/run_memory.h"

namespace kts::engine {

template <class T>
class StableArray {
 public:
  StableArray() {
    for (int chunk = 0; m_memory && chunk < kChunksAtOnce; ++chunk) grow(chunk);
  }
  ~StableArray() {
    if (m_memory) return;
    for (int chunk = 0; chunk < kChunks; ++chunk)
      if (T* elements = m_chunks[static_cast<std::size_t>(chunk)].load(std::memory_order_relaxed)) {
        std::destroy_n(elements, sizeOf(chunk));
        LargePages<T>().deallocate(elements, sizeOf(chunk));
      }
  }
  StableArray(const StableArray&) = delete;
  StableArray& operator=(const StableArray&) = delete;

  // The index of a new, default-made element.
  std::uint32_t add() {
    const std::uint32_t index = m_size.fetch_add(1, std::memory_order_acq_rel);
    T& element = at(index);
    if (m_memory) new (&element) T;
    return index;
  }
  T& operator[](std::uint32_t index) { return at(index); }
  const T& operator[](std::uint32_t index) const { return const_cast<StableArray&>(*this).at(index); }
  std::uint32_t size() const { return m_size.load(std::memory_order_acquire); }

 private:
  static constexpr int kFirstBits = 6, kChunks = 32 - kFirstBits, kChunksAtOnce = 3;

  static constexpr std::uint32_t sizeOf(int chunk) { return 1u << (chunk + kFirstBits); }

  // Chunk n holds 64 << n elements: the index plus 64 says the chunk by its highest bit.
  T& at(std::uint32_t index) {
    const std::uint64_t place = std::uint64_t(index) + (1u << kFirstBits);
    const int chunk = std::bit_width(place) - 1 - kFirstBits;
    T* elements = m_chunks[static_cast<std::size_t>(chunk)].load(std::memory_order_acquire);
    if (!elements) [[unlikely]] elements = grow(chunk);
    return elements[place - (std::uint64_t(1) << (chunk + kFirstBits))];
  }
  T* grow(int chunk) {
    const std::lock_guard guard(m_growing);
    auto& place = m_chunks[static_cast<std::size_t>(chunk)];
    T* elements = place.load(std::memory_order_relaxed);
    if (!elements) place.store(elements = make(chunk), std::memory_order_release);
    return elements;
  }
  T* make(int chunk) {
    const std::uint32_t count = sizeOf(chunk);
    T* elements = m_memory ? static_cast<T*>(m_memory->takeElements(
                                 sizeof(T), count - sizeOf(0), count, m_size))
                           : LargePages<T>().allocate(count);
    std::uninitialized_default_construct_n(elements, count);
    return elements;
  }

  std::array<std::atomic<T*>, kChunks> m_chunks{};
  std::atomic<std::uint32_t> m_size{0};
  std::mutex m_growing;
  RunMemory* const m_memory = t_runMemory;
};

}  // namespace kts::engine
