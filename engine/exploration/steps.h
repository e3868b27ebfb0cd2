// SPDX-License-Identifier: GPL-2.0-or-later
// Makes steps of states that are kept in pieces: in the world's memory, or, where the same step was made
// before, by what it was seen to do (step_cache.h).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/exploration/footprint.h"
#include "engine/exploration/image_store.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/seen_state.h"
#include "engine/exploration/step_cache.h"

namespace kts::engine {

class Steps {
 public:
  using Piece = ImageStore::Piece;
  static constexpr std::uint32_t kNone = ~0u;

  // `footprints`: each step's is found out.
  Steps(const ExploreSpec& spec, World& world, bool footprints);

  // The world's present state.
  void begin();
  struct Made {
    Outcome outcome;
    bool midStep = false;             // what was found was found in the middle of it: it leads to no state
    TaskId racedWith = kNoTask;       // whose access what was found is a race with
    std::uint32_t footprint = kNone;  // its number; none where it touches more than can be said
  };
  // The step `move` from that state: a copy of what pieces() was, and not pieces() itself.
  Made make(std::span<const Piece> from, TaskId move);

  // Puts the world into that state, for others to go on from there.
  void putBack(std::span<const Piece> pieces) { m_images.putBack(pieces); }

  // The state that the last step led to, valid until the next.
  std::span<const Piece> pieces() const { return m_pieces; }
  // The places among them that may differ from the state that the step was made from, by rising place.
  std::span<const std::uint32_t> changed() const { return m_changed; }
  const SeenState& state() const { return m_view; }
  const TaskSet& canMove() const { return m_canMove; }
  const Footprints& footprints() const { return m_footprints; }
  // Of the steps made so far, those that had to be made in memory.
  std::uint64_t madeInMemory() const { return m_inMemory; }
  std::uint64_t bytes() const { return m_images.bytes() + m_cache.bytes(); }

 private:
  std::optional<Made> known(std::span<const Piece> from, TaskId task);
  Made makeInMemory(std::span<const Piece> from, TaskId move);
  void compare(std::span<const Piece> from);

  World& m_world;
  ImageStore m_images;
  StepCache m_cache;
  Footprints m_footprints;
  const bool m_withFootprints, m_remembers;
  SeenState m_view;
  std::span<const Piece> m_pieces;
  std::vector<Piece> m_to;
  std::vector<std::uint32_t> m_changed;
  TaskSet m_canMove;
  std::uint64_t m_inMemory = 0;
};

}  // namespace kts::engine
