// SPDX-License-Identifier: GPL-2.0-or-later
// The store buffer of a task's CPU, as x86 has it (total store order, --memory tso). A plain store goes into
// the buffer: its own task sees it at once, everybody else when it has reached memory. Stores leave in the
// order in which they were made, each at any moment: that is a move of the system, "~3" in a schedule. An
// operation that is a full barrier waits until the buffer is empty.
//
//   waits in the buffer   __set_current_state; spin_unlock; a change of a list; .k of kthread_stop_info and
//                         the flags in its place; kthreadd_task; helper_wq
//   does not wait for it  a look at a list's head, at whether to stop, at kthreadd_task or helper_wq
//   waits till it is      everything else: set_current_state, taking a lock, a mutex or semaphore or the big
//   empty                 kernel lock let go, a wake, schedule(), fork, exit, and what takes tasklist_lock
//
// Three things are left out, for nobody could tell:
//   - The order in which plain data reaches memory (a request, a result, a count, links): whoever touches it
//     without what orders it has a data race, a finding of its own, and whoever has the lock comes after the
//     unlock, which leaves the buffer last.
//   - An unlock that finds the buffer empty is in memory at once. Later would be: the lock looks taken for
//     longer, and nobody learns anything from a lock that he does not get.
//   - A buffer is emptied in the step in which its task comes to an operation that does not look, as long as
//     it has looked at nothing since the oldest store. Stores that reach memory later, with nothing read in
//     between, are the order in which the task itself moves later.
// So a store is seen to wait exactly where its task goes on to read. A buffer that is full makes the next
// store wait until it is empty.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "engine/kernel/stable_array.h"
#include "engine/kernel/task_struct.h"
#include "engine/vocabulary/event.h"

namespace kts::engine {

// What kind of plain store it is: its event, its operation, and which bits of its word it stores.
struct StoreKind {
  EventKind event = EventKind::SetStatePlain;
  OpKind op = OpKind::SetState;
  std::uint32_t mask = ~0u;
};

namespace plain_store {
inline constexpr StoreKind kState{EventKind::SetStatePlain, OpKind::SetState, task_word::kStateMask},
    kUnlock{EventKind::LockReleased, OpKind::Unlock}, kListAdd{EventKind::ListAddTail, OpKind::ListChange},
    kListDel{EventKind::ListDelInit, OpKind::ListChange}, kStop{EventKind::StopRequested, OpKind::StopInfo},
    kStopCleared{EventKind::StopCleared, OpKind::StopInfo},
    kKthreaddTask{EventKind::KthreaddTaskSet, OpKind::Pointer},
    kHelperWq{EventKind::HelperWqSet, OpKind::Pointer};
}  // namespace plain_store

// A store of `value`, and what its event says.
struct BufferedStore {
  StoreKind kind;
  ObjectId object = {};
  std::int32_t arg = 0;
  SharedWord* word = nullptr;
  std::uint32_t value = 0;
  void* place = nullptr;  // the lock or the list whose word it is
  RequestId request = kNoRequest;
  Site site = {};

  bool changesList() const { return kind.op == OpKind::ListChange; }
};

struct StoreBuffer {
  std::array<BufferedStore, kMaxStores> stores;  // the oldest first
  std::uint8_t count = 0;
  bool looked = false;   // its task has looked at something since the oldest store
  bool awaited = false;  // its task waits until it is empty

  std::span<const BufferedStore> all() const { return std::span(stores).first(count); }
  // One more may wait: of the changes of lists, whose links are changed when they reach memory, only one.
  bool takes(const Operation& operation) const {
    if (!operation.stores() || count == stores.size()) return false;
    return operation.kind != OpKind::ListChange || !std::ranges::any_of(all(), &BufferedStore::changesList);
  }
};

// One for each task, by id; only where the memory is tso.
struct StoreBuffers {
  StableArray<StoreBuffer> of;
  static void* operator new(std::size_t bytes) {
    return t_runMemory ? t_runMemory->take(bytes) : ::operator new(bytes);
  }
  static void operator delete(void* at) {
    if (!t_runMemory || !t_runMemory->owns(at)) ::operator delete(at);
  }
};

}  // namespace kts::engine
