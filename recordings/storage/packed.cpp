// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/storage/packed.h"

#include <zstd.h>

#include <new>

#include "recordings/storage/sealed.h"

namespace kts::recordings {

namespace {

constexpr std::size_t kMany = 1u << 14;
enum Form : std::uint8_t { kPlain, kZstd };

}  // namespace

struct Packer::Context {
  ZSTD_CCtx* zstd = ZSTD_createCCtx();
  ~Context() { ZSTD_freeCCtx(zstd); }
};

Packer::Packer() : m_context(std::make_unique<Context>()) {
  if (!m_context->zstd) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(m_context->zstd, ZSTD_c_compressionLevel, 1);
}
Packer::~Packer() = default;

std::span<const std::uint8_t> Packer::pack(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kMany) {
    m_out.assign(1, kPlain);
    m_out.insert(m_out.end(), bytes.begin(), bytes.end());
    return seal(m_out, m_sealed);
  }
  m_out.resize(1 + ZSTD_compressBound(bytes.size()));
  m_out.front() = kZstd;
  const std::size_t size =
      ZSTD_compress2(m_context->zstd, m_out.data() + 1, m_out.size() - 1, bytes.data(), bytes.size());
  if (ZSTD_isError(size)) throw std::bad_alloc();  // with this bound only memory can fail
  return seal({m_out.data(), 1 + size}, m_sealed);
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
  const auto whole = unseal(packed);
  if (!whole || whole->empty()) return {};
  const auto bytes = whole->subspan(1);
  if (whole->front() == kPlain) return bytes.size() <= limit ? std::optional(bytes) : std::nullopt;
  if (whole->front() != kZstd) return {};
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > limit) return {};
  m_out.resize(size);
  const std::size_t got =
      ZSTD_decompressDCtx(m_context->zstd, m_out.data(), m_out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) || got != size) return {};
  return std::span<const std::uint8_t>(m_out.data(), got);
}

}  // namespace kts::recordings
