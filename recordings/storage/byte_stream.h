// SPDX-License-Identifier: GPL-2.0-or-later
// Whole numbers as bytes, seven bits each (varint), and back: any bytes are safe to read.
#pragma once

#include <cstdint>
#include <span>

namespace kts::recordings {

inline constexpr std::size_t kMostNumberBytes = 10;

// Where the next byte goes. Who writes has made room, and writes to a copy of his own, which stays in a
// register.
struct ByteWriter {
  std::uint8_t* at;

  void byte(std::uint8_t value) { *at++ = value; }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) *at++ = static_cast<std::uint8_t>(value | 0x80);
    *at++ = static_cast<std::uint8_t>(value);
  }
};

// Small differences of either sign as small numbers.
constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}
// The same for ids, whose differences wrap.
constexpr std::uint64_t zigzagOf(std::uint32_t difference) {
  return zigzag(static_cast<std::int32_t>(difference));
}
constexpr std::uint32_t differenceOf(std::uint64_t value) {
  return static_cast<std::uint32_t>(unzigzag(value));
}

// Reads from the front. Past the end it gives 0 and is no longer good().
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : m_at(bytes.data()), m_end(m_at + bytes.size()) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && m_at != m_end; shift += 7) {
      const std::uint8_t byte = *m_at++;
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (!(byte & 0x80)) return value;
    }
    m_good = false;
    return 0;
  }
  std::uint8_t byte() {
    if (m_at != m_end) return *m_at++;
    m_good = false;
    return 0;
  }
  bool good() const { return m_good; }
  bool atEnd() const { return m_at == m_end; }

 private:
  const std::uint8_t* m_at;
  const std::uint8_t* m_end;
  bool m_good = true;
};

}  // namespace kts::recordings
