// SPDX-License-Identifier: GPL-2.0-or-later
// Where a creation spent its time: the phases of one request as stretches of one line, and many such lines
// as figures. A request is in a phase from the event that entered it until the event that entered the next,
// so its stretches add up to the time from its preparation to its return, whatever its phases were.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "recordings/recording.h"

namespace kts::recordings {

// The phases that take time: a request that has returned is in none.
inline constexpr int kTimedPhases = kPhases - 1;
static_assert(static_cast<int>(Phase::Returned) == kTimedPhases);

struct Stretch {
  Phase phase = Phase::Prepared;
  Seq seq = 0;               // the event that entered it
  std::uint64_t fromNs = 0;  // since the request was prepared
  std::uint64_t ns = 0;      // how long; until the run's end when it is open
  bool open = false;         // it never left this phase
};

struct RequestTimes {
  RequestId id = 0;
  TaskId caller = kNoTask;
  bool returned = false;
  Seq beganSeq = 0;          // prepared
  std::uint64_t beganNs = 0;
  std::array<Stretch, kTimedPhases> stretches{};  // in order of time
  std::uint8_t count = 0;

  std::span<const Stretch> all() const { return {stretches.data(), count}; }
  const Stretch* in(Phase phase) const;  // null when it never was in it
  std::uint64_t wholeNs() const;         // prepared until returned, or until the run's end
  std::uint64_t waitNs() const;          // the same without its preparation: what the caller waited
};

RequestTimes timesOf(const RequestRow& row, std::uint64_t runEndNs);

// Of one phase in one run: the stretches that ended.
struct Spread {
  std::vector<std::uint64_t> sorted;  // each of them, in ns
  std::uint64_t totalNs = 0;
  std::size_t open = 0;               // requests that never left the phase

  std::size_t count() const { return sorted.size(); }
  std::uint64_t meanNs() const { return sorted.empty() ? 0 : (totalNs + sorted.size() / 2) / sorted.size(); }
  // Nearest rank: one of the values itself. 0 without any. `share` from 0 to 1.
  std::uint64_t at(double share) const;
  std::uint64_t medianNs() const { return at(0.5); }
};

struct RunTimes {
  std::array<Spread, kTimedPhases> phases;
  Spread wait;   // enqueued until returned
  Spread whole;  // prepared until returned

  const Spread& of(Phase phase) const { return phases[static_cast<std::size_t>(phase)]; }
};

RunTimes figuresOf(std::span<const RequestTimes> requests);

}  // namespace kts::recordings
