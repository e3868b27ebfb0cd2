// SPDX-License-Identifier: GPL-2.0-or-later
// One row of the record. Its position in the run is its seq.
#pragma once

#include <cstdint>

#include "engine/vocabulary/effect_table.h"
#include "engine/vocabulary/event_table.h"
#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/object_table.h"
#include "engine/vocabulary/site.h"

namespace kts {

struct Event {
  std::uint64_t tNs = 0;            // since the run began; never falls along seq
  std::uint32_t step = 0;           // controlled: the scheduler's choice that made it; threads: its seq
  TaskId task = kNoTask;            // who did it
  ObjectId object;                  // to what
  RequestId request = kNoRequest;   // for which creation, or kNoRequest
  std::int32_t arg = 0;             // see the table; masks are sign-extended to 64 bits
  EventKind kind = EventKind::Call;
  Effect effect = Effect::None;
  Site site;

  bool operator==(const Event&) const = default;
};

static_assert(sizeof(Event) == 32, "half a cache line: the ring and the recorder count on it");

// ---- store buffers (--memory tso)
//
// A plain store that waits in its task's store buffer is an event of its kind with Effect::Buffered, which
// changes nothing for anybody; store_drained tells when it reaches memory. Its `arg` says what was stored:
// the kind of the store's event, and that event's own arg above it.

constexpr bool isPlainStore(EventKind kind) {
  switch (kind) {
    case EventKind::SetStatePlain:
    case EventKind::LockReleased:
    case EventKind::ListAddTail:
    case EventKind::ListDelInit:
    case EventKind::StopRequested:
    case EventKind::StopCleared:
    case EventKind::ShouldStopSet:
    case EventKind::VforkDoneCleared:
    case EventKind::KthreaddTaskSet:
    case EventKind::HelperWqSet: return true;
    default: return false;
  }
}

constexpr std::int32_t drainedArg(EventKind store, std::int32_t arg) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(arg) << 8 | static_cast<std::uint32_t>(store));
}

// A store_drained as the event that its store would have been without a buffer; any other event as it is.
constexpr Event asStored(Event event) {
  if (event.kind != EventKind::StoreDrained) return event;
  const auto store = static_cast<EventKind>(event.arg & 0xff);
  if (!isPlainStore(store)) return event;  // a damaged file
  event.kind = store;
  event.arg >>= 8;
  return event;
}

}  // namespace kts
