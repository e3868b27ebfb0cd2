// SPDX-License-Identifier: GPL-2.0-or-later
// Watches the plain accesses of a controlled run by vector clocks: two that touch the same thing, at least
// one of them a write, with nothing that orders them, are a data race, whether or not anything came of it.
//
// What orders: releasing a lock before it is taken again; a wake before what its target does next; an access
// of a list head, of kthread_stop_info.k or of kthreadd_task before the next one; a fork before the child.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/object_table.h"
#include "engine/vocabulary/site.h"
#include "engine/vocabulary/verdict.h"

namespace kts::engine {

// The parts of an object that plain accesses touch.
enum class Field : std::uint8_t { Request, Result, Links, Done, StopErr };

// FrameEnd: the stack is used again by whatever comes next, which is as good as a write.
enum class AccessKind : std::uint8_t { Read, Write, FrameEnd };

class RaceDetector {
 public:
  struct Race {
    TaskId first = kNoTask, second = kNoTask;
    AccessKind firstKind = AccessKind::Read, secondKind = AccessKind::Read;
    Site firstSite, secondSite;
    ObjectId object;
    Field field = Field::Request;
  };

  // A run of more tasks is not watched to its end: clocks grow with every task.
  static constexpr std::uint32_t kMostTasks = 512;

  void acquire(TaskId task, ObjectId object);
  void release(TaskId task, ObjectId object);
  void fork(TaskId parent, TaskId child);

  // The race that this access completes, if any.
  std::optional<Race> access(TaskId task, ObjectId object, Field field, AccessKind kind, Site at);

 private:
  using Clock = std::vector<std::uint32_t>;  // by task; missing is 0
  struct Epoch {
    TaskId task = kNoTask;
    std::uint32_t time = 0;
    Site site;
    AccessKind kind = AccessKind::Read;
  };
  struct Variable {
    Epoch write;
    std::vector<Epoch> reads;  // since the last write, one a task
  };

  Clock& clockOf(TaskId task);
  static void join(Clock& into, const Clock& from);
  static bool before(const Epoch& epoch, const Clock& clock);

  std::vector<Clock> m_tasks;
  std::unordered_map<std::uint32_t, Clock> m_objects;        // by ObjectId::value
  std::unordered_map<std::uint64_t, Variable> m_variables;   // by object and field
};

Finding findingOf(const RaceDetector::Race& race);

}  // namespace kts::engine
