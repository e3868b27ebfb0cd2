// SPDX-License-Identifier: GPL-2.0-or-later
// The world at the playhead as plain tables, made from a ProtocolState and nothing else. Two of them made
// from the states before and after an event show what the event changed.
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

#include "engine/vocabulary/protocol_state.h"
#include "engine/vocabulary/sentence.h"

namespace kts::views {

struct StateCell {
  QString text;
  std::optional<LaneState> state;  // drawn as the state's letter badge
  bool changed = false;            // by the present event
  bool number = false;             // set flush right
  bool operator==(const StateCell& o) const { return text == o.text && state == o.state; }
};

struct StateRow {
  std::uint64_t key = 0;  // the same thing in the next state has the same key
  TaskId task = kNoTask;  // what choosing the row chooses
  RequestId request = kNoRequest;
  ObjectId object;
  std::vector<StateCell> cells;
};

struct StateTable {
  QStringList columns;
  std::vector<StateRow> rows;
};

enum class StateKind { Tasks, Stores, Locks, Completions, List, Inheritance, Sources };
inline constexpr int kStateKinds = 7;
// Stores are there with store buffers only: without any, nothing is said of them.
constexpr bool hidesWhenEmpty(StateKind kind) { return kind == StateKind::Stores; }
inline constexpr int kParentColumn = 1, kWaitsColumn = 3;  // of the tasks
QString titleOf(StateKind kind);
QString titleIn(StateKind kind, const ProtocolState& state);  // with what this state adds
QString listTitle(const ProtocolState& state);                // which list this world's requests wait in
// Much in little room: small words, and less room between them.
inline bool isDense(StateKind kind) { return kind == StateKind::Inheritance || kind == StateKind::Sources; }
QString nothingIn(StateKind kind);  // what an empty table says

StateTable tableOf(StateKind kind, const ProtocolState& state, Names names);

// Marks in `after` every cell that `before` had otherwise or not at all.
void markChanges(StateTable& after, const StateTable& before);

}  // namespace kts::views
