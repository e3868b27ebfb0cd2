// SPDX-License-Identifier: GPL-2.0-or-later
// A block of consecutive events as bytes. Writer and reader make the same guess at each event from those
// before it: the same task goes on, as a task went on that had come the same way, for the same request, and
// ids rise as they rose. An event that is as guessed takes only its time, mostly one byte; any other takes a
// byte more, that tells where the guess was wrong, and how things are there. FORMAT.md has the bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/vocabulary/event.h"

namespace kts::recordings {

inline constexpr std::size_t kBlockEvents = 4096;

// Reads and writes blocks; keeps its working memory between calls.
class BlockCodec {
 public:
  BlockCodec();
  ~BlockCodec();
  BlockCodec(const BlockCodec&) = delete;
  BlockCodec& operator=(const BlockCodec&) = delete;

  // At most kBlockEvents events, the first at `seq0`. Valid until the next call.
  std::span<const std::uint8_t> encode(Seq seq0, std::span<const Event> events);
  // Nothing when the bytes are no block, or not the one that begins at `seq0`: any bytes are safe to try.
  std::optional<std::vector<Event>> decode(Seq seq0, std::span<const std::uint8_t> bytes);

 private:
  struct Work;
  std::unique_ptr<Work> m_work;
};

}  // namespace kts::recordings
