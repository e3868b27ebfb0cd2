// SPDX-License-Identifier: GPL-2.0-or-later
// The arrows of one request: its row says where to look, so that only the events around its phases are read.
#include <algorithm>

#include "recordings/lanes/link_finder.h"
#include "recordings/reading/recording_impl.h"

namespace kts::recordings {

namespace {

constexpr Seq kReach = 512;       // a wake and what it brings about lie this close to the request's phase
constexpr Seq kMostEvents = 16384;

}  // namespace

Result<std::vector<Link>> Recording::linksOf(RequestId id) const {
  std::vector<Link> links;
  const auto row = request(id);
  if (!row) return std::unexpected(row.error());
  if (!*row) return links;
  const auto seqOf = [&](Phase phase) { return (**row).seqOf[static_cast<std::size_t>(phase)]; };
  const Seq queued = seqOf(Phase::Enqueued), taken = seqOf(Phase::Dequeued);
  if (queued == kNever) return links;
  const Seq last =
      seqOf(Phase::Returned) == kNever ? events() : std::min(seqOf(Phase::Returned) + kReach, events());
  // Two stretches: around the enqueueing, and from the dequeueing to the end; one when they touch.
  std::vector<std::pair<Seq, Seq>> stretches = {{queued, std::min(queued + kReach, last)}};
  if (taken != kNever) {
    if (taken <= stretches[0].second) stretches[0].second = std::min(last, queued + kMostEvents);
    else stretches.emplace_back(taken, std::min(last, taken + kMostEvents));
  }
  std::uint16_t callerLane = 0;
  bool hasQueue = false;
  for (const auto& [from, to] : stretches) {
    auto state = stateAt(from);
    if (!state) return std::unexpected(state.error());
    if (const Task* caller = state->task((**row).caller); caller && from == queued) callerLane = caller->lane;
    const auto part = eventsIn(from, to);
    if (!part) return std::unexpected(part.error());
    LinkFinder finder;
    for (const Event& event : *part) {
      apply(*state, event);
      finder.after(*state, event);
      if (state->seq - 1 == taken && from == taken)  // its other end lies in the stretch before
        if (const Task* taker = state->task(event.task))
          links.push_back({LinkKind::Queue, queued, taken, callerLane, taker->lane, id, true}),
              hasQueue = true;
    }
    for (const Link& link : finder.links())
      if (link.request == id && !(hasQueue && link.kind == LinkKind::Queue)) links.push_back(link);
  }
  std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) {
    return a.cause != b.cause ? a.cause < b.cause : a.effect < b.effect;
  });
  return links;
}

}  // namespace kts::recordings
