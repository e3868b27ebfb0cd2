// SPDX-License-Identifier: GPL-2.0-or-later
// Where findings are marked: at which event, on which task, with which word. The stage and the timeline mark
// the same.
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "recordings/findings.h"

namespace kts::views {

struct FindingMark {
  Seq seq = 0;
  TaskId task = kNoTask;
  QString word;         // the finding's kind, or the event's part in it
  bool itself = false;  // the finding, else one of its events
  bool notice = false;
  bool lasts = false;   // the task stays as it is to the end: asleep in vain, or stuck

  bool operator==(const FindingMark&) const = default;
};

// In order of their events. Of one event and task there is one mark: the finding itself wins.
std::vector<FindingMark> marksOf(const recordings::Recording& recording,
                                 const std::vector<Finding>& findings);

// What is marked while `seq` is the present event: its own marks, and those that last.
std::vector<FindingMark> marksAt(const std::vector<FindingMark>& marks, Seq seq);

}  // namespace kts::views
