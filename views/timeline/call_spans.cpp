// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/call_spans.h"

#include <algorithm>
#include <tuple>

namespace kts::views {

namespace {

struct OpenCall {
  Function function;
  Seq from;
};

// The stacks of all tasks of a window while its events pass by.
class Stacks {
 public:
  Stacks(const recordings::Window& window, std::vector<CallSpan>& spans)
      : m_tracks(tracksOfTasks(window)), m_spans(spans) {}

  void begin(const Task& task) {
    auto& stack = m_stacks[task.key];
    for (int depth = 0; depth < task.calls; ++depth)
      stack.push_back({task.callStack[depth].function, task.callStack[depth].sinceSeq});
  }
  void call(TaskId task, Function function, Seq at) { m_stacks[task].push_back({function, at}); }

  // Closes `function` and what is inside it; nothing when it is not open (its call was not recorded).
  void leave(TaskId task, Function function, Seq at) {
    auto& stack = m_stacks[task];
    const auto found =
        std::find_if(stack.rbegin(), stack.rend(), [&](const OpenCall& c) { return c.function == function; });
    if (found == stack.rend()) return;
    const auto depth = static_cast<std::size_t>(stack.rend() - found) - 1;
    closeTo(task, stack, depth, at, false);
  }
  void leaveAll(TaskId task, Seq at) { closeTo(task, m_stacks[task], 0, at, false); }
  void end(Seq at) {
    for (auto& [task, stack] : m_stacks) closeTo(task, stack, 0, at, true);
  }

 private:
  void closeTo(TaskId task, std::vector<OpenCall>& stack, std::size_t depth, Seq at, bool open) {
    const auto track = m_tracks.find(task);
    while (stack.size() > depth) {
      const OpenCall call = stack.back();
      stack.pop_back();
      if (track == m_tracks.end() || call.from >= at) continue;
      m_spans.push_back(
          {track->second, static_cast<std::uint8_t>(stack.size()), open, call.function, task, call.from, at});
    }
  }

  std::unordered_map<TaskId, std::uint32_t> m_tracks;
  std::unordered_map<TaskId, std::vector<OpenCall>> m_stacks;
  std::vector<CallSpan>& m_spans;
};

}  // namespace

std::unordered_map<TaskId, std::uint32_t> tracksOfTasks(const recordings::Window& window) {
  std::unordered_map<TaskId, std::uint32_t> tracks;
  for (std::uint32_t at = 0; at < window.tracks.size(); ++at) {
    if (window.tracks[at].lane.kind != recordings::LaneKind::Task) continue;
    for (const recordings::Segment& segment : window.tracks[at].segments)
      if (segment.task != kNoTask) tracks[segment.task] = at;
  }
  return tracks;
}

std::vector<CallSpan> callSpansOf(const recordings::Window& window, const ProtocolState& before) {
  std::vector<CallSpan> spans;
  if (!window.exact) return spans;
  Stacks stacks(window, spans);
  before.tasks.forEach([&](const Task& task) { stacks.begin(task); });
  for (std::size_t at = 0; at < window.events.size(); ++at) {
    const Event& event = window.events[at];
    const Seq seq = window.from + at;
    if (event.kind == EventKind::Call) stacks.call(event.task, static_cast<Function>(event.arg), seq);
    if (event.kind == EventKind::Return) stacks.leave(event.task, static_cast<Function>(event.arg), seq);
    if (event.kind == EventKind::Exit) stacks.leaveAll(event.task, seq);
  }
  stacks.end(window.to);
  std::sort(spans.begin(), spans.end(), [](const CallSpan& a, const CallSpan& b) {
    return std::tuple(a.track, a.from, a.depth) < std::tuple(b.track, b.from, b.depth);
  });
  return spans;
}

}  // namespace kts::views
