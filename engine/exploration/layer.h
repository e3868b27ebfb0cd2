// SPDX-License-Identifier: GPL-2.0-or-later
// The states of one depth of a graph: each as the pieces of its memory, its moves, and what is known of where
// they lead.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "engine/exploration/growing_array.h"
#include "engine/exploration/state_queue.h"
#include "engine/exploration/task_set.h"

namespace kts::engine {

// What there is one of for each move is one word: much of it is written and read once each, and what was
// written in parts is slow to be read whole.

// A task that can move, for so many that symmetry makes one.
class Move {
 public:
  Move(std::uint64_t colour, TaskId task) : m_bits((colour & kRoom) << 16 | std::uint64_t(task) << 8 | 1) {}

  // The colour in that state, as much of it as there is room for.
  bool has(std::uint64_t colour) const { return m_bits >> 16 == (colour & kRoom); }
  TaskId task() const { return m_bits >> 8 & 0xff; }
  std::uint32_t times() const { return m_bits & 0xff; }
  void countAnother() { ++m_bits; }

 private:
  static constexpr std::uint64_t kRoom = (std::uint64_t(1) << 48) - 1;
  std::uint64_t m_bits;
};
static_assert(TaskSet::kMost < 256);

// Which of a state's moves is that of a task, of the first few tasks; kNone of who cannot move, and where
// symmetry has another move for it.
class MovesByTask {
 public:
  static constexpr std::uint32_t kTasks = 16, kNone = 15;

  void set(TaskId task, std::uint32_t move) {
    if (task >= kTasks || move >= kNone) return;
    m_moves = (m_moves & ~(std::uint64_t(kNone) << 4 * task)) | std::uint64_t(move) << 4 * task;
  }
  std::uint32_t operator[](TaskId task) const { return m_moves >> 4 * task & kNone; }

 private:
  std::uint64_t m_moves = ~std::uint64_t(0);  // four bits each
};

// Two steps of a state that touch nothing in common can be made in either order, and come to one state. Kept
// for the state that one of them led to: where that move leads, the lead `made` leads, which is that of the
// same step from the state that the other step led to. So the last of the four steps need not be made.
class Diamond {
 public:
  static constexpr std::uint32_t kNone = ~0u, kMostTouches = (1u << 22) - 1;

  Diamond() : Diamond(kNone, 0, false, false) {}
  Diamond(std::uint32_t made, std::uint32_t touches, bool inPast, bool sameNames)
      : m_bits(std::uint64_t(made) << 32 | std::uint64_t(touches) << 2 | std::uint64_t(inPast) << 1 |
               std::uint64_t(sameNames)) {}

  explicit operator bool() const { return made() != kNone; }
  // Among the leads of the layer, or of the one before.
  std::uint32_t made() const { return static_cast<std::uint32_t>(m_bits >> 32); }
  bool inPast() const { return m_bits & 2; }
  // The step of that move: the number of its footprint.
  std::uint32_t touches() const { return m_bits >> 2 & kMostTouches; }
  // The tasks, and those that move, are called here and there what they were before.
  bool sameNames() const { return m_bits & 1; }

 private:
  std::uint64_t m_bits;
};

// Where a move has led.
class Led {
 public:
  static constexpr std::uint32_t kNone = ~0u, kNowhere = (1u << 31) - 1;

  Led() : Led(kNone, kNowhere, false) {}
  Led(std::uint32_t to, std::uint32_t leads, bool sameNames)
      : m_bits(std::uint64_t(to) << 32 | std::uint64_t(leads) << 1 | std::uint64_t(sameNames)) {}

  std::uint32_t to() const { return static_cast<std::uint32_t>(m_bits >> 32); }
  // Where those of that state are, in its layer; kNowhere of ends, and where they are too far.
  std::uint32_t leads() const { return m_bits >> 1 & kNowhere; }
  // Tasks are called there what they are called before.
  bool sameNames() const { return m_bits & 1; }
  void rename() { m_bits &= ~std::uint64_t(1); }

 private:
  std::uint64_t m_bits;
};

// What is known of where a move leads: a diamond at first, and where it led once its state has been settled.
// Before those of a state's moves stands which move is whose.
union Lead {
  Diamond diamond = {};
  Led led;
  MovesByTask moves;
};
static_assert(sizeof(Lead) == 8);
using Leads = GrowingArray<Lead>;

struct Layer {
  static constexpr std::uint32_t kNone = ~0u;
  struct End {
    std::uint32_t moves, leads;
  };

  std::uint32_t first = 0;  // the number of its first state; each one's place is how far it is from there
  StateQueue states;        // without ends
  GrowingArray<End> ends;   // of each state, where its moves end, and its leads; one that is an end has none
  GrowingArray<std::uint64_t> names;  // of each state, who has which colour
  GrowingArray<Move> moves;
  Leads leads;  // of each state; none where diamonds are not looked for

  std::size_t size() const { return ends.size(); }
  void begin(std::uint32_t number) {
    first = number;
    ends.clear(), names.clear(), states.clear(), moves.clear(), leads.clear();
  }
  // The moves and leads that have been added since the last state are its.
  void add(std::uint64_t itsNames) {
    ends.push_back({static_cast<std::uint32_t>(moves.size()), static_cast<std::uint32_t>(leads.size())});
    names.push_back(itsNames);
  }
  // kNone: not in it, or an end.
  std::uint32_t placeOf(std::uint32_t state) const {
    const std::uint32_t place = state - first;
    return place < size() && !movesOf(place).empty() ? place : kNone;
  }
  std::span<const Move> movesOf(std::size_t place) const {
    const std::uint32_t begin = place ? ends[place - 1].moves : 0;
    return {moves.data() + begin, ends[place].moves - begin};
  }
  // Where a state's leads are: that of its move n is the n-th after the first.
  std::uint32_t leadsOf(std::size_t place) const { return place ? ends[place - 1].leads : 0; }
  Lead& leadOf(std::size_t place, std::size_t move) const { return leads[leadsOf(place) + 1 + move]; }
  // The move of that colour; kNone where there is none.
  std::uint32_t moveOf(std::size_t place, std::uint64_t colour) const {
    const std::span<const Move> its = movesOf(place);
    const auto move = std::ranges::find_if(its, [&](const Move& each) { return each.has(colour); });
    return move == its.end() ? kNone : static_cast<std::uint32_t>(move - its.begin());
  }
  std::uint64_t bytes() const {
    return states.bytes() + ends.bytes() + names.bytes() + moves.bytes() + leads.bytes();
  }
};

}  // namespace kts::engine
