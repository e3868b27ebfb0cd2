// SPDX-License-Identifier: GPL-2.0-or-later
// What the rules remember of the events before the present one, beyond the state: a few numbers for each that
// is alive. Can be copied: who tries many ways from one state copies the memory with it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/vocabulary/protocol_state.h"
#include "engine/vocabulary/sentence.h"

namespace kts {

// An event and where it stands.
struct Noted {
  Seq seq = kNever;
  Event event;
};

struct RuleMemory {
  struct OfTask {
    std::uint32_t key = kNoTask;
    bool woken = false;           // somebody woke or stopped it since its birth
    bool ranFunction = false;     // its threadfn has begun
    std::uint8_t spinlocks = 0;   // held
    ObjectId waitedFor;           // the completion whose count it took last
    Noted looked;                 // its last look at a list, or at whether it should stop
    Noted queued;                 // the last time that it joined a wait queue
    Noted stateSet, slept;        // its last state write and sleep
    Noted stateSeen;              // when that write reached memory, if it waited in a store buffer
    Noted wake;                   // the last wake that somebody aimed at it
    Noted firstWake;              // the first one, if it was not a stop's
    Noted wanted;                 // the last lock that it arrived at
    Noted asked;                  // to stop, by a flag of its own
    Noted exited;
    std::uint16_t references = 0;       // that others hold
    bool released = false;              // and kept alive by them alone
    Name comm;                          // its last
    std::optional<std::int32_t> given;  // to whoever stops it, as its own exit code
    void clear() { *this = OfTask(); }
  };
  struct OfRequest {
    std::uint32_t key = kNoRequest;
    std::optional<std::int32_t> forked;  // the PID that was forked for it, or the error
    Noted added;                         // to the list
    Noted wake;                          // by which its caller tells whoever serves the list
    bool owesWake = false;               // its caller has added it, and woken nobody since
    void clear() { *this = OfRequest(); }
  };
  struct OfCompletion {
    std::uint32_t key = kNoTask;  // its ObjectId's value
    TaskId returned = kNoTask;    // whose wait for it is over, and has returned
    void clear() { *this = OfCompletion(); }
  };
  struct OfList {
    std::uint32_t key = kNoTask;  // its ObjectId's value
    TaskId changer = kNoTask;     // who changed it under the list's lock, which it still holds
    void clear() { *this = OfList(); }
  };
  struct OfStop {
    TaskId victim = kNoTask;
    std::optional<std::int32_t> given;  // what it has handed back
    Noted requested;
  };

  bool workqueue = false;  // the design that the change removed
  LiveTable<OfTask> tasks;
  LiveTable<OfRequest> requests;
  LiveTable<OfCompletion> completions;
  LiveTable<OfList> lists;
  OfStop stop;

  void remember(const ProtocolState& before, const Event& told);

 private:
  void wake(const ProtocolState& before, const Noted& now);
  void drop(TaskId task);  // one reference
  void release(const ProtocolState& before, ObjectId object);
};

// One event before it happens: what a rule looks at.
struct RuleCase {
  const ProtocolState& state;  // before the event
  const Event& event;
  const RuleMemory& memory;
  Names names;

  const Task* self() const { return state.task(event.task); }
  const Task* target() const {
    return event.object.type() == ObjectType::Task ? state.task(event.object.index()) : nullptr;
  }
  // As it is called on the screen; without names "task 4".
  std::string who(TaskId task) const;
};

// The lock under which a list is changed, and its list; nothing for other objects.
ObjectId lockOfList(ObjectId list);
ObjectId listOfLock(ObjectId lock);

// A completion, or the completion whose wait queue's lock this is; nothing for other objects.
ObjectId completionOf(ObjectId object);

}  // namespace kts
