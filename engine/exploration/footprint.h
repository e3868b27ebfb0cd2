// SPDX-License-Identifier: GPL-2.0-or-later
// What a step touches that others touch, too. Two steps of different tasks that touch nothing in common, or
// only read it, can be made in either order with the same outcome: dpor tries one of the two.
//
//   Lock        written by lock and unlock
//   State of t  written by t setting its state, exit, a wake of t; read by a wait
//   List        written by a change; read by a test of its head
//   Stop        written by setting and clearing kthread_stop_info.k; read by a test of it
//   Pointer     written by setting kthreadd_task or helper_wq; read by a look
//   Pid of t    written by its exit; read by the look-up of its PID, and by who is about to wake it
//   Forks       written by each fork: who is first gets the lower id
//   Requests    written by each new request, where requests fail by their number
//   Frame of r  written by the return of its function; read by operations on the locks in it
//   Plain       a plain access, as it is
//   Stores of t written by each plain store of t and by its way into memory, where stores are buffered; what
//               it stores is written by the step in which it reaches memory
//
// schedule() touches nothing. Whether it sleeps before the wake, or is kept awake by it, its task goes on
// after that wake, and in the same way: the two are one class, which dpor meets with the task asleep. Nor
// does going on after a sleep: it comes after the wake that ended the sleep, and another wake finds the task
// running before as well as after.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/exploration/fingerprint_table.h"
#include "engine/exploration/world.h"

namespace kts::engine {

class Footprint {
 public:
  void read(std::uint32_t resource) { addEntry(resource << 1); }
  void write(std::uint32_t resource) { addEntry(resource << 1 | 1); }
  void add(std::uint32_t resource, bool onlyReads) { onlyReads ? read(resource) : write(resource); }
  void add(const Footprint& other) {
    for (const std::uint32_t entry : other.entries()) addEntry(entry);
  }

  bool conflicts(const Footprint& other) const;
  // A bit for each resource, several with one bit. Two footprints of which neither writes what the other
  // touches do not conflict.
  std::uint64_t touched() const { return m_all; }
  std::uint64_t written() const { return m_written; }
  std::span<const std::uint32_t> entries() const { return std::span(m_entries).first(m_count); }
  bool full() const { return m_count == kMost; }  // it may touch more than its entries say

 private:
  static constexpr std::size_t kMost = 20;
  static std::uint64_t bitOf(std::uint32_t entry) {
    return std::uint64_t(1) << ((entry >> 1) * 0x9e3779b1u >> 26);
  }
  void addEntry(std::uint32_t entry);

  std::uint64_t m_all = 0, m_written = 0;
  std::uint32_t m_count = 0;
  std::array<std::uint32_t, kMost> m_entries;
};

// Footprints by number, each kept once: a world has some hundreds. Of the first kKnown it is known which
// conflict with which.
class Footprints {
 public:
  static constexpr std::uint32_t kKnown = 1024;

  std::uint32_t size() const { return static_cast<std::uint32_t>(m_all.size()); }
  std::uint32_t numberOf(const Footprint& footprint);
  const Footprint& operator[](std::uint32_t number) const { return m_all[number]; }
  bool conflict(std::uint32_t one, std::uint32_t other) const {
    if (one < kKnown && other < kKnown) return m_conflicts[one][other];
    return m_all[one].conflicts(m_all[other]);
  }

 private:
  void compareLast();

  FingerprintTable m_numbers;
  std::vector<Footprint> m_all;
  std::vector<std::bitset<kKnown>> m_conflicts;  // by the number of one and that of the other
};

// Of the move that was made just now; `operation` is what its task stood before, `requests` how many there
// were then, `open` the access that it stood before (at the granularity fine).
Footprint footprintOf(const World& world, TaskId move, const Operation& operation, std::uint32_t requests,
                      const OpenAccesses& open);
// The same for who tells every two states apart: there it matters whether a task slept before it was woken,
// and whether it has gone on since. Nothing where the step touches more than can be said.
// `waitedFor`: the completion in whose queue the task was.
std::optional<Footprint> wholeFootprintOf(const World& world, TaskId move, const Operation& operation,
                                          std::uint32_t requests, const OpenAccesses& open,
                                          ObjectId waitedFor);
// Of the operation that `task` stands before and cannot make.
Footprint footprintOfPending(const Operation& operation);

// "data-race" or "dead-memory" when both touch something plain, one of them writing; else "". Two steps of
// which neither comes before the other must not.
std::string_view raceKindOf(const Footprint& one, const Footprint& other);

}  // namespace kts::engine
