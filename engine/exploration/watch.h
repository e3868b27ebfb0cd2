// SPDX-License-Identifier: GPL-2.0-or-later
// An exploration's bounds: time, memory, somebody who cancels. Asked often, looks seldom.
#pragma once

#include <chrono>
#include <string>
#include <thread>

#include "engine/exploration/exploration.h"

namespace kts::engine {

class Watch {
 public:
  Watch(const ExploreSpec& spec, ExploreControl& control);

  // Whether to go on; once not, never again. `bytes` is what the explorer holds, and what it would hold after
  // its next table has grown.
  template <class F>
  bool goOn(F&& covered) {
    if (++m_asked % kSeldom) return m_bound.empty();
    return look(covered());
  }
  bool look(const ExploreProgress& covered);
  // From now on the time is bounded, too, by so many seconds from now.
  void endIn(double seconds);

  std::uint64_t maxMemory() const { return m_maxMemory; }
  const std::string& bound() const { return m_bound; }
  double seconds() const { return std::chrono::duration<double>(Clock::now() - m_began).count() - m_paused; }
  void finish(ExploreResult& result, const ExploreProgress& covered) const;

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::uint32_t kSeldom = 64;

  ExploreControl& m_control;
  const Clock::time_point m_began = Clock::now();
  double m_maxSeconds, m_softEnd = 0, m_paused = 0, m_told = 0;
  std::uint64_t m_maxMemory;
  std::uint32_t m_asked = 0;
  std::string m_bound;
};

}  // namespace kts::engine
