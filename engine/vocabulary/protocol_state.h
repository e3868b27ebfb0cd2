// SPDX-License-Identifier: GPL-2.0-or-later
// The world of a run as its events tell it: ProtocolState is the fold of apply() over them. Everything that
// is drawn, listed or checked is read from here, and nothing is kept here that no event said.
//
// It is a history-free core (what is alive, who holds, waits and is queued), which operator== compares and
// which in controlled runs equals the engine's own state after every event, plus annotations (since when,
// which phase when, totals) that views show.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/vocabulary/event.h"
#include "engine/vocabulary/function_table.h"
#include "engine/vocabulary/lane_state_table.h"
#include "engine/vocabulary/live_table.h"

namespace kts {

// The kernel's state word.
enum class TaskState : std::uint8_t { Running = 0, Interruptible = 1, Uninterruptible = 2, Zombie = 16 };

std::string_view nameOf(TaskState state);  // "TASK_RUNNING", ...

// clone flags and task flags that the protocol uses, with the kernel's values
inline constexpr std::int32_t kCloneFs = 0x200, kCloneFiles = 0x400, kCloneSighand = 0x800, kSigchld = 17;
inline constexpr std::uint32_t kPfNofreeze = 0x8000;

// What a task inherits, and kthreadd_setup() makes clean.
struct Environment {
  std::int32_t nice = 0;
  std::uint64_t cpusAllowed = ~0ull;  // a bit per CPU
  std::uint64_t blocked = 0;          // a bit per signal, signal 1 the lowest
  bool ignoresSigchld = false;
  std::uint32_t flags = 0;
  TaskId fs = kNoTask;     // whose fs_struct it uses
  TaskId files = kNoTask;  // whose files_struct it uses

  bool operator==(const Environment&) const = default;
};

// Its fields, as far as a fork hands them down.
enum class Inherited : std::uint8_t { Nice, Cpus, Blocked, Sigchld, Flags, Fs, Files };
inline constexpr int kInherited = 7;
std::string_view nameOf(Inherited field);

inline constexpr Seq kNever = ~0ull;

// Where a value comes from: the event that gave it to whoever had it first. A fork hands it down with it.
struct Origin {
  Seq seq = kNever;                    // kNever: it was there before the run
  TaskId task = kNoTask;               // who did it, or had it before the run
  Function function = Function::None;  // where
};

// A comm: names[pattern] with %d replaced by number.
struct Name {
  NameId pattern = 0;
  std::uint32_t number = 0;
  bool operator==(const Name&) const = default;
};

struct CallFrame {
  Function function = Function::None;
  Site site;               // the last line of it that made an event
  Seq sinceSeq = 0;        // annotation
  bool operator==(const CallFrame& o) const { return function == o.function; }
};

inline constexpr int kMaxCalls = 8;

// A plain store that its own CPU alone sees yet, as the event that issued it says.
struct WaitingStore {
  EventKind kind = EventKind::SetStatePlain;
  ObjectId object;
  std::int32_t arg = 0;
  RequestId request = kNoRequest;
  bool operator==(const WaitingStore&) const = default;
};
inline constexpr std::size_t kMaxStores = 4;  // in one buffer

struct Task {
  std::uint32_t key = kNoTask;  // its TaskId
  std::int32_t pid = 0;
  TaskId parent = kNoTask;
  Name comm;
  TaskState state = TaskState::Running;
  bool asleep = false;         // off its CPU inside schedule(): only a wake brings it back
  bool started = true;         // has run at least once
  bool signalPending = false;
  bool timerPending = false;
  bool freezing = false;       // TIF_FREEZE: asked to freeze, and not yet at a freezing point
  bool frozen = false;         // PF_FROZEN: in the refrigerator until it is thawed
  bool shouldStop = false;     // told so by a flag of its own, where each thread has one
  std::uint8_t calls = 0;      // depth of callStack
  std::uint16_t children = 0;  // live or zombie
  std::int32_t cloneFlags = 0; // of the kernel_thread() that it is in
  std::int32_t exitCode = 0;   // once it has come to its exit
  ObjectId wantsLock;          // a lock it has arrived at and not taken
  ObjectId waitsFor;           // a completion it is queued on
  RequestId bornOf = kNoRequest;
  Environment env;
  std::array<CallFrame, kMaxCalls> callStack;
  std::vector<WaitingStore> stores;  // in its store buffer, the oldest first; empty unless the memory is tso

  // annotations
  std::uint16_t lane = 0;
  bool onCpu = false;               // false from its wake until it has resumed
  Site site;                        // the line of its last event
  RequestId request = kNoRequest;   // which creation it works on
  Seq sinceSeq = 0;                 // since when its lane state is what it is
  std::uint64_t sinceNs = 0;
  Seq lastSeq = 0;                  // its last event
  Seq bornSeq = 0;                  // the fork that made it; 0 in the first world
  std::array<Origin, kInherited> origins;  // of the fields of env

