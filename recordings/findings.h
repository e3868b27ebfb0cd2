// SPDX-License-Identifier: GPL-2.0-or-later
// What was found in a run, read from its events: the rules that break, at the event that breaks each, and the
// wakes that were lost, with the events that missed each other. The same for every runtime.
#pragma once

#include <vector>

#include "engine/vocabulary/judge.h"
#include "recordings/recording.h"

namespace kts::recordings {

// Looks through a recording bit by bit, also while it grows. The recording must outlive it.
class FindingSearch {
 public:
  // Problem when the world before the first event cannot be read.
  static Result<FindingSearch> begin(const Recording& recording);

  // Looks at no more than so many further events; true once there are none left.
  Result<bool> advance(Seq most);

  // So far. The one that gives the run its verdict first, then by their events; notices at the end.
  std::vector<Finding> findings() const;
  const RuleWatch& watch() const { return m_watch; }

 private:
  FindingSearch(const Recording& recording, ProtocolState first);
  void tell(FindingEvent& one) const;

  const Recording* m_recording;
  RuleWatch m_watch;
  ProtocolState m_state;
  bool m_ended = false;
};

// All of a whole recording: costs a little more than folding it.
Result<std::vector<Finding>> findingsOf(const Recording& recording);

// A notice tells of something that surprises, and breaks nothing.
bool isNotice(const Finding& finding);

}  // namespace kts::recordings
