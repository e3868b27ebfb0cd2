// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of one run on their way into the file. Knows SQL and nothing of when to write what. Every function
// throws SQLite::Exception when the disk is full or refuses.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/vocabulary/event_sink.h"
#include "recordings/lanes/lane_meter.h"
#include "recordings/lanes/lod.h"
#include "recordings/recording.h"
#include "recordings/storage/block_codec.h"
#include "recordings/storage/packed.h"

namespace kts::recordings {

inline constexpr std::int64_t kRun = 0;  // the root of the file's tree of runs

// A task and a request as a row, from the state in which they are. Shared with the reader, so that rows of
// the dead and of the living are made alike.
TaskRow rowOf(const Task& task, const ProtocolState& state, std::span<const std::string> names);
RequestRow rowOf(const Request& request, std::span<const std::string> names);

class RunWriter {
 public:
  explicit RunWriter(const std::filesystem::path& file);

  void begin(const RunHeader& header);
  void end(const RunSummary& summary);
  void closeUnfinished();

  // In rising order of id, so that SQLite appends them. A row that is there is replaced.
  void tasks(std::span<const TaskRow> rows);
  void requests(std::span<const RequestRow> rows);
  void block(Seq seq0, std::span<const Event> events);
  std::size_t keyframe(const ProtocolState& state);  // how many bytes it takes in the file
  void lod(int level, std::uint64_t leaf0, const LodRow& row);
  void lane(std::size_t id, const LaneMeter::LaneInfo& lane);
  void site(Site site, Function function);
  void object(ObjectId object);
  void count(int kind, std::uint64_t events);
  void progress(Seq events, std::uint64_t tNs);

  void startTransaction();
  void commit();
  void rollback();
  // Everything into the one file, and back to the journal mode that leaves nothing beside it.
  void finishFile();

 private:
  SQLite::Database m_database;
  SQLite::Statement m_task, m_tasks, m_request, m_requests, m_block, m_keyframe, m_lod, m_lane, m_site,
      m_object, m_count, m_progress;
  SQLite::Statement m_begin, m_commit;
  bool m_inTransaction = false;
  BlockCodec m_codec;
  Packer m_packer;
  std::vector<std::uint8_t> m_room, m_sealed;
};

}  // namespace kts::recordings
