// SPDX-License-Identifier: GPL-2.0-or-later
// The states of one depth of a graph that are not gone on from yet: each as the pieces of its memory, its
// moves, and what is known of where they lead.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/exploration/growing_array.h"
#include "engine/exploration/image_store.h"

namespace kts::engine {

// A task that can move, for so many that symmetry makes one; and its colour in that state.
struct Move {
  std::uint64_t colour;
  std::uint16_t task, times;
};

// Two steps of a state that touch nothing in common can be made in either order, and come to one state. Kept
// for the state that one of them led to: where its move number `own` leads, the move number `made` leads from
// `through`, the state that the other step led to. So the last of the four steps need not be made.
struct Diamond {
  static constexpr std::uint32_t kNone = ~0u;
  std::uint32_t touches = kNone;  // the step of that move: the number of its footprint
  std::uint32_t through = kNone;  // a place in the layer; kNone where there is no diamond
  std::uint16_t made = 0;
  bool sameNames = false;  // the tasks, and those that move, are called here and there what they were before
};

struct Layer {
  static constexpr std::uint32_t kNone = ~0u;
  struct End {
    std::size_t pieces, moves;
    std::uint64_t names;  // who has which colour
  };

  std::uint32_t first = 0;            // the number of the first state that may be in it
  GrowingArray<std::uint32_t> places;  // of the states from there on: kNone for ends
  GrowingArray<std::uint32_t> states;  // their numbers
  GrowingArray<End> ends;              // of each state, where its part of what follows ends
  GrowingArray<ImageStore::Piece> pieces;
  GrowingArray<Move> moves;
  GrowingArray<Diamond> diamonds;  // of each move; none where they are not looked for

  void begin(std::uint32_t number) {
    first = number;
    places.clear(), states.clear(), ends.clear(), pieces.clear(), moves.clear(), diamonds.clear();
  }
  void add(std::uint32_t state) {
    places.resize(state - first, kNone);
    places.push_back(static_cast<std::uint32_t>(states.size()));
    states.push_back(state);
  }
  // kNone: not in it, or an end.
  std::uint32_t placeOf(std::uint32_t state) const {
    return state - first < places.size() ? places[state - first] : kNone;
  }
  std::span<const Move> movesOf(std::size_t place) const {
    const std::size_t begin = place ? ends[place - 1].moves : 0;
    return {moves.data() + begin, ends[place].moves - begin};
  }
  std::span<const ImageStore::Piece> piecesOf(std::size_t place) const {
    const std::size_t begin = place ? ends[place - 1].pieces : 0;
    return {pieces.data() + begin, ends[place].pieces - begin};
  }
  // The move of that colour; kNone where there is none.
  std::uint32_t moveOf(std::size_t place, std::uint64_t colour) const {
    const std::span<const Move> its = movesOf(place);
    const auto move = std::ranges::find(its, colour, &Move::colour);
    return move == its.end() ? kNone : static_cast<std::uint32_t>(move - its.begin());
  }
  Diamond& diamondOf(std::size_t place, std::size_t move) {
    return diamonds[(place ? ends[place - 1].moves : 0) + move];
  }
  std::uint64_t bytes() const {
    return places.bytes() + states.bytes() + ends.bytes() + pieces.bytes() + moves.bytes() + diamonds.bytes();
  }
};

}  // namespace kts::engine
