// SPDX-License-Identifier: GPL-2.0-or-later
// Prints engine/vocabulary/EVENTS.md from the tables of the vocabulary.
#include <iostream>
#include <string>
#include <string_view>

#include "engine/vocabulary/effect_table.h"
#include "engine/vocabulary/event_table.h"
#include "engine/vocabulary/function_table.h"
#include "engine/vocabulary/lane_state_table.h"
#include "engine/vocabulary/object_table.h"

namespace {

using namespace kts;

std::string code(std::string_view text) { return text.empty() ? "" : "`" + std::string(text) + "`"; }

void printEvents() {
  for (int category = 0; category < kCategories; ++category) {
    std::cout << "\n### " << nameOf(static_cast<Category>(category)) << "\n\n"
              << "| name | `arg` holds | colour role | sentence |\n|---|---|---|---|\n";
    for (int kind = 0; kind < kEventKinds; ++kind) {
      const EventInfo& info = infoOf(static_cast<EventKind>(kind));
      if (static_cast<int>(info.category) != category) continue;
      std::cout << "| " << code(info.name) << " | " << info.argMeaning << " | " << nameOf(info.role) << " | "
                << info.sentence << " |\n";
    }
  }
}

void printEffects() {
  std::cout << "\n## Effects\n\nWhat an event brought about, where its name alone does not tell. The phrase "
               "ends the "
               "event's sentence.\n\n| effect | phrase |\n|---|---|\n";
  for (int effect = 1; effect < kEffects; ++effect)
    std::cout << "| " << code(nameOf(static_cast<Effect>(effect))) << " | "
              << phraseOf(static_cast<Effect>(effect)) << " |\n";
}

std::string_view textOf(ObjectScope scope) {
  switch (scope) {
    case ObjectScope::World: return "one in the world";
    case ObjectScope::Task: return "one for each task";
    case ObjectScope::Request: return "one for each request";
    case ObjectScope::Scenario: return "as many as the scenario has";
  }
  return "";
}

std::string_view textOf(ObjectClass objectClass) {
  switch (objectClass) {
    case ObjectClass::None: return "";
    case ObjectClass::Task: return "task";
    case ObjectClass::SpinLock: return "spinlock";
    case ObjectClass::RwLock: return "read-write lock";
    case ObjectClass::Mutex: return "mutex";
    case ObjectClass::BigKernelLock: return "big kernel lock, recursive";
    case ObjectClass::Semaphore: return "semaphore";
    case ObjectClass::List: return "list of requests";
    case ObjectClass::Completion: return "completion";
    case ObjectClass::Pointer: return "pointer";
    case ObjectClass::Memory: return "memory on a stack";
    case ObjectClass::WaitQueue: return "wait queue";
  }
  return "";
}

void printObjects() {
  std::cout
      << "\n## Objects\n\nWhat an event can be about.\n\n| name | what it is | how many |\n|---|---|---|\n";
  for (int type = 1; type < kObjectTypes; ++type) {
    const ObjectInfo& info = infoOf(static_cast<ObjectType>(type));
    std::cout << "| " << code(info.name) << " | " << textOf(info.objectClass) << " | " << textOf(info.scope)
              << " |\n";
  }
}

void printLaneStates() {
  std::cout << "\n## States of a lane\n\nWhat a task's lane on the timeline can show.\n\n"
               "| letter | state | meaning |\n|---|---|---|\n";
  for (int state = 1; state < kLaneStates; ++state) {
    const LaneStateInfo& info = infoOf(static_cast<LaneState>(state));
    std::cout << "| " << code(std::string(1, info.letter)) << " | " << info.name << " | " << info.meaning
              << " |\n";
  }
}

void printFunctions() {
  std::cout << "\n## Functions\n\nWhose begin (`call`) and end (`return`) are events: the nested spans of a "
               "lane.\n\n";
  for (int function = 1; function < kFunctions; ++function)
    std::cout << "- " << code(nameOf(static_cast<Function>(function))) << "\n";
}

}  // namespace

int main() {
  std::cout
      << "# Events\n\n"
         "Made by `event_reference` from the tables beside this page; a test fails when it is stale. The "
         "names are\n"
         "those of `event.kind` in queries. In the sentences `{task}` is who did it, `{object}` to what,\n"
         "`{request}` for which creation and `{arg}` the event's argument in words.\n\n## Kinds\n";
  printEvents();
  printEffects();
  printObjects();
  printLaneStates();
  printFunctions();
}
