// SPDX-License-Identifier: GPL-2.0-or-later
// Whole numbers as bytes, seven bits each: what is mostly small takes mostly one byte.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kts::engine {

inline constexpr std::size_t kMostBytesOfNumber = 5;

// Both leave `at` behind the number.
inline void putNumber(std::uint8_t*& at, std::uint32_t number) {
  for (; number >= 0x80; number >>= 7) *at++ = static_cast<std::uint8_t>(number | 0x80);
  *at++ = static_cast<std::uint8_t>(number);
}
inline std::uint32_t takeNumber(const std::uint8_t*& at) {
  std::uint32_t number = *at & 0x7fu;
  for (int shift = 7; *at++ & 0x80; shift += 7) number |= (*at & 0x7fu) << shift;
  return number;
}

}  // namespace kts::engine
