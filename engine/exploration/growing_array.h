// SPDX-License-Identifier: GPL-2.0-or-later
// An array of plain elements that grows without being copied: the system gives its pages other addresses. So
// no moment needs the memory for it twice, and what it has held is not touched again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace kts::engine {

// The memory of one.
class GrowingMemory {
 public:
  GrowingMemory() = default;
  GrowingMemory(GrowingMemory&& other) noexcept { swap(other); }
  GrowingMemory& operator=(GrowingMemory&& other) noexcept {
    swap(other);
    return *this;
  }
  ~GrowingMemory();

  std::byte* data() const { return m_base; }
  std::size_t ready() const { return m_ready; }  // so many bytes can be used
  // At least so many; it may lie elsewhere then. What nobody has written to is 0. Throws std::bad_alloc.
  void makeReady(std::size_t bytes);
  // The first so many bytes are not looked at again: the system has back what of them it can take.
  void giveBack(std::size_t bytes);

 private:
  void swap(GrowingMemory& other) noexcept {
    std::swap(m_base, other.m_base);
    std::swap(m_ready, other.m_ready);
  }
  std::byte* m_base = nullptr;
  std::size_t m_ready = 0;
};

template <class T>
class GrowingArray {
 public:
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

  GrowingArray() = default;
  GrowingArray(GrowingArray&& other) noexcept
      : m_memory(std::move(other.m_memory)), m_size(std::exchange(other.m_size, 0)) {}
  GrowingArray& operator=(GrowingArray&& other) noexcept {
    m_memory = std::move(other.m_memory);
    std::swap(m_size, other.m_size);
    return *this;
  }

  std::size_t size() const { return m_size; }
  bool empty() const { return m_size == 0; }
  T* data() const { return reinterpret_cast<T*>(m_memory.data()); }
  T* begin() const { return data(); }
  T* end() const { return data() + m_size; }
  T& operator[](std::size_t at) const { return data()[at]; }
  T& back() const { return data()[m_size - 1]; }
  std::size_t bytes() const { return m_size * sizeof(T); }

  void clear() { m_size = 0; }
  void push_back(const T& value) {
    if ((m_size + 1) * sizeof(T) > m_memory.ready()) [[unlikely]]
      m_memory.makeReady((m_size + 1) * sizeof(T));
    data()[m_size++] = value;
  }
  // Behind the last, room for so many; whoever writes there says then where the array ends.
  T* roomFor(std::size_t more) {
    m_memory.makeReady((m_size + more) * sizeof(T));
    return data() + m_size;
  }
  void endAt(const T* end) { m_size = static_cast<std::size_t>(end - data()); }
  void resize(std::size_t size, const T& value = {}) {
    m_memory.makeReady(size * sizeof(T));
    if (size > m_size) std::fill(data() + m_size, data() + size, value);
    m_size = size;
  }

 private:
  GrowingMemory m_memory;
  std::size_t m_size = 0;
};

}  // namespace kts::engine
