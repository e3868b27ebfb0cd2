// SPDX-License-Identifier: GPL-2.0-or-later
// Words mixed into 64 bits. Each step is a bijection of what was mixed so far.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace kts::engine {

constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (std::rotl(hash, 23) ^ word) * 0x9e3779b97f4a7c15ull;
  return hash ^ hash >> 32;
}

constexpr std::uint64_t finished(std::uint64_t hash) {
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdull;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53ull;
  return hash ^ hash >> 33;
}

// Four words at a time, none of which waits for the others.
inline std::uint64_t hashOf(const std::byte* at, std::size_t size) {
  std::array<std::uint64_t, 4> lanes{size, 1, 2, 3}, words{};
  const auto mixIn = [&] {
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane] = mixed(lanes[lane], words[lane]);
  };
  for (; size >= sizeof(words); at += sizeof(words), size -= sizeof(words)) {
    std::memcpy(words.data(), at, sizeof(words));
    mixIn();
  }
  words.fill(0);
  std::memcpy(words.data(), at, size);
  mixIn();
  return finished(mixed(mixed(mixed(lanes[0], lanes[1]), lanes[2]), lanes[3]));
}

}  // namespace kts::engine
