// SPDX-License-Identifier: GPL-2.0-or-later
// Words for people, made from the tables and the state alone.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/vocabulary/protocol_state.h"

namespace kts {

using Names = std::span<const std::string>;  // RunHeader::names

// "worker/3"
std::string textOf(Name name, Names names);

// The name under which a task is shown: its comm; while it still has its parent's, what its request will name
// it, or the function that it runs.
std::string shownName(TaskId task, const ProtocolState& state, Names names);

// "caller 2", "kthread_create_lock", "done of request 3": a task object by its shown name.
std::string shownName(ObjectId object, const ProtocolState& state, Names names);

// The event in one plain sentence, without a full stop. `state` is the state just before or after it.
std::string sentenceOf(const Event& event, const ProtocolState& state, Names names);

// What `arg` means, in words: "TASK_INTERRUPTIBLE", "CLONE_FS | CLONE_FILES | SIGCHLD", "PID 104", "-EAGAIN".
std::string argText(const Event& event, Names names);

// The event's effect in a few words, "" when it has none.
std::string effectText(const Event& event);

// What everybody will see once a store has left its task's store buffer: "its state is TASK_INTERRUPTIBLE",
// "request 1 is in kthread_create_list".
std::string waitingText(const WaitingStore& store, const ProtocolState& state, Names names);

// What keeps a task from running, for a table's cell: "done of request 1", "a request in
// kthread_create_list", "its first wake", or "" when nothing does.
std::string waitText(const Task& task, const ProtocolState& state, Names names);

// Fields of a task's environment that come from the same place: "nice, blocked" from "kthreadd, in
// kthreadd_setup()".
struct Source {
  std::string fields, from;
  bool operator==(const Source&) const = default;
};
std::vector<Source> sourcesOf(const Task& task, const ProtocolState& state, Names names);

}  // namespace kts
