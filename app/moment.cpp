// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/moment.h"

#include <algorithm>

#include "engine/vocabulary/sentence.h"
#include "recordings/last_names.h"

namespace kts::app {

using recordings::Recording;

recordings::Result<Moment> momentAt(const Recording& recording, Seq seq) {
  auto before = recording.stateAt(seq);
  if (!before) return std::unexpected(before.error());
  const auto events = recording.eventsIn(seq, seq + 1);
  if (!events) return std::unexpected(events.error());
  if (events->empty())
    return std::unexpected(recordings::Problem{"event " + std::to_string(seq) + " cannot be read"});
  Moment moment;
  moment.seq = seq;
  moment.event = events->front();
  moment.before = std::move(*before);
  moment.after = moment.before;
  apply(moment.after, moment.event);
  // A newborn is known only after its fork, the dead only before their end.
  const ObjectId object = moment.event.object;
  const bool isBorn = object.type() == ObjectType::Task && !moment.before.task(object.index());
  moment.sentence = recordings::withLastNames(
      sentenceOf(moment.event, isBorn ? moment.after : moment.before, recording.info().header.names),
      recordings::lastNamesOf(recording));
  return moment;
}

bool isTelling(EventKind kind) {
  switch (kind) {
    case EventKind::RequestPrepared:
    case EventKind::ListAddTail:
    case EventKind::WakeTookEffect:
    case EventKind::FreezeTask:
    case EventKind::ThawTask:
    case EventKind::Frozen:
    case EventKind::FreezeRefused:
    case EventKind::ListDelInit:
    case EventKind::Fork:
    case EventKind::FirstRun:
    case EventKind::Complete:
    case EventKind::ResultRead:
    case EventKind::StopRequested:
    case EventKind::StopReturned:
    case EventKind::Exit: return true;
    default: return false;
  }
}

Seq tellingEventFrom(const Recording& recording, Seq seq, int direction) {
  constexpr Seq kAtOnce = 256;
  const Seq end = recording.events();
  if (direction > 0) {
    for (Seq from = seq + 1; from < end; from += kAtOnce) {
      const auto events = recording.eventsIn(from, std::min(end, from + kAtOnce));
      if (!events) break;
      const auto found =
          std::ranges::find_if(*events, [](const Event& event) { return isTelling(event.kind); });
      if (found != events->end()) return from + static_cast<Seq>(found - events->begin());
    }
    return end ? end - 1 : 0;
  }
  for (Seq to = std::min(seq, end); to > 0;) {
    const Seq from = to > kAtOnce ? to - kAtOnce : 0;
    const auto events = recording.eventsIn(from, to);
    if (!events) break;
    for (std::size_t i = events->size(); i-- > 0;)
      if (isTelling((*events)[i].kind)) return from + i;
    to = from;
  }
  return 0;
}

std::uint64_t medianRequestNs(const Recording& recording) {
  const auto requests = recording.requests();
  if (!requests) return 0;
  std::vector<std::uint64_t> waits;
  for (const auto& request : *requests)
    if (const std::uint64_t wait = request.waitNs()) waits.push_back(wait);
  if (waits.empty()) return 0;
  const auto middle = waits.begin() + static_cast<std::ptrdiff_t>(waits.size() / 2);
  std::ranges::nth_element(waits, middle);
  return *middle;
}

}  // namespace kts::app
