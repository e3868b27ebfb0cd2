// SPDX-License-Identifier: GPL-2.0-or-later
// What is alive now, found by its number. Slots of the dead are used again with the memory they
// own, so a storm of a million short lives allocates no more than its busiest moment.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kts {

// T has a public `std::uint32_t key`, 0xffffffff while its slot is free, and a `void clear()` that makes
// it new, and may keep its capacity.
template <class T>
class LiveTable {
 public:
  T* find(std::uint32_t key) {
    const std::uint32_t slot = slotOf(key);
    return slot == kNone ? nullptr : &m_slots[slot];
  }
  const T* find(std::uint32_t key) const { return const_cast<LiveTable*>(this)->find(key); }

  // The entry of `key`, made anew if there is none.
  T& ensure(std::uint32_t key) {
    if (T* found = find(key)) return *found;
    if (m_free.empty()) {
      m_free.push_back(static_cast<std::uint32_t>(m_slots.size()));
      m_slots.emplace_back();
    }
    const std::uint32_t slot = m_free.back();
    m_free.pop_back();
    m_slots[slot].clear();
    ++m_size;
    if ((m_size + m_tombs) * 2 >= m_index.size()) rehash();
    m_slots[slot].key = key;
    insertIndex(key, slot);
    return m_slots[slot];
  }

  void remove(std::uint32_t key) {
    if (m_index.empty()) return;
    for (std::size_t at = hash(key);; at = (at + 1) & (m_index.size() - 1)) {
      Entry& entry = m_index[at];
      if (entry.slot == kNone) return;
      if (entry.slot == kTomb || entry.key != key) continue;
      m_slots[entry.slot].key = kNone;
      m_free.push_back(entry.slot);
      const bool lastOfChain = m_index[(at + 1) & (m_index.size() - 1)].slot == kNone;
      entry.slot = lastOfChain ? kNone : kTomb;
      if (!lastOfChain) ++m_tombs;
      --m_size;
      return;
    }
  }

  std::size_t size() const { return m_size; }
  bool empty() const { return m_size == 0; }

  // In no particular order.
  template <class F>
  void forEach(F&& f) const {
    for (const T& entry : m_slots)
      if (entry.key != kNone) f(entry);
  }
  template <class F>
  void forEach(F&& f) {
    for (T& entry : m_slots)
      if (entry.key != kNone) f(entry);
  }

  // In rising order of key.
  std::vector<const T*> sorted() const {
    std::vector<const T*> all;
    all.reserve(m_size);
    forEach([&](const T& entry) { all.push_back(&entry); });
    std::sort(all.begin(), all.end(), [](const T* a, const T* b) { return a->key < b->key; });
    return all;
  }

  bool operator==(const LiveTable& other) const {
    if (m_size != other.m_size) return false;
    bool same = true;
    forEach([&](const T& entry) {
      const T* twin = same ? other.find(entry.key) : nullptr;
      same = same && twin && entry == *twin;
    });
    return same;
  }

 private:
  static constexpr std::uint32_t kNone = 0xffffffffu;
  static constexpr std::uint32_t kTomb = 0xfffffffeu;
  struct Entry {
    std::uint32_t key = 0;
    std::uint32_t slot = kNone;
  };

  std::size_t hash(std::uint32_t key) const {
    return (key * 0x9e3779b1u >> 7) & (m_index.size() - 1);
  }
  std::uint32_t slotOf(std::uint32_t key) const {
    if (m_index.empty()) return kNone;
    for (std::size_t at = hash(key);; at = (at + 1) & (m_index.size() - 1)) {
      const Entry& entry = m_index[at];
      if (entry.slot == kNone) return kNone;
      if (entry.slot != kTomb && entry.key == key) return entry.slot;
    }
  }
  void insertIndex(std::uint32_t key, std::uint32_t slot) {
    std::size_t at = hash(key);
    while (m_index[at].slot < kTomb) at = (at + 1) & (m_index.size() - 1);
    if (m_index[at].slot == kTomb) --m_tombs;
    m_index[at] = {key, slot};
  }
  void rehash() {
    std::size_t size = 16;
    while (size < m_size * 4) size *= 2;
    m_index.assign(size, Entry{});
    m_tombs = 0;
    for (std::uint32_t slot = 0; slot < m_slots.size(); ++slot)
      if (m_slots[slot].key != kNone) insertIndex(m_slots[slot].key, slot);
  }

  std::vector<T> m_slots;
  std::vector<std::uint32_t> m_free;
  std::vector<Entry> m_index;
  std::size_t m_size = 0;
  std::size_t m_tombs = 0;
};

}  // namespace kts
