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

}  // namespace kts
