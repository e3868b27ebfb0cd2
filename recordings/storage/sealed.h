// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes as they lie in the file, with a checksum behind them, so that a flipped bit is found.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace kts::recordings {

// Valid until `room` is used again.
std::span<const std::uint8_t> seal(std::span<const std::uint8_t> bytes, std::vector<std::uint8_t>& room);

// The bytes alone, where they lie; nothing when they are damaged.
std::optional<std::span<const std::uint8_t>> unseal(std::span<const std::uint8_t> sealed);

}  // namespace kts::recordings
