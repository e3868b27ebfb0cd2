// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/arena.h"

#include <sys/mman.h>

#include "engine/runtime/fiber.h"

namespace kts::engine {

namespace {

// Reserved, not used: what is never touched costs nothing.
constexpr std::size_t kObjects = std::size_t(4) << 20, kElements = std::size_t(4) << 20;
constexpr std::size_t kWhole = kObjects + kElements + Arena::kMostTasks * StackPool::kSize;

std::size_t aligned(std::size_t bytes) { return (bytes + 63) & ~std::size_t(63); }

}  // namespace

Arena::Arena() {
  void* at =
      mmap(nullptr, kWhole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) throw std::bad_alloc();
  m_base = static_cast<std::byte*>(at);
  m_nextElements = m_base + kObjects;
  *reinterpret_cast<std::size_t*>(m_base) = aligned(sizeof(std::size_t));
}

Arena::~Arena() { munmap(m_base, kWhole); }

void* Arena::take(std::size_t bytes) {
  std::size_t& used = *reinterpret_cast<std::size_t*>(m_base);
  if (aligned(bytes) > kObjects - used) throw std::bad_alloc();
  void* at = m_base + used;
  used += aligned(bytes);
  return at;
}

void* Arena::takeElements(std::size_t size, std::uint32_t first, std::uint32_t count,
                          const std::atomic<std::uint32_t>& used) {
  std::byte* at = m_nextElements;
  if (aligned(size * count) > static_cast<std::size_t>(m_base + kObjects + kElements - at))
    throw std::bad_alloc();
  m_nextElements += aligned(size * count);
  m_elements.push_back({at, size, first, count, &used});
  return at;
}

bool Arena::owns(const void* at) const { return at >= m_base && at < m_base + kWhole; }

std::byte* Arena::stack(std::uint32_t task) const {
  return m_base + kObjects + kElements + task * StackPool::kSize;
}

}  // namespace kts::engine
