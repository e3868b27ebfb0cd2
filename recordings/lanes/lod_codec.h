// SPDX-License-Identifier: GPL-2.0-or-later
// A row of the level of detail as it stands in the file: sealed; and before that, if it is large, for it
// tells of a crowd whose lanes are much alike, packed. Small rows gain nothing from that but work.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "recordings/lanes/lod.h"
#include "recordings/storage/packed.h"

namespace kts::recordings {

class LodCodec {
 public:
  // Valid until the next call.
  std::span<const std::uint8_t> encode(const LodRow& row);
  // Nothing when they are damaged.
  std::optional<LodRow> decode(std::span<const std::uint8_t> bytes);

 private:
  Packer m_packer;
  Unpacker m_unpacker;
  std::vector<std::uint8_t> m_room, m_packed, m_sealed;
};

}  // namespace kts::recordings
