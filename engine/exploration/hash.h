// SPDX-License-Identifier: GPL-2.0-or-later
// Words mixed into 64 bits. Each step is a bijection of what was mixed so far.
#pragma once

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

inline std::uint64_t hashOf(const std::byte* at, std::size_t size) {
  std::uint64_t hash = size, word = 0;
  for (; size >= sizeof(word); at += sizeof(word), size -= sizeof(word)) {
    std::memcpy(&word, at, sizeof(word));
    hash = mixed(hash, word);
  }
  word = 0;
  std::memcpy(&word, at, size);
  return finished(mixed(hash, word));
}

}  // namespace kts::engine
