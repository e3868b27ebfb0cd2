// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a recorded run once more and compares, event by event. Nothing is written.
#pragma once

#include "app/commands/problem.h"

namespace kts::app {

struct Rerun {
  enum class Result { Identical, Different, NotControlled } result = Result::NotControlled;
  Seq firstDifference = 0;   // Different: the first event that is not the same
  std::string sentence;      // Different: what differs there; NotControlled: why it was not run again
};

std::string_view nameOf(Rerun::Result result);  // "identical", "different", "not-controlled"

recordings::Result<Rerun> rerun(const recordings::Recording& recording);

}  // namespace kts::app
