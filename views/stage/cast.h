// SPDX-License-Identifier: GPL-2.0-or-later
// Who stands where on the stage, and what each is doing in a few words: read from the state alone, without
// any geometry. With thousands of tasks only those that something happens to get a figure; the rest are
// counted.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/vocabulary/event_sink.h"
#include "engine/vocabulary/protocol_state.h"
#include "engine/vocabulary/sentence.h"
#include "recordings/last_names.h"

namespace kts::views {

// What the stage is drawn from. `state` is the one after `event`.
struct StageMoment {
  const ProtocolState* state = nullptr;
  const ProtocolState* before = nullptr;  // the one before `event`, when at hand: knows who is gone now
  std::optional<Event> event;             // the event at the playhead; none before the first
  Names names;                            // RunHeader::names
  Seq totalEvents = 0;                    // of the run; 0 while unknown
  bool bootWorld = false;                 // the first world had no kthreadd
  recordings::LastName lastName = {};     // of those who are gone; may be empty
};

// The machine in the middle: kthreadd with its list and lock, or the helper queue's worker with its own.
struct Machine {
  ObjectId lock{ObjectType::CreateLock}, list{ObjectType::CreateList};
  QString server = QStringLiteral("kthreadd");
};
Machine machineOf(const ProtocolState& state);

// Whether the run starts before there is a kthreadd.
bool isBootWorld(const RunHeader& header);

// kthreadd's way around its loop.
enum class Step : std::uint8_t { None, Sleep, Take, Fork, WaitStarted, CompleteDone };
inline constexpr int kSteps = 5;
QString nameOf(Step step);

// Where a request's token lies now.
enum class Place : std::uint8_t { Caller, List, Kthreadd, OnItsWay, Child, Started, Done };

struct Crowd {
  std::vector<TaskId> shown;                           // in rising order
  std::size_t others = 0;                              // alive, and without a figure
  std::vector<std::pair<QString, std::size_t>> doing;  // of the others: "wait for done" 990, most first
};

struct Cast {
  TaskId kthreadd = kNoTask;             // or the helper queue's worker, under the old design
  std::vector<TaskId> callers, threads;  // all of them, in rising order
  std::vector<TaskId> involved;          // those that something happens to now, most first
};

Cast castOf(const StageMoment& moment);

// At most `room` of `tasks`: the involved ones, then those of `before`, then the first ones.
Crowd crowdOf(const StageMoment& moment, const Cast& cast, const std::vector<TaskId>& tasks, std::size_t room,
              std::span<const TaskId> before);

// kthreadd's present step, and the request that it works on there.
Step stepOf(const Task& kthreadd, const ProtocolState& state);
Place placeOf(const Request& request, const ProtocolState& state, TaskId kthreadd);

// "spins on create_lock", "waits for done 1", "parked, not yet woken".
QString doingOf(const Task& task, const StageMoment& moment, TaskId kthreadd);
// The same in fewer words, where there is little room: "parked", "kthread_create()", "done 1".
QString shortDoingOf(const QString& doing, const Task& task, const ProtocolState& state);
// "done 1", "started 3", "kthread_create_lock".
QString shortNameOf(ObjectId object);
// The same, and of a task's own whose it is: "exited of worker/2".
QString shortNameIn(ObjectId object, const StageMoment& moment);
// "create_lock": where there is little room.
QString tinyNameOf(ObjectId object);
// "done 1", "create_lock": what it waits for, "" when for nothing that has a name.
QString waitOf(const Task& task, const ProtocolState& state);
QString shownNameOf(TaskId task, const StageMoment& moment);

// How many of the threads that this run has made are gone again.
std::uint64_t goneThreads(const ProtocolState& state);

}  // namespace kts::views
