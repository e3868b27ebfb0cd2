// SPDX-License-Identifier: GPL-2.0-or-later
// Runs written by hand, event by event, and the timeline's window of them made from the fold alone: what
// Recording::window() must give for a stretch that is small enough to be shown exactly.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "recordings/recording.h"

namespace kts::test {

struct Story {
  ProtocolState initial;
  std::vector<Event> events;
  std::vector<std::string> names;

  // Appends an event one microsecond after the last.
  Event& add(EventKind kind, TaskId task, ObjectId object = {}, RequestId request = kNoRequest,
             std::int32_t arg = 0, Effect effect = Effect::None);

  ProtocolState stateAt(Seq seq) const;
  std::vector<recordings::Lane> lanes() const;
  recordings::Window window(Seq from, Seq to, recordings::Axis axis) const;
  std::vector<recordings::Link> links() const;
  std::string nameOf(TaskId task) const;  // its comm at the end of the run

  // Recorded there, and opened; nullptr where that fails.
  std::shared_ptr<recordings::Recording> recorded(const std::filesystem::path& file,
                                                  const std::optional<Finding>& finding = {}) const;
};

// Three callers; two contend for the lock, one wakes kthreadd in vain while it forks for the first.
Story threeCallers();

// `lanes` tasks that take turns, `events` events in all, four tasks on a lock now and then.
Story crowd(int tasks, int events);

}  // namespace kts::test
