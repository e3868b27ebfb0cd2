// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/growing_array.h"

#include <sys/mman.h>

#include <new>

namespace kts::engine {

namespace {
constexpr std::size_t kSmallPages = 1 << 20, kLargePage = 2u << 20, kOften = 32u << 20;

std::size_t rounded(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

std::byte* mapped(std::size_t bytes, int protection) {
  void* at = mmap(nullptr, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) throw std::bad_alloc();
  return static_cast<std::byte*>(at);
}

// Addresses with nothing behind them, where a large page can begin.
std::byte* largeAddresses(std::size_t bytes) {
  std::byte* const at = mapped(bytes + kLargePage, PROT_NONE);
  const std::size_t before =
      rounded(reinterpret_cast<std::uintptr_t>(at), kLargePage) - reinterpret_cast<std::uintptr_t>(at);
  if (before) munmap(at, before);
  munmap(at + before + bytes, kLargePage - before);
  return at + before;
}
}  // namespace

GrowingMemory::~GrowingMemory() {
  if (m_base) munmap(m_base, m_ready);
}

// What is small has small pages; what is large takes large ones from there on, if there are any.
void GrowingMemory::makeReady(std::size_t bytes) {
  if (bytes <= m_ready) return;
  // Twice as much at first: what nobody has touched yet costs nothing but its addresses.
  const std::size_t more = m_ready < kOften ? m_ready : m_ready / 4;
  const std::size_t wanted = std::max(bytes + bytes / 8, m_ready + more);
  const bool large = wanted >= kLargePage;
  const std::size_t ready = rounded(wanted, large ? kLargePage : kSmallPages);
  if (!m_base) {
    m_base = mapped(ready, PROT_READ | PROT_WRITE);
  } else {
    void* const to = large ? largeAddresses(ready) : nullptr;
    void* const at = mremap(m_base, m_ready, ready, MREMAP_MAYMOVE | (large ? MREMAP_FIXED : 0), to);
    if (at == MAP_FAILED) throw std::bad_alloc();
    m_base = static_cast<std::byte*>(at);
  }
  if (large) madvise(m_base, ready, MADV_HUGEPAGE);
  m_ready = ready;
}

void GrowingMemory::giveBack(std::size_t bytes) {
  const std::size_t whole = bytes / kLargePage * kLargePage;
  if (whole) madvise(m_base, whole, MADV_DONTNEED);
}

}  // namespace kts::engine
