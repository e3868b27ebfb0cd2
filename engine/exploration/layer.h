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
  // Its colour in that state, as much of it as there is room for. Once the move has been made nobody asks for
  // that, and it is known where it led; and whether tasks are called there what they are called before.
  std::uint64_t colourOrTo : 48, task : 8, times : 8;

  static constexpr std::uint64_t kRoom = (std::uint64_t(1) << 48) - 1;
  bool has(std::uint64_t colour) const { return colourOrTo == (colour & kRoom); }
  void hasLed(std::uint32_t to, bool sameNames) { colourOrTo = std::uint64_t(to) << 1 | sameNames; }
  std::uint32_t to() const { return static_cast<std::uint32_t>(colourOrTo >> 1); }
  bool sameNames() const { return colourOrTo & 1; }
};
static_assert(sizeof(Move) == 8 && TaskSet::kMost <= 256);

// Two steps of a state that touch nothing in common can be made in either order, and come to one state. Kept
// for the state that one of them led to: where its move number `own` leads, the move number `made` leads from
// `through`, the state that the other step led to. So the last of the four steps need not be made.
struct Diamond {
  static constexpr std::uint32_t kNone = ~0u, kMostTouches = (1u << 23) - 1;
  std::uint32_t through = kNone;   // a place in the layer; kNone where there is no diamond
  std::uint32_t touches : 23 = 0;  // the step of that move: the number of its footprint
  std::uint32_t made : 8 = 0;
  // The tasks, and those that move, are called here and there what they were before.
  std::uint32_t sameNames : 1 = false;
};
static_assert(sizeof(Diamond) == 8);

struct Layer {
  static constexpr std::uint32_t kNone = ~0u;
  struct End {
    std::uint64_t names;  // who has which colour
    std::uint32_t moves;
    std::uint32_t movesAfter = 0;  // where they begin, once it has been gone on from (graph.h)
  };

  std::uint32_t first = 0;  // the number of its first state; each one's place is how far it is from there
  GrowingArray<End> ends;   // of each state, where its moves end; one that is an end has none
  StateQueue states;        // without ends
  GrowingArray<Move> moves;
  GrowingArray<Diamond> diamonds;  // of each move; none where they are not looked for

  void begin(std::uint32_t number) {
    first = number;
    ends.clear(), states.clear(), moves.clear(), diamonds.clear();
  }
  std::size_t size() const { return ends.size(); }
  // The moves that have been added since the last state are its.
  void add(std::uint64_t names) { ends.push_back({names, static_cast<std::uint32_t>(moves.size())}); }
  // kNone: not in it, or an end.
  std::uint32_t placeOf(std::uint32_t state) const {
    const std::uint32_t place = state - first;
    return place < size() && !movesOf(place).empty() ? place : kNone;
  }
  std::uint32_t firstMoveOf(std::size_t place) const { return place ? ends[place - 1].moves : 0; }
  std::span<const Move> movesOf(std::size_t place) const {
    const std::size_t begin = firstMoveOf(place);
    return {moves.data() + begin, ends[place].moves - begin};
  }
  // The move of that colour; kNone where there is none.
  std::uint32_t moveOf(std::size_t place, std::uint64_t colour) const {
    const std::span<const Move> its = movesOf(place);
    const auto move = std::ranges::find_if(its, [&](const Move& each) { return each.has(colour); });
    return move == its.end() ? kNone : static_cast<std::uint32_t>(move - its.begin());
  }
  Diamond& diamondOf(std::size_t place, std::size_t move) const {
    return diamonds[firstMoveOf(place) + move];
  }
  std::uint64_t bytes() const { return ends.bytes() + states.bytes() + moves.bytes() + diamonds.bytes(); }
};

}  // namespace kts::engine
