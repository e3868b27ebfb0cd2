// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/compare/request_times.h"

#include <algorithm>
#include <cmath>

namespace kts::recordings {

const Stretch* RequestTimes::in(Phase phase) const {
  for (const Stretch& stretch : all())
    if (stretch.phase == phase) return &stretch;
  return nullptr;
}

std::uint64_t RequestTimes::wholeNs() const {
  return count ? stretches[count - 1u].fromNs + stretches[count - 1u].ns : 0;
}

std::uint64_t RequestTimes::waitNs() const {
  const Stretch* preparing = in(Phase::Prepared);
  return wholeNs() - (preparing ? preparing->ns : 0);
}

RequestTimes timesOf(const RequestRow& row, std::uint64_t runEndNs) {
  RequestTimes times;
  times.id = row.id;
  times.caller = row.caller;
  // By their events, not by their names: a broken variant may enter them in another order.
  std::array<std::size_t, kPhases> order{};
  std::size_t entered = 0;
  for (std::size_t phase = 0; phase < kPhases; ++phase)
    if (row.seqOf[phase] != kNever) order[entered++] = phase;
  std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(entered),
            [&](std::size_t a, std::size_t b) { return row.seqOf[a] < row.seqOf[b]; });
  if (entered == 0) return times;
  times.beganSeq = row.seqOf[order[0]];
  times.beganNs = row.nsOf[order[0]];
  for (std::size_t at = 0; at < entered; ++at) {
    const auto phase = static_cast<Phase>(order[at]);
    if (phase == Phase::Returned) {
      times.returned = true;
      break;
    }
    const bool open = at + 1 == entered;
    const std::uint64_t from = std::max(row.nsOf[order[at]], times.beganNs);
    const std::uint64_t to = std::max(from, open ? runEndNs : row.nsOf[order[at + 1]]);
    times.stretches[times.count++] = {phase, row.seqOf[order[at]], from - times.beganNs, to - from, open};
  }
  return times;
}

std::uint64_t Spread::at(double share) const {
  if (sorted.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

RunTimes figuresOf(std::span<const RequestTimes> requests) {
  RunTimes times;
  const auto add = [](Spread& spread, std::uint64_t ns) {
    spread.sorted.push_back(ns);
    spread.totalNs += ns;
  };
  for (const RequestTimes& request : requests) {
    for (const Stretch& stretch : request.all()) {
      Spread& spread = times.phases[static_cast<std::size_t>(stretch.phase)];
      if (stretch.open)
        ++spread.open;
      else
        add(spread, stretch.ns);
    }
    if (request.returned) {
      add(times.wait, request.waitNs());
      add(times.whole, request.wholeNs());
    } else {
      ++times.wait.open, ++times.whole.open;
    }
  }
  for (Spread& spread : times.phases) std::sort(spread.sorted.begin(), spread.sorted.end());
  std::sort(times.wait.sorted.begin(), times.wait.sorted.end());
  std::sort(times.whole.sorted.begin(), times.whole.sorted.end());
  return times;
}

}  // namespace kts::recordings
