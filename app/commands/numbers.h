// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers as a person types them.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kts::app {

// A whole number from 0 without sign or blanks, or nothing.
inline std::optional<std::uint64_t> wholeNumber(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

// 64 bits as the masks of the kernel are printed: "0xffffffffffffffff".
inline std::string hexadecimal(std::uint64_t mask) {
  char text[16];
  const auto end = std::to_chars(text, text + sizeof text, mask, 16).ptr;
  return "0x" + std::string(text, end);
}

}  // namespace kts::app
