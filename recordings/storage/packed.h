// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes as they lie in the file: sealed, and before that, where they are many, packed with zstd. Few gain
// nothing from that but work.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace kts::recordings {

class Packer {
 public:
  Packer();
  ~Packer();
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  // Valid until the next call.
  std::span<const std::uint8_t> pack(std::span<const std::uint8_t> bytes);

 private:
  struct Context;
  std::unique_ptr<Context> m_context;
  std::vector<std::uint8_t> m_out, m_sealed;
};

class Unpacker {
 public:
  Unpacker();
  ~Unpacker();
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;
  // Nothing when the bytes are damaged, or would grow beyond `limit`. Valid until the next call, and while
  // `packed` lives.
  std::optional<std::span<const std::uint8_t>> unpack(std::span<const std::uint8_t> packed,
                                                      std::size_t limit);

 private:
  struct Context;
  std::unique_ptr<Context> m_context;
  std::vector<std::uint8_t> m_out;
};

}  // namespace kts::recordings
