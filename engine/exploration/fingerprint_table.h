// SPDX-License-Identifier: GPL-2.0-or-later
// A set of fingerprints, each with the number of its state: open addressing, never more than half full.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace kts::engine {

class FingerprintTable {
 public:
  static constexpr std::uint32_t kNew = ~0u;

  // The number under which `fingerprint` stands; kNew when it stood nowhere, and stands under `number` now.
  std::uint32_t find(std::uint64_t fingerprint, std::uint32_t number) {
    if ((m_count + 1) * 2 > m_keys.size()) grow();
    const std::uint64_t key = fingerprint ? fingerprint : 1;  // 0 is an empty slot
    std::size_t at = slotOf(key);
    while (m_keys[at] != 0 && m_keys[at] != key) at = (at + 1) & (m_keys.size() - 1);
    if (m_keys[at] == key) return m_numbers[at];
    m_keys[at] = key;
    m_numbers[at] = number;
    ++m_count;
    return kNew;
  }
  // The same of one that may stand there, and is not put there.
  std::uint32_t numberOf(std::uint64_t fingerprint) const {
    const std::uint64_t key = fingerprint ? fingerprint : 1;
    if (m_keys.empty()) return kNew;
    std::size_t at = slotOf(key);
    while (m_keys[at] != 0 && m_keys[at] != key) at = (at + 1) & (m_keys.size() - 1);
    return m_keys[at] == key ? m_numbers[at] : kNew;
  }
  std::uint64_t bytes() const { return m_keys.size() * (sizeof(std::uint64_t) + sizeof(std::uint32_t)); }

 private:
  std::size_t slotOf(std::uint64_t key) const { return (key ^ key >> 32) & (m_keys.size() - 1); }
  void grow() {
    std::vector<std::uint64_t> keys(m_keys.empty() ? 1024 : m_keys.size() * 2);
    std::vector<std::uint32_t> numbers(keys.size());
    keys.swap(m_keys);
    numbers.swap(m_numbers);
    for (std::size_t old = 0; old < keys.size(); ++old) {
      if (keys[old] == 0) continue;
      std::size_t at = slotOf(keys[old]);
      while (m_keys[at] != 0) at = (at + 1) & (m_keys.size() - 1);
      m_keys[at] = keys[old];
      m_numbers[at] = numbers[old];
    }
  }

  std::vector<std::uint64_t> m_keys;
  std::vector<std::uint32_t> m_numbers;
  std::size_t m_count = 0;
};

}  // namespace kts::engine
