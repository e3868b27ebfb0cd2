// SPDX-License-Identifier: GPL-2.0-or-later
// The one list of variants: the protocol with one function replaced. Each is a file of its own, and goes
// wrong, where it does, only under the interleavings that make it go wrong; a control and a mend never do.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace kts::engine {

class Kthread;
class Runtime;

//   function of the file      name                      kind of its finding  what is changed
#define KTS_VARIANTS(X)                                                                                      \
  X(checkBeforeState, "check-before-state", "lost-wakeup",                                                   \
    "kthreadd tests the list before it sets its state")                                                      \
  X(noBarrier, "no-barrier", "lost-wakeup", "kthreadd sets its state with a plain store")                    \
  X(wakeBeforeAdd, "wake-before-add", "lost-wakeup", "the caller wakes kthreadd before it adds its request") \
  X(addWithoutLock, "add-without-lock", "data-race", "the caller adds its request without the lock")         \
  X(onePerWake, "one-per-wake", "lost-wakeup",                                                               \
    "kthreadd serves one request a wake, and sleeps without a look")                                         \
  X(doneBeforeResult, "done-before-result", "data-race",                                                     \
    "kthreadd completes done before it stores the result")                                                   \
  X(lateCopy, "late-copy", "dead-memory", "the thread copies its request after it has completed started")    \
  X(stopInfoLateInit, "stop-info-late-init", "data-race", "kthread_stop sets .k before it initialises done") \
  X(createdBeforeKthreadd, "created-before-kthreadd", "rule-broken",                                         \
    "PID 1 does not wait for the big kernel lock")                                                           \
  X(completionNoRelock, "completion-no-relock", "dead-memory",                                               \
    "wait_for_completion returns without taking the wait lock again")                                        \
  X(drainOneRecheck, "drain-one-recheck", "",                                                                \
    "kthreadd serves one request a turn, and looks again before it sleeps")                                  \
  X(kthreaddFreezeable, "kthreadd-freezeable", "rule-broken", "kthreadd does not set PF_NOFREEZE")         \
  X(parksUninterruptibly, "parks-uninterruptibly", "",                                                       \
    "a new thread parks uninterruptibly, so the freezer's signal does not wake it")                          \
  X(ownStopInfo, "own-stop-info", "",                                                                        \
    "each thread has a stop flag and a completion of its own, and no mutex joins the stops") \
  X(environmentNotCleaned, "environment-not-cleaned", "rule-broken",                                         \
    "kthreadd does not clean its environment")                                                               \
  X(idlesUninterruptibly, "idles-uninterruptibly", "", "an idle kthreadd sleeps uninterruptibly")

// The same, of the design that the change removed. A name may stand in both lists.
#define KTS_WORKQUEUE_VARIANTS(X)                                                                            \
  X(sharedKeventd, "shared-keventd", "deadlock",                                                             \
    "requests go to the queue that the whole kernel shares, not to one of their own")                        \
  X(threadNotCleaned, "environment-not-cleaned", "rule-broken", "a new thread does not clean itself")

struct VariantInfo {
  std::string_view name;
  std::string_view findingKind;  // "" for a control: it never breaks
  std::string_view about;
  std::unique_ptr<Kthread> (*make)(Runtime& runtime);
  std::string_view design;       // of which it is a variant
};

std::span<const VariantInfo> variants();

// The variant of that name of that design; null when there is none.
const VariantInfo* findVariant(std::string_view design, std::string_view name);

// A design's true protocol for "", else the variant of that name; null when there is none.
std::unique_ptr<Kthread> makeKthread(std::string_view design, std::string_view variant, Runtime& runtime);

}  // namespace kts::engine
