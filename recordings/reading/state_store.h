// SPDX-License-Identifier: GPL-2.0-or-later
// States in the middle of a run: the nearest keyframe or remembered state, and the events from there.
#pragma once

#include <list>
#include <map>
#include <optional>

#include "recordings/reading/event_store.h"
#include "recordings/storage/packed.h"

namespace kts::recordings {

class StateStore {
 public:
  StateStore(std::filesystem::path file, EventStore& events) : m_file(std::move(file)), m_events(events) {}

  Result<ProtocolState> stateAt(SQLite::Database& database, Seq seq);
  // The same without a copy: of a crowd of thousands that is most of the work. Valid until the next call.
  Result<const ProtocolState*> peekAt(SQLite::Database& database, Seq seq);
  // The last keyframe at or before `seq` that is whole.
  Result<ProtocolState> keyframeBefore(SQLite::Database& database, Seq seq);

 private:
  const ProtocolState* remembered(Seq seq);
  void remember(const ProtocolState& state);

  std::filesystem::path m_file;
  EventStore& m_events;
  Unpacker m_unpacker;
  std::list<ProtocolState> m_recent;  // the one used last in front
};

}  // namespace kts::recordings
