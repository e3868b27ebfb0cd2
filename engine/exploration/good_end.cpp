// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/good_end.h"

#include <algorithm>

#include "engine/runtime/snapshot.h"
#include "engine/vocabulary/ending.h"

namespace kts::engine {

namespace {

bool mayStay(const Kthread& kernel, const task_struct& task) {
  if (task.gone) return true;
  const std::uint32_t word = task.word.peek();
  if (const OwnStop* own = kernel.ownStop(task.id); own && own->word.peek() & OwnStop::kShouldStop)
    return false;
  if (task.wantsLock) return false;
  if (task.waitsFor) return task.waitsFor.type() == ObjectType::MoreWork;
  if (task_word::stateOf(word) == TaskState::Zombie) return true;
  const Function function = task.calls ? task.callStack[task.calls - 1] : Function::None;
  if (!(word & task_word::kAsleep)) return task.calls == 0 || function == Function::CpuIdle;
  return function == Function::Kthreadd || function == Function::Kthread || function == Function::ThreadFn ||
         function == Function::DoWait || function == Function::WorkerThread;
}

}  // namespace

bool plainlyEndsWell(const World& world) {
  const Kthread& kernel = world.kernel();
  const auto isEmpty = [](const list_head* list) { return list->next.peek() == 0; };
  if (!std::ranges::all_of(world.lists(), isEmpty) || kernel.stop().k.peek() != 0) return false;
  for (const completion* queue : world.waitQueues())
    if (queue->done != 0) return false;
  for (TaskId id = 0; id < kernel.taskCount(); ++id)
    if (!mayStay(kernel, kernel.task(id))) return false;
  return true;
}

std::optional<Finding> findingAtEnd(const World& world) {
  if (plainlyEndsWell(world)) return {};
  RunSummary summary;
  judgeEnding(stateOf(world.kernel()), world.tasks().names(), summary);
  return std::move(summary.finding);
}

}  // namespace kts::engine
