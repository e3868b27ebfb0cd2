// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/storage/sealed.h"

#include <bit>
#include <cstring>

namespace kts::recordings {

namespace {

constexpr std::size_t kWord = 8;

std::uint64_t wordAt(const std::uint8_t* bytes, std::size_t size = kWord) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, size);
  return word;
}
static_assert(std::endian::native == std::endian::little, "a word has its low byte first");

// Each step can be undone, so that no change of one word alone leaves the sum as it was.
std::uint64_t sumOf(std::span<const std::uint8_t> bytes) {
  const auto with = [](std::uint64_t sum, std::uint64_t word) {
    return std::rotl((sum ^ word) * 0x9e3779b97f4a7c15ull, 32);
  };
  std::uint64_t sum = bytes.size();
  std::size_t at = 0;
  for (; at + kWord <= bytes.size(); at += kWord) sum = with(sum, wordAt(bytes.data() + at));
  return with(sum, at < bytes.size() ? wordAt(bytes.data() + at, bytes.size() - at) : 0);
}

}  // namespace

std::span<const std::uint8_t> seal(std::span<const std::uint8_t> bytes, std::vector<std::uint8_t>& room) {
  const std::uint64_t sum = sumOf(bytes);
  room.assign(bytes.begin(), bytes.end());
  const auto* const end = reinterpret_cast<const std::uint8_t*>(&sum);
  room.insert(room.end(), end, end + kWord);
  return room;
}

std::optional<std::span<const std::uint8_t>> unseal(std::span<const std::uint8_t> sealed) {
  if (sealed.size() < kWord) return {};
  const auto bytes = sealed.first(sealed.size() - kWord);
  if (wordAt(sealed.data() + bytes.size()) != sumOf(bytes)) return {};
  return bytes;
}

}  // namespace kts::recordings
