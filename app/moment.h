// SPDX-License-Identifier: GPL-2.0-or-later
// All that the window shows of one event: itself, the world before and after it, and its sentence.
#pragma once

#include <string>

#include "recordings/recording.h"

namespace kts::app {

struct Moment {
  Seq seq = 0;
  Event event;
  ProtocolState before, after;
  std::string sentence;  // without a full stop
};

recordings::Result<Moment> momentAt(const recordings::Recording& recording, Seq seq);

// A telling event: where a creation enters its next phase, or a thread is stopped or ends. PageUp and
// PageDown go from one to the next: the beats at which a presenter stops.
bool isTelling(EventKind kind);
// The telling event nearest to `seq` in the direction (1 or -1), the end of the run when there is none.
Seq tellingEventFrom(const recordings::Recording& recording, Seq seq, int direction);

// The median of the time that a creation took; 0 without any that returned.
std::uint64_t medianRequestNs(const recordings::Recording& recording);

}  // namespace kts::app
