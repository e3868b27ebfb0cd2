// SPDX-License-Identifier: GPL-2.0-or-later
// The memory of one world that is explored: everything that a run can change lies here, at addresses that
// never move, so that a world is copied away and copied back as plain memory. Three parts: objects made one
// by one (the kernel, programs), elements of growing arrays (tasks, requests), and a stack for each task.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/kernel/run_memory.h"

namespace kts::engine {

class Arena final : public RunMemory {
 public:
  static constexpr std::uint32_t kMostTasks = 192;

  Arena();
  ~Arena() override;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* take(std::size_t bytes) override;
  void* takeElements(std::size_t size, std::uint32_t first, std::uint32_t count,
                     const std::atomic<std::uint32_t>& used) override;
  bool owns(const void* at) const override;

  // The lowest address of a task's stack of StackPool::kSize bytes.
  std::byte* stack(std::uint32_t task) const;

  // What was taken so far. Its length stands in its own first word, and so goes back with the rest.
  std::span<std::byte> objects() const { return {m_base, *reinterpret_cast<const std::size_t*>(m_base)}; }

  struct Elements {
    std::byte* base;
    std::size_t size;
    std::uint32_t first, count;
    const std::atomic<std::uint32_t>* used;

    // Those that are alive now.
    std::uint32_t alive() const {
      const std::uint32_t all = used->load(std::memory_order_relaxed);
      return all <= first ? 0 : all - first < count ? all - first : count;
    }
  };
  std::span<const Elements> elements() const { return m_elements; }

 private:
  std::byte* m_base = nullptr;
  std::byte* m_nextElements = nullptr;
  std::vector<Elements> m_elements;
};

}  // namespace kts::engine
