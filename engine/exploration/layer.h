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

// A task that can move, for so many that symmetry makes one.
struct Move {
  // The colour in that state, as much of it as there is room for.
  std::uint64_t colour : 48, task : 8, times : 8;

  static constexpr std::uint64_t kRoom = (std::uint64_t(1) << 48) - 1;
  bool has(std::uint64_t of) const { return colour == (of & kRoom); }
};
static_assert(sizeof(Move) == 8 && TaskSet::kMost <= 256);

// Two steps of a state that touch nothing in common can be made in either order, and come to one state. Kept
// for the state that one of them led to: where that move leads, the move number `made` leads from
// `through`, the state that the other step led to. So the last of the four steps need not be made.
struct Diamond {
  static constexpr std::uint32_t kNone = ~0u, kMostTouches = (1u << 22) - 1;
  // A place in the layer, or in the one before; kNone where there is no diamond.
  std::uint32_t through = kNone;
  std::uint32_t touches : 22 = 0;  // the step of that move: the number of its footprint
  std::uint32_t made : 8 = 0;
  std::uint32_t inPast : 1 = false;  // it is a place in the layer before
  // The tasks, and those that move, are called here and there what they were before.
  std::uint32_t sameNames : 1 = false;
};

// Where a move has led.
struct Led {
  std::uint32_t to = ~0u;
  std::uint32_t task : 8 = 0;           // the move's
  std::uint32_t sameNames : 1 = false;  // tasks are called there what they are called before
};

// What is known of where a move leads: a diamond at first, and where it led once its state has
// been settled.
union Lead {
  Diamond diamond = {};
  Led led;
};
static_assert(sizeof(Lead) == 8);

// Of each state of a layer what is still asked once all of them have been gone on from.
struct Trace {
  struct End {
    std::uint64_t names;  // who has which colour
    std::uint32_t moves;
    std::uint32_t movesAfter = 0;  // where they begin, once it has been gone on from
  };

  std::uint32_t first = 0;   // the number of its first state; each one's place is how far it is from there
  GrowingArray<End> ends;    // of each state, where its moves end; one that is an end has none
  GrowingArray<Lead> leads;  // of each move; none where diamonds are not looked for
  GrowingArray<std::uint8_t> moveNumbers;  // of movesAfter()

  std::size_t size() const { return ends.size(); }
  std::uint32_t firstMoveOf(std::size_t place) const { return place ? ends[place - 1].moves : 0; }
  std::uint32_t moveCountOf(std::size_t place) const { return ends[place].moves - firstMoveOf(place); }
  Lead& leadOf(std::size_t place, std::size_t move) const { return leads[firstMoveOf(place) + move]; }
  // Of a state that has been gone on from, by its moves: which move each is of the state that the move `made`
  // leads to; kNoMove of none that is known. A state's moves are less than that.
  static constexpr std::uint8_t kNoMove = 0xff;
  std::uint8_t* movesAfter(std::size_t place, std::size_t made) const {
    return &moveNumbers[ends[place].movesAfter + made * moveCountOf(place)];
  }
  void beginMovesAfter(std::size_t place) {
    const std::size_t count = moveCountOf(place);
    ends[place].movesAfter = static_cast<std::uint32_t>(moveNumbers.size());
    moveNumbers.resize(moveNumbers.size() + count * count, kNoMove);
  }
  std::uint64_t bytes() const { return ends.bytes() + leads.bytes() + moveNumbers.bytes(); }
};

struct Layer : Trace {
  static constexpr std::uint32_t kNone = ~0u;

  StateQueue states;  // without ends
  GrowingArray<Move> moves;

  void begin(std::uint32_t number) {
    first = number;
    ends.clear(), states.clear(), moves.clear(), leads.clear();
  }
  // The moves that have been added since the last state are its.
  void add(std::uint64_t names) { ends.push_back({names, static_cast<std::uint32_t>(moves.size())}); }
  // kNone: not in it, or an end.
  std::uint32_t placeOf(std::uint32_t state) const {
    const std::uint32_t place = state - first;
    return place < size() && moveCountOf(place) > 0 ? place : kNone;
  }
  std::span<const Move> movesOf(std::size_t place) const {
    return {moves.data() + firstMoveOf(place), moveCountOf(place)};
  }
  // The move of that colour; kNone where there is none.
  std::uint32_t moveOf(std::size_t place, std::uint64_t colour) const {
    const std::span<const Move> its = movesOf(place);
    const auto move = std::ranges::find_if(its, [&](const Move& each) { return each.has(colour); });
    return move == its.end() ? kNone : static_cast<std::uint32_t>(move - its.begin());
  }
  std::uint64_t bytes() const { return Trace::bytes() + states.bytes() + moves.bytes(); }
};

}  // namespace kts::engine
