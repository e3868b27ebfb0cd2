// SPDX-License-Identifier: GPL-2.0-or-later
// Look-ups in the tables of the vocabulary.
#include <array>
#include <string>

#include "engine/vocabulary/effect_table.h"
#include "engine/vocabulary/event_table.h"
#include "engine/vocabulary/function_table.h"
#include "engine/vocabulary/lane_state_table.h"
#include "engine/vocabulary/object_table.h"
#include "engine/vocabulary/protocol_state.h"
#include "engine/vocabulary/verdict.h"

namespace kts {

namespace {

constexpr std::array<ObjectInfo, kObjectTypes> kObjectInfo = {{
#define X(type, name, klass, scope) {name, ObjectClass::klass, ObjectScope::scope},
    KTS_OBJECTS(X)
#undef X
}};

constexpr std::array<EventInfo, kEventKinds> kEventInfo = {{
#define X(kind, name, category, role, arg, sentence) {name, Category::category, Role::role, arg, sentence},
    KTS_EVENTS(X)
#undef X
}};

constexpr std::array<LaneStateInfo, kLaneStates> kLaneStateInfo = {{
#define X(state, letter, name, meaning) {letter, name, meaning},
    KTS_LANE_STATES(X)
#undef X
}};

constexpr std::array<std::string_view, kEffects> kEffectNames = {
#define X(effect, name, phrase) name,
    KTS_EFFECTS(X)
#undef X
};
constexpr std::array<std::string_view, kEffects> kEffectPhrases = {
#define X(effect, name, phrase) phrase,
    KTS_EFFECTS(X)
#undef X
};
constexpr std::array<std::string_view, kFunctions> kFunctionNames = {
#define X(function, name) name,
    KTS_FUNCTIONS(X)
#undef X
};
constexpr std::array kVerdictNames = {
#define X(verdict, name) std::string_view(name),
    KTS_VERDICTS(X)
#undef X
};
constexpr std::array<std::string_view, kCategories> kCategoryNames = {
    "call", "sched", "wake", "lock", "list", "completion", "fork", "stop", "memory", "environment"};
constexpr std::array<std::string_view, 12> kRoleNames = {"call", "run",  "sleep", "wait", "spin", "lock",
                                                         "wake", "list", "done",  "fork", "stop", "quiet"};
constexpr std::array<std::string_view, kPhases> kPhaseNames = {"prepared", "enqueued", "dequeued", "forked",
                                                               "started",  "done",     "returned"};

// A damaged file can hold any number: what is not in a table is called by its first row.
template <class Table, class Enum>
const auto& rowOf(const Table& table, Enum value) {
  const auto at = static_cast<std::size_t>(value);
  return table[at < table.size() ? at : 0];
}

}  // namespace

const ObjectInfo& infoOf(ObjectType type) { return rowOf(kObjectInfo, type); }
const EventInfo& infoOf(EventKind kind) { return rowOf(kEventInfo, kind); }
const LaneStateInfo& infoOf(LaneState state) { return rowOf(kLaneStateInfo, state); }
std::string_view nameOf(Effect effect) { return rowOf(kEffectNames, effect); }
std::string_view phraseOf(Effect effect) { return rowOf(kEffectPhrases, effect); }
std::string_view nameOf(Function function) { return rowOf(kFunctionNames, function); }
std::string_view nameOf(Verdict verdict) { return rowOf(kVerdictNames, verdict); }
std::string_view nameOf(Category category) { return rowOf(kCategoryNames, category); }
std::string_view nameOf(Role role) { return rowOf(kRoleNames, role); }
std::string_view nameOf(Phase phase) { return rowOf(kPhaseNames, phase); }

std::string_view nameOf(TaskState state) {
  switch (state) {
    case TaskState::Running: return "TASK_RUNNING";
    case TaskState::Interruptible: return "TASK_INTERRUPTIBLE";
    case TaskState::Uninterruptible: return "TASK_UNINTERRUPTIBLE";
    case TaskState::Zombie: return "EXIT_ZOMBIE";
  }
  return "?";
}

bool isKnown(ObjectId object) { return static_cast<int>(object.type()) < kObjectTypes; }

std::string nameOf(ObjectId object) {
  const ObjectInfo& info = infoOf(object.type());
  switch (info.scope) {
    case ObjectScope::World: return std::string(info.name);
    case ObjectScope::Task:
      return std::string(info.name) + (object.type() == ObjectType::Task ? " " : " of task ") +
             std::to_string(object.index());
    case ObjectScope::Request:
      if (object.type() == ObjectType::Request) return "request " + std::to_string(object.index() + 1);
      return std::string(info.name) + " of request " + std::to_string(object.index() + 1);
    case ObjectScope::Scenario: return std::string(info.name) + " " + std::to_string(object.index() + 1);
  }
  return {};
}

}  // namespace kts
