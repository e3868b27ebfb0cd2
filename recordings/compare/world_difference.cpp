// SPDX-License-Identifier: GPL-2.0-or-later
// What two worlds do not share before anything has happened in them.
#include <array>
#include <cstdio>

#include "engine/vocabulary/sentence.h"
#include "recordings/compare/first_difference.h"

namespace kts::recordings {

namespace {

std::string hex(std::uint64_t mask) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "0x%llx", static_cast<unsigned long long>(mask));
  return text.data();
}

// A task's fields in words, in the order in which a person would look at them.
std::vector<std::pair<std::string, std::string>> fieldsOf(const Task& task) {
  const Environment& env = task.env;
  return {{"the PID", std::to_string(task.pid)},
          {"as its parent task", task.parent == kNoTask ? "nobody" : std::to_string(task.parent)},
          {"the state", std::string(nameOf(task.state)) + (task.asleep ? " and sleeps" : "")},
          {"the function", std::string(nameOf(task.function()))},
          {"the nice value", std::to_string(env.nice)},
          {"the CPUs", hex(env.cpusAllowed)},
          {"the blocked signals", hex(env.blocked)},
          {"for SIGCHLD", env.ignoresSigchld ? "ignore" : "default"},
          {"the flags", hex(env.flags)},
          {"the fs of task", std::to_string(env.fs)},
          {"the files of task", std::to_string(env.files)},
          {"pending signals", task.signalPending ? "yes" : "no"}};
}

}  // namespace

std::string worldDifference(const RunHeader& a, const RunHeader& b) {
  for (const Task* task : a.initial.tasks.sorted()) {
    const std::string name = textOf(task->comm, a.names);
    const Task* other = b.initial.task(task->key);
    if (!other) return name + " is there in A only";
    if (const std::string named = textOf(other->comm, b.names); named != name)
      return "task " + std::to_string(task->key) + " is " + name + " in A and " + named + " in B";
    const auto fieldsA = fieldsOf(*task), fieldsB = fieldsOf(*other);
    for (std::size_t at = 0; at < fieldsA.size(); ++at)
      if (fieldsA[at].second != fieldsB[at].second)
        return name + " has " + fieldsA[at].first + " " + fieldsA[at].second + " in A and " +
               fieldsB[at].second + " in B";
  }
  for (const Task* task : b.initial.tasks.sorted())
    if (!a.initial.task(task->key)) return textOf(task->comm, b.names) + " is there in B only";
  return a.initial == b.initial ? "" : "a lock, a list or a completion is not the same";
}

}  // namespace kts::recordings
