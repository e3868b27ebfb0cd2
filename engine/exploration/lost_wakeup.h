// SPDX-License-Identifier: GPL-2.0-or-later
// A lost wakeup in any state, and not only where a run ends: a task is asleep, what it waits for is there,
// and no wake is on its way. Another wake may rescue it later; it is found all the same, for that wake was
// meant for something else and may as well not have come. This is what the rule no-lost-wakeup says of a
// recorded run (lost_wakeups.cpp in the vocabulary), told from the kernel's state after a step, at the cost
// of a few compares:
//
//   who sleeps                  what is there              on its way while
//   kthreadd, a queue's worker  a request in the list      its caller has woken nobody since it added it, and
//                                                          does not wait yet
//   a thread that is to stop    kthread_stop_info.k is it  whoever stops it has not come to its wait
//   whoever waits               its completion's count     somebody holds the wait lock, or another waiter is
//                                                          awake and takes the count
//   anybody with a timer                                   the timer has not expired
//
// So a wake that is made after the lock was dropped, as later kernels make theirs, is on its way; and a
// caller that is about to put a second request there, and would wake kthreadd for that one, is not.
//
// Nothing of it is an end: searches go on from there, as the kernel does.
#pragma once

#include "engine/exploration/seen_state.h"

namespace kts::engine {

// Who sleeps in vain now that `mover` has made the step `made`; kNoTask when nobody does who did not before.
TaskId asleepInVain(const SeenState& state, TaskId mover, OpKind made, ObjectId object);

}  // namespace kts::engine
