// SPDX-License-Identifier: GPL-2.0-or-later
// What stands behind a Recording. Its questions are answered in files of their own.
#pragma once

#include <optional>
#include <vector>

#include "recordings/lanes/lane_set.h"
#include "recordings/reading/connection.h"
#include "recordings/reading/event_store.h"
#include "recordings/reading/lod_store.h"
#include "recordings/reading/state_store.h"
#include "recordings/recording.h"

namespace kts::recordings {

struct Recording::Impl {
  explicit Impl(std::filesystem::path path) : file(std::move(path)), store(file), states(file, store) {}

  SQLite::Database& database() const { return connection->database(); }
  // What can have changed since: the run's row and which blocks there are.
  Result<void> readAgain();
  Result<void> readHeader();
  Result<void> readRun();
  const LaneSet& laneSet(const Recording& recording);
  Result<void> fillExact(const Recording& recording, Window& window);
  Result<void> fillColumns(const Recording& recording, Window& window, int columns,
                           const std::vector<bool>& wanted);

  std::filesystem::path file;
  std::unique_ptr<Connection> connection;
  EventStore store;
  StateStore states;
  LodStore lod;
  std::optional<LaneSet> laneCache;  // until the next refresh()
  RunInfo info;
  bool closed = false;
  bool verified = false;
  Seq eventsSaid = 0;       // how many events the run's row speaks of
};

}  // namespace kts::recordings
