// SPDX-License-Identifier: GPL-2.0-or-later
// A stack and a place to go on from, on Boost.Context's bare switch: a fiber that is dropped is not unwound.
// Under AddressSanitizer each switch is announced, since it cannot see one.
#pragma once

#include <boost/context/detail/fcontext.hpp>
#include <cstddef>
#include <memory>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace kts::engine {

// The stacks of one run, used again as tasks end.
class StackPool {
 public:
#if defined(__SANITIZE_ADDRESS__)
  static constexpr std::size_t kSize = 256 * 1024;
#else
  static constexpr std::size_t kSize = 32 * 1024;
#endif

  void* take() {
    if (m_free.empty()) {
      m_all.push_back(std::make_unique_for_overwrite<std::byte[]>(kSize));
      return m_all.back().get();
    }
    void* stack = m_free.back();
    m_free.pop_back();
    return stack;
  }
  void give(void* stack) { m_free.push_back(stack); }

 private:
  std::vector<std::unique_ptr<std::byte[]>> m_all;
  std::vector<void*> m_free;
};

// Where the scheduler stands while a fiber runs, and the way back.
class FiberSwitch {
 public:
  using Body = void (*)(boost::context::detail::transfer_t);

  static void* make(void* stack, Body body) {
#if defined(__SANITIZE_ADDRESS__)
    ASAN_UNPOISON_MEMORY_REGION(stack, StackPool::kSize);
#endif
    return boost::context::detail::make_fcontext(static_cast<std::byte*>(stack) + StackPool::kSize,
                                                 StackPool::kSize, body);
  }

  // From the scheduler into a fiber, until it comes back: returns where the fiber goes on next time.
  void* enter(void* fiber, void* stack, void* data) {
    startSwitch(&m_mainFake, stack, StackPool::kSize);
    const auto back = boost::context::detail::jump_fcontext(fiber, data);
    finishSwitch(m_mainFake);
    return back.fctx;
  }

  // First line of a fiber's body.
  void begun(boost::context::detail::transfer_t from) {
    finishSwitch(nullptr);
    m_main = from.fctx;
  }

  // From a fiber back to the scheduler; returns when it is entered again.
  void leave() {
    void* fake = nullptr;
    startSwitch(&fake, m_mainStack, m_mainSize);
    const auto back = boost::context::detail::jump_fcontext(m_main, nullptr);
    finishSwitch(fake);
    m_main = back.fctx;
  }

  // The same for good.
  [[noreturn]] void leaveForEver() {
    startSwitch(nullptr, m_mainStack, m_mainSize);
    boost::context::detail::jump_fcontext(m_main, nullptr);
    __builtin_unreachable();
  }

 private:
#if defined(__SANITIZE_ADDRESS__)
  void startSwitch(void** fake, const void* stack, std::size_t size) {
    __sanitizer_start_switch_fiber(fake, stack, size);
  }
  void finishSwitch(void* fake) {
    const void* from = nullptr;
    std::size_t size = 0;
    __sanitizer_finish_switch_fiber(fake, &from, &size);
    if (!m_mainStack)
      m_mainStack = from, m_mainSize = size;  // the first switch of all comes from the scheduler
  }
#else
  void startSwitch(void**, const void*, std::size_t) {}
  void finishSwitch(void*) {}
#endif

  void* m_main = nullptr;
  void* m_mainFake = nullptr;
  const void* m_mainStack = nullptr;
  std::size_t m_mainSize = 0;
};

}  // namespace kts::engine
