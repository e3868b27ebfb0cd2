// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/scenarios/thread_functions.h"

namespace kts::engine {

namespace {

// What a thread changes of what it has inherited, before it does its work.
void setsItself(Kthread& kernel, const ThreadFunction& self) {
  if (self.noFreeze) kernel.set_flags(kernel.current()->env.flags | kPfNofreeze);
  if (self.nice) kernel.set_user_nice(kernel.current(), *self.nice);
}

int returns(Kthread& kernel, const ThreadFunction& self) {
  setsItself(kernel, self);
  return self.number;
}

int sleeps(Kthread& kernel, const ThreadFunction& self) {
  setsItself(kernel, self);
  kernel.set_current_state(TaskState::Interruptible);
  kernel.schedule_timeout(static_cast<std::uint32_t>(self.number));
  return 0;
}

// The loop that kernel threads are made of: the state before the test, or a stop in between is lost.
int untilStopped(Kthread& kernel, const ThreadFunction& self) {
  setsItself(kernel, self);
  kernel.set_current_state(TaskState::Interruptible);
  while (!kernel.kthread_should_stop()) {
    kernel.schedule();
    kernel.set_current_state(TaskState::Interruptible);
  }
  kernel.__set_current_state(TaskState::Running);
  if (self.stops && *self.stops && !IS_ERR(*self.stops)) kernel.kthread_stop(*self.stops);
  return self.number;
}

// The same loop of a thread that can be frozen: it has a freezing point where it goes around.
int freezeable(Kthread& kernel, const ThreadFunction& self) {
  setsItself(kernel, self);
  kernel.set_current_state(TaskState::Interruptible);
  while (!kernel.kthread_should_stop()) {
    kernel.schedule();
    kernel.try_to_freeze();
    kernel.set_current_state(TaskState::Interruptible);
  }
  kernel.__set_current_state(TaskState::Running);
  return self.number;
}

// A thread from before there was kthread_stop(): it sleeps until a signal comes.
int idles(Kthread& kernel, const ThreadFunction& self) {
  setsItself(kernel, self);
  for (;;) {
    kernel.set_current_state(TaskState::Interruptible);
    kernel.schedule();
  }
}

constexpr ThreadFunctionInfo kAll[] = {{"returns", returns, true, true},
                                       {"until-stopped", untilStopped, true, false},
                                       {"sleeps", sleeps, true, true},
                                       {"freezeable", freezeable, true, false},
                                       {"idles", idles, false, true}};

}  // namespace

std::span<const ThreadFunctionInfo> threadFunctions() { return kAll; }

const ThreadFunctionInfo* findThreadFunction(std::string_view name) {
  for (const ThreadFunctionInfo& info : kAll)
    if (info.name == name) return &info;
  return nullptr;
}

std::string threadFunctionNames(bool forFork) {
  std::string text;
  for (const ThreadFunctionInfo& info : kAll)
    if (forFork ? info.ofFork : info.ofKthread) text += (text.empty() ? "" : ", ") + std::string(info.name);
  return text;
}

int idleWorker(Kthread& kernel, const ThreadFunction&) {
  kernel.worker_begins();
  kernel.set_current_state(TaskState::Interruptible);
  while (!kernel.kthread_should_stop()) {
    kernel.schedule();
    kernel.set_current_state(TaskState::Interruptible);
  }
  kernel.__set_current_state(TaskState::Running);
  kernel.worker_ends();
  return 0;
}

}  // namespace kts::engine
