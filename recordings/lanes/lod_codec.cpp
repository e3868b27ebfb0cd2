// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/lanes/lod_codec.h"

#include "recordings/storage/sealed.h"

namespace kts::recordings {

namespace {

constexpr std::size_t kLarge = 1u << 14, kMostRowBytes = 1u << 24;
constexpr std::uint8_t kPacked = 0;  // where a row says how many leaves it has, which are never none

}  // namespace

std::span<const std::uint8_t> LodCodec::encode(const LodRow& row) {
  std::span<const std::uint8_t> bytes = encodeLod(row, m_room);
  if (bytes.size() >= kLarge) {
    const auto packed = m_packer.pack(bytes);
    m_packed.assign(1, kPacked);
    m_packed.insert(m_packed.end(), packed.begin(), packed.end());
    bytes = m_packed;
  }
  return seal(bytes, m_sealed);
}

std::optional<LodRow> LodCodec::decode(std::span<const std::uint8_t> sealed) {
  const auto bytes = unseal(sealed);
  if (!bytes || bytes->empty()) return {};
  if (bytes->front() != kPacked) return decodeLod(*bytes);
  const auto row = m_unpacker.unpack(bytes->subspan(1), kMostRowBytes);
  return row ? decodeLod(*row) : std::nullopt;
}

}  // namespace kts::recordings
