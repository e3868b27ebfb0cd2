// SPDX-License-Identifier: GPL-2.0-or-later
// The events of a recording: which blocks there are, and the blocks themselves, decoded when asked for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "recordings/reading/connection.h"
#include "recordings/storage/block_codec.h"

namespace kts::recordings {

inline constexpr std::size_t kMostKeyframeBytes = 1u << 26;  // of an unpacked keyframe

class EventStore {
 public:
  explicit EventStore(std::filesystem::path file) : m_file(std::move(file)) {}

  struct Block {
    Seq seq0 = 0;
    std::uint64_t t0 = 0, t1 = 0;
    std::uint32_t n = 0;
  };
  using Events = std::shared_ptr<const std::vector<Event>>;

  // Reads which blocks there are. What follows a gap or an unreadable row is left out, and note() says so.
  void readIndex(SQLite::Database& database);
  // Looks at each block's checksum once: what follows a damaged one is left out.
  void verify(SQLite::Database& database);

  Seq events() const { return m_events; }
  const std::vector<Block>& blocks() const { return m_blocks; }
  const std::string& note() const { return m_note; }

  Result<Events> block(SQLite::Database& database, std::size_t at);
  Result<std::vector<Event>> eventsIn(SQLite::Database& database, Seq from, Seq to);
  std::size_t blockOf(Seq seq) const;                                // of a seq below events()
  std::uint64_t timeOf(SQLite::Database& database, Seq seq);
  Seq seqAt(SQLite::Database& database, std::uint64_t ns);

 private:
  void cutAt(std::size_t block, const std::string& why);

  std::filesystem::path m_file;
  std::vector<Block> m_blocks;
  Seq m_events = 0;
  std::string m_note;
  BlockCodec m_codec;
  std::list<std::pair<Seq, Events>> m_cache;  // the one used last in front
};

}  // namespace kts::recordings
