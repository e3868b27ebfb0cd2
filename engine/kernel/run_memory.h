// SPDX-License-Identifier: GPL-2.0-or-later
// Where the objects of a run live. On the heap, unless an explorer says otherwise while the world is made:
// then in memory that is copied away and copied back whole, with everything that a run can change in it.
// Nobody has to list what that is, as long as what is made for a run is made here: a Kernel is (it has an
// operator new), so is a StableArray's content, and so is a RunVector's.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace kts::engine {

class RunMemory {
 public:
  virtual ~RunMemory() = default;
  virtual void* take(std::size_t bytes) = 0;
  // The same for elements of an array, of which only those before `used` are alive; the first here is
  // `first`.
  virtual void* takeElements(std::size_t size, std::uint32_t first, std::uint32_t count,
                             const std::atomic<std::uint32_t>& used) = 0;
  virtual bool owns(const void* at) const = 0;
};

// Of the world that is being made on this thread; null: the heap.
inline constinit thread_local RunMemory* t_runMemory = nullptr;

template <class T>
struct RunAllocator {
  using value_type = T;
  RunAllocator() = default;
  template <class U>
  RunAllocator(const RunAllocator<U>& other) : memory(other.memory) {}

  T* allocate(std::size_t count) {
    if (memory) return static_cast<T*>(memory->take(count * sizeof(T)));
    return static_cast<T*>(::operator new(count * sizeof(T)));
  }
  // What explorers' memory gave goes with it.
  void deallocate(T* at, std::size_t) {
    if (!memory) ::operator delete(at);
  }
  template <class U>
  bool operator==(const RunAllocator<U>& other) const {
    return memory == other.memory;
  }

  RunMemory* memory = t_runMemory;
};

template <class T>
using RunVector = std::vector<T, RunAllocator<T>>;

}  // namespace kts::engine
