// SPDX-License-Identifier: GPL-2.0-or-later
// What one thread makes goes to another, in the order in which it was made. The one waits when it is a few
// ahead, the other when there is none.
#pragma once

#include <array>
#include <cstddef>
#include <semaphore>

namespace kts::engine {

template <class T, std::size_t kCount>
class Relay {
 public:
  // The first thread: what it passes on next, as it was left; the same until it is passed on.
  T& toFill() {
    if (!m_filling) m_free.acquire();
    m_filling = true;
    return m_all[m_filled % kCount];
  }
  void pass() { pass(false); }
  // Made by the first thread; at its end, however that comes about, the second is told that there is no more.
  class End {
   public:
    explicit End(Relay& relay) : m_relay(relay) {}
    End(const End&) = delete;
    ~End() { m_relay.toFill(), m_relay.pass(true); }

   private:
    Relay& m_relay;
  };

  // The second thread: what was passed on next; its own until it gives it back. Null: there is no more.
  const T* take() {
    m_passed.acquire();
    const std::size_t at = m_taken % kCount;
    if (!m_last[at]) return &m_all[at];
    giveBack();
    return nullptr;
  }
  void giveBack() {
    ++m_taken;
    m_free.release();
  }

 private:
  void pass(bool last) {
    m_last[m_filled++ % kCount] = last;
    m_filling = false;
    m_passed.release();
  }

  std::array<T, kCount> m_all;
  std::array<bool, kCount> m_last{};
  std::size_t m_filled = 0;  // these two are the first thread's
  bool m_filling = false;
  std::size_t m_taken = 0;  // the second's
  std::counting_semaphore<kCount> m_free{kCount}, m_passed{0};
};

}  // namespace kts::engine
