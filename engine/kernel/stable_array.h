// SPDX-License-Identifier: GPL-2.0-or-later
// An array that only grows, whose elements never move, and to which threads add at the same time. It is
// the memory that the protocol's frames live in for the whole run, so that a stale index is never wild. In an
// explorer's memory it is given its first chunks at once, and each element is made anew as it is added.
#pragma once

#include <algorithm>
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
        std::destroy_n(elements, madeOf(chunk));
        LargePages<T>().deallocate(elements, sizeOf(chunk));
      }
  }
  StableArray(const StableArray&) = delete;
  StableArray& operator=(const StableArray&) = delete;

  // The index of a new, default-made element, which is there before anybody can see that it is.
  std::uint32_t add() {
    if (m_memory) {
      const std::uint32_t index = m_size.fetch_add(1, std::memory_order_relaxed);
      new (&at(index)) T;
      return index;
    }
    std::uint32_t index = m_size.load(std::memory_order_acquire);
    do {
      if (index >= m_made.load(std::memory_order_acquire)) [[unlikely]]
        makeUpTo(index);
    } while (!m_size.compare_exchange_weak(index, index + 1, std::memory_order_acq_rel));
    return index;
  }
  T& operator[](std::uint32_t index) { return at(index); }
  const T& operator[](std::uint32_t index) const { return const_cast<StableArray&>(*this).at(index); }
  // call(element, index) of each that is there; quicker than asking for one after the other.
  template <class F>
  void forEach(F&& call) const {
    const std::uint32_t count = size();
    for (int chunk = 0; firstOf(chunk) < count; ++chunk) {
      const T* elements = m_chunks[static_cast<std::size_t>(chunk)].load(std::memory_order_acquire);
      const std::uint32_t first = firstOf(chunk), here = std::min(count - first, sizeOf(chunk));
      for (std::uint32_t at = 0; at < here; ++at) call(elements[at], first + at);
    }
  }
  std::uint32_t size() const { return m_size.load(std::memory_order_acquire); }

 private:
  static constexpr int kFirstBits = 6, kChunks = 32 - kFirstBits, kChunksAtOnce = 3;

  static constexpr std::uint32_t sizeOf(int chunk) { return 1u << (chunk + kFirstBits); }

  // Chunk n holds 64 << n elements: the index plus 64 says the chunk by its highest bit.
  static int chunkOf(std::uint32_t index) {
    return std::bit_width(std::uint64_t(index) + sizeOf(0)) - 1 - kFirstBits;
  }
  static constexpr std::uint32_t firstOf(int chunk) { return sizeOf(chunk) - sizeOf(0); }
  std::uint32_t madeOf(int chunk) const {
    const std::uint32_t made = m_made.load(std::memory_order_relaxed);
    return made <= firstOf(chunk) ? 0 : std::min(made - firstOf(chunk), sizeOf(chunk));
  }
  T& at(std::uint32_t index) {
    const int chunk = chunkOf(index);
    T* elements = m_chunks[static_cast<std::size_t>(chunk)].load(std::memory_order_acquire);
    if (!elements) [[unlikely]] {
      const std::lock_guard guard(m_making);
      elements = grow(chunk);
    }
    return elements[index - firstOf(chunk)];
  }
  T* grow(int chunk) {
    auto& place = m_chunks[static_cast<std::size_t>(chunk)];
    T* elements = place.load(std::memory_order_relaxed);
    if (elements) return elements;
    elements = m_memory ? static_cast<T*>(
                              m_memory->takeElements(sizeof(T), firstOf(chunk), sizeOf(chunk), m_size))
                        : LargePages<T>().allocate(sizeOf(chunk));
    place.store(elements, std::memory_order_release);
    return elements;
  }
  // A few at a time: memory that nobody has touched costs nothing yet.
  void makeUpTo(std::uint32_t index) {
    const std::lock_guard guard(m_making);
    const std::uint32_t made = m_made.load(std::memory_order_relaxed);
    if (index < made) return;
    const int chunk = chunkOf(made);
    std::uninitialized_default_construct_n(grow(chunk) + (made - firstOf(chunk)), sizeOf(0));
    m_made.store(made + sizeOf(0), std::memory_order_release);
  }

  std::array<std::atomic<T*>, kChunks> m_chunks{};
  std::atomic<std::uint32_t> m_size{0};
  std::atomic<std::uint32_t> m_made{0};  // so many are there to be added
  std::mutex m_making;
  RunMemory* const m_memory = t_runMemory;
};

}  // namespace kts::engine
