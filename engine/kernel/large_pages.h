// SPDX-License-Identifier: GPL-2.0-or-later
// An allocator for what grows large: it asks for pages of 2 MiB, where the system has them. Each page that is
// touched for the first time is a visit to the system, and in a virtual machine a dear one; and what is read
// here and there is found through fewer tables.
#pragma once

#include <malloc.h>
#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace kts::engine {

template <class T>
struct LargePages {
  using value_type = T;
  static constexpr std::size_t kPage = 2u << 20, kLarge = kPage / 4;

  LargePages() = default;
  template <class U>
  LargePages(const LargePages<U>&) {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    void* memory = ::operator new(bytes, alignmentOf(bytes));
    // A wish: small pages do as well.
    if (bytes >= kLarge) ::madvise(memory, (bytes + kPage - 1) / kPage * kPage, MADV_HUGEPAGE);
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) {
    ::operator delete(memory, alignmentOf(count * sizeof(T)));
  }
  bool operator==(const LargePages&) const = default;

 private:
  static constexpr std::align_val_t alignmentOf(std::size_t bytes) {
    return std::align_val_t(bytes < kLarge ? alignof(T) : kPage);
  }
};

// For a whole program, in its first lines: what is freed is soon asked for again, and up to 64 MiB are kept.
inline void keepFreedPages() {
  mallopt(M_MMAP_THRESHOLD, LargePages<char>::kLarge);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

template <class T>
using LargeVector = std::vector<T, LargePages<T>>;

}  // namespace kts::engine
