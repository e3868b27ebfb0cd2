// SPDX-License-Identifier: GPL-2.0-or-later
// The states that a search has come to, and what each step of each did. Who goes through orders, one after
// the other, comes to the same states ever again: a step that was made there before is a walk from number to
// number.
//
// Two states are one here when all their bytes are the same, dead ones and ids and all. (So one state may be
// here several times, for what nobody has written to on a stack is whatever stood there before.) Nothing is
// taken for granted that fingerprints or symmetry say: a search over this is a check of those.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "engine/exploration/fingerprint_table.h"
#include "engine/exploration/footprint.h"
#include "engine/exploration/growing_array.h"
#include "engine/exploration/image_store.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/slot_set.h"

namespace kts::engine {

class TransitionSystem {
 public:
  using State = std::uint32_t;
  using Slot = std::uint32_t;
  static constexpr State kUnknown = ~0u;
  static constexpr std::uint32_t kMostTasks = SlotSet::kSlots;  // half of that where stores are buffered

  struct About {
    SlotSet canMove;
    SlotSet announced;   // of those: whose task has said that it will sleep
    SlotSet sleepers;    // of those: whose next step is that it sleeps
    bool stuck = false;  // an end, and somebody stands before a lock there
    std::uint32_t steps = 0, pieces = 0, countOfPieces = 0;
  };
  struct Step {
    State to = kUnknown;  // not made yet
    std::uint32_t footprint = 0;
    OpKind kind = OpKind::None;
    bool slept = false;      // a schedule() that did; its task's next step is where that one returns
    bool fence = false;      // made only once every store of its task is in memory
    std::int8_t stores = 0;  // by how many more (or fewer) of its task's wait after it
    std::uint8_t tasksBefore = 0, tasks = 0;
    ObjectId object;
    ObjectId releases;  // a lock, for others to take
    SlotSet awake;      // who can go on because of it: could not move before, or would have slept
  };
  // The number of what the move that was made just now touched.
  using FootprintOf = std::function<std::uint32_t(TaskId move, const Operation& operation,
                                                  std::uint32_t requests, const OpenAccesses& open)>;

  TransitionSystem(World& world, FootprintOf footprintOf)
      : m_world(world), m_footprintOf(std::move(footprintOf)) {}

  // It is full when it takes more than so many bytes.
  void keepIn(std::uint64_t bytes) { m_full = bytes; }

  // The world's present state is the first, and has the number 0. Before anything else. Problem, as of
  // forget() and make(), where there are too many tasks.
  std::expected<void, Problem> begin();
  const About& operator[](State state) const { return m_states[state]; }
  // In m_steps; step() is valid until the next is made.
  std::uint32_t indexOf(State from, Slot slot) const {
    return m_states[from].steps + m_states[from].canMove.rankOf(slot);
  }
  const Step& step(std::uint32_t index) const { return m_steps[index]; }
  // Makes that step, in the world, which stands there afterwards. It is known from now on, if it has no
  // finding.
  std::expected<Outcome, Problem> make(State from, Slot slot);
  void putBack(State state) { m_images->putBack(piecesOf(state)); }

  bool full() const { return bytes() > m_full; }
  // Everything but the first state.
  std::expected<void, Problem> forget();
  // What is known now has to be known: it is not full before it is twice that.
  void makeRoom() { m_full = std::max(m_full, 2 * bytes()); }
  std::uint64_t bytes() const;

  Slot slotOf(TaskId move) const {
    return m_world.isStore(move) ? kMostTasks / 2 + m_world.ownerOf(move) : move;
  }
  bool isStore(Slot slot) const { return m_world.buffersStores() && slot >= kMostTasks / 2; }
  TaskId ownerOf(Slot slot) const { return isStore(slot) ? slot - kMostTasks / 2 : slot; }
  Slot storesOf(TaskId owner) const { return kMostTasks / 2 + owner; }
  TaskId moveOf(Slot slot) const { return isStore(slot) ? World::kBeside + ownerOf(slot) : slot; }

 private:
  std::expected<void, Problem> checkTasks() const;
  State arrive();
  About describe() const;
  SlotSet wokenBetween(const About& before, const About& after, TaskId mover) const;
  std::span<const ImageStore::Piece> piecesOf(State state) const {
    return {&m_pieces[m_states[state].pieces], m_states[state].countOfPieces};
  }

  World& m_world;
  const FootprintOf m_footprintOf;
  std::uint64_t m_full = 0;
  World::Image m_first;
  std::optional<ImageStore> m_images;
  FingerprintTable m_numbers;  // of states, by a hash of their pieces
  GrowingArray<About> m_states;
  GrowingArray<Step> m_steps;  // of each state, by slot
  GrowingArray<ImageStore::Piece> m_pieces;
};

}  // namespace kts::engine
