// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/watch.h"

#include <sys/resource.h>
#include <unistd.h>

namespace kts::engine {

namespace {

constexpr double kTellEvery = 0.05;

std::uint64_t halfOfTheMachine() {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) / 2;
}

}  // namespace

Watch::Watch(const ExploreSpec& spec, ExploreControl& control)
    : m_control(control),
      m_maxSeconds(spec.maxSeconds),
      m_maxMemory(spec.maxMemory ? spec.maxMemory : halfOfTheMachine()) {
  const bool samples = spec.method == Method::Random || spec.method == Method::Pct;
  if (samples && m_maxSeconds == 0) m_maxSeconds = kSampleSeconds;
}

void Watch::endIn(double more) { m_softEnd = seconds() + more; }

bool Watch::look(const ExploreProgress& covered) {
  if (!m_bound.empty()) return false;
  const double now = seconds();
  if (m_control.progress && now - m_told >= kTellEvery) {
    m_told = now;
    ExploreProgress told = covered;
    told.seconds = now;
    m_control.progress(told);
  }
  const auto stopped = Clock::now();
  while (m_control.pause && !m_control.cancel) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  m_paused += std::chrono::duration<double>(Clock::now() - stopped).count();
  if (m_control.cancel)
    m_bound = "cancelled";
  else if (m_maxSeconds > 0 && now > m_maxSeconds)
    m_bound = "time";
  else if (m_softEnd > 0 && now > m_softEnd)
    m_bound = "time after the finding";
  else if (covered.bytes > m_maxMemory)
    m_bound = "memory";
  return m_bound.empty();
}

void Watch::finish(ExploreResult& result, const ExploreProgress& covered) const {
  result.covered = covered;
  result.covered.seconds = seconds();
  result.bound = m_bound;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  result.peakBytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace kts::engine