  void clear() { *this = Task(); }
  bool operator==(const Task& other) const;  // the core
  Origin& origin(Inherited field) { return origins[static_cast<std::size_t>(field)]; }
  const Origin& origin(Inherited field) const { return origins[static_cast<std::size_t>(field)]; }
  Function function() const { return calls ? callStack[calls - 1].function : Function::None; }
  bool isIn(Function function) const;
};

struct Lock {
  std::uint32_t key = kNoTask;  // its ObjectId's value
  TaskId owner = kNoTask;
  std::uint16_t depth = 0;      // the big kernel lock is recursive
  std::vector<TaskId> waiters;  // arrived and not yet in, in order of arrival
  Seq sinceSeq = 0;             // annotation: held since

  void clear() { key = kNoTask, owner = kNoTask, depth = 0, waiters.clear(), sinceSeq = 0; }
  bool operator==(const Lock& o) const {
    return key == o.key && owner == o.owner && depth == o.depth && waiters == o.waiters;
  }
  ObjectId id() const { return ObjectId::fromValue(key); }
};

struct Completion {
  std::uint32_t key = kNoTask;  // its ObjectId's value
  std::uint32_t done = 0;
  std::vector<TaskId> waiters;

  void clear() { key = kNoTask, done = 0, waiters.clear(); }
  bool operator==(const Completion&) const = default;
  ObjectId id() const { return ObjectId::fromValue(key); }
};

struct RequestList {
  std::uint32_t key = kNoTask;  // its ObjectId's value
  std::vector<RequestId> requests;

  void clear() { key = kNoTask, requests.clear(); }
  bool operator==(const RequestList&) const = default;
};

// Where a request is on its way caller -> list -> kthreadd -> child -> caller.
enum class Phase : std::uint8_t { Prepared, Enqueued, Dequeued, Forked, Started, Done, Returned };
inline constexpr int kPhases = 7;
std::string_view nameOf(Phase phase);

struct Request {
  std::uint32_t key = kNoRequest;  // its RequestId
  TaskId caller = kNoTask;
  TaskId child = kNoTask;
  std::int32_t result = 0;         // a PID or a negative errno, once stored
  bool resultStored = false;
  Name comm;                       // what its thread will be named

  // annotations: the event and the moment at which it entered each phase, kNever before
  Phase phase = Phase::Prepared;
  std::array<Seq, kPhases> seqOf;
  std::array<std::uint64_t, kPhases> nsOf;

  Request() { clear(); }
  void clear();
  bool operator==(const Request& o) const;  // the core
};

struct StopInfo {
  TaskId k = kNoTask;  // who is asked to stop
  std::int32_t err = 0;
  bool operator==(const StopInfo&) const = default;
};

struct ProtocolState {
  // core
  LiveTable<Task> tasks;              // by TaskId
  LiveTable<Lock> locks;              // by ObjectId::value; those that are held or wanted
  LiveTable<Completion> completions;  // by ObjectId::value; from init_completion to the end of their frame
  LiveTable<RequestList> lists;       // by ObjectId::value; those that are not empty
  LiveTable<Request> requests;        // by RequestId; from preparation to the end of their frame
  StopInfo stop;
  TaskId kthreaddTask = kNoTask;
  bool helperWq = false;              // the helper queue of the old design exists

  // annotations
  Seq seq = 0;                        // events folded so far: the seq of the next one
  std::uint64_t tNs = 0;              // of the last one
  std::uint16_t fixedLanes = 0;       // lanes of the first world's tasks, never given to another
  std::vector<TaskId> lanes;          // who is in each lane, or kNoTask
  std::uint64_t createdTasks = 0, finishedRequests = 0;
  std::array<std::uint16_t, 256> waiting{};  // in the queues of each kind of completion, known or not

  bool operator==(const ProtocolState& other) const;  // the core

  const Task* task(TaskId id) const { return tasks.find(id); }
  const Lock* lock(ObjectId id) const { return locks.find(id.value); }
  const Completion* completion(ObjectId id) const { return completions.find(id.value); }
  const Request* request(RequestId id) const { return requests.find(id); }
  const std::vector<RequestId>& list(ObjectId id) const;

  std::uint16_t& waitersOf(ObjectId completion) {
    return waiting[static_cast<std::size_t>(completion.type())];
  }
  // With those who stand in its queue.
  void dropCompletion(ObjectId id);
  // Counts `waiting` anew, for who has put the completions together himself.
  void countWaiting();

  // Puts a task into the first world, in the next fixed lane. Used before any event.
  Task& addFirstTask(TaskId id);
};

// The one way in which a state changes. Never fails: an event about something unknown (a damaged file)
// changes what it can; legality.h says what is wrong with it.
void apply(ProtocolState& state, const Event& event);

LaneState laneStateOf(const Task& task, const ProtocolState& state);

// 64-bit masks travel in 32 bits, sign-extended: realtime signals and high CPUs move together.
constexpr std::uint64_t maskFromArg(std::int32_t arg) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(arg));
}

}  // namespace kts
