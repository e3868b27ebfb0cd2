// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/storage/packed.h"

#include <zstd.h>

#include <new>

namespace kts::recordings {

struct Packer::Context {
  ZSTD_CCtx* zstd = ZSTD_createCCtx();
  ~Context() { ZSTD_freeCCtx(zstd); }
};

Packer::Packer() : m_context(std::make_unique<Context>()) {
  if (!m_context->zstd) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(m_context->zstd, ZSTD_c_compressionLevel, 1);
  ZSTD_CCtx_setParameter(m_context->zstd, ZSTD_c_checksumFlag, 1);
}
Packer::~Packer() = default;

std::span<const std::uint8_t> Packer::pack(std::span<const std::uint8_t> bytes) {
  if (const std::size_t most = ZSTD_compressBound(bytes.size()); m_out.size() < most) m_out.resize(most);
  const std::size_t size =
      ZSTD_compress2(m_context->zstd, m_out.data(), m_out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size)) throw std::bad_alloc();  // with this bound only memory can fail
  return {m_out.data(), size};
}

struct Unpacker::Context {
  ZSTD_DCtx* zstd = ZSTD_createDCtx();
  ~Context() { ZSTD_freeDCtx(zstd); }
};

Unpacker::Unpacker() : m_context(std::make_unique<Context>()) {
  if (!m_context->zstd) throw std::bad_alloc();
}
Unpacker::~Unpacker() = default;

std::optional<std::span<const std::uint8_t>> Unpacker::unpack(std::span<const std::uint8_t> packed,
                                                              std::size_t limit) {
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > limit) return {};
  m_out.resize(size);
  const std::size_t got =
      ZSTD_decompressDCtx(m_context->zstd, m_out.data(), m_out.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) || got != size) return {};
  return std::span<const std::uint8_t>(m_out.data(), got);
}

}  // namespace kts::recordings
