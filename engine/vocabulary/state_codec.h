// SPDX-License-Identifier: GPL-2.0-or-later
// A state as bytes, for keyframes. Only what is alive is in it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/vocabulary/protocol_state.h"

namespace kts {

// Core and annotations. Equal states with equal annotations give equal bytes.
std::vector<std::uint8_t> encodeState(const ProtocolState& state);

// Nothing when the bytes are no state: any bytes are safe to try.
std::optional<ProtocolState> decodeState(std::span<const std::uint8_t> bytes);

}  // namespace kts
