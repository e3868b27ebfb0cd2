// SPDX-License-Identifier: GPL-2.0-or-later
// The functions that tasks are in, nested, as stretches of an exact window: made from the call stacks
// before its first event and the calls and returns inside it.
#pragma once

#include <unordered_map>
#include <vector>

#include "recordings/recording.h"

namespace kts::views {

// A function from its call to its return: the events [from, to). `from` is the true call even when that lies
// before the window; `open` when the return lies beyond it (`to` is then the window's end).
struct CallSpan {
  std::uint32_t track = 0;  // index into Window::tracks
  std::uint8_t depth = 0;   // 0 the outermost
  bool open = false;
  Function function = Function::None;
  TaskId task = kNoTask;
  Seq from = 0, to = 0;

  bool operator==(const CallSpan&) const = default;
};

// Which track shows a task: found from the segments, so a task that has none in the window is absent.
std::unordered_map<TaskId, std::uint32_t> tracksOfTasks(const recordings::Window& window);

// `before` is the state after the first window.from events. In rising order of track, then of from, then
// depth. Empty for a window of columns.
std::vector<CallSpan> callSpansOf(const recordings::Window& window, const ProtocolState& before);

}  // namespace kts::views
