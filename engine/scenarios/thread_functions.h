// SPDX-License-Identifier: GPL-2.0-or-later
// What the threads of a scenario run.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/protocol/kthread.h"

namespace kts::engine {

struct ThreadFunctionInfo {
  std::string_view name;  // as it stands in a scenario
  int (*run)(Kthread& kernel, const ThreadFunction& self) = nullptr;
  bool ofKthread = true;  // for kthread_create()
  bool ofFork = true;     // for a thread that its process forks itself, which nobody can stop
};

std::span<const ThreadFunctionInfo> threadFunctions();
const ThreadFunctionInfo* findThreadFunction(std::string_view name);

// A work queue's worker, which nobody gives any work.
int idleWorker(Kthread& kernel, const ThreadFunction& self);

// "returns, until-stopped, sleeps": those that a create, or else a fork, can name.
std::string threadFunctionNames(bool forFork);

}  // namespace kts::engine
