// SPDX-License-Identifier: GPL-2.0-or-later
// Steps that were made once. A step looks at few parts of a state: its task with its stack, the lock or list
// that it stands before, the request that it works on. Wherever these are as they were, the same step changes
// the same parts in the same way, and need not be made again: what it leads to is known in pieces.
//
// What a step looks at is known before it is made, by what its task stands before; what it has accessed or
// changed then is taken as looked at, too. Steps that look further (the freezer's, or a walk of all children)
// are never known; nor is one that a race with somebody else's accesses might end.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/exploration/image_store.h"

namespace kts::engine {

class StepCache {
 public:
  using Piece = ImageStore::Piece;
  static constexpr std::uint32_t kNone = ~0u;

  // Whether all that a step looks at in this world is where it is looked for: not where stores wait in
  // buffers, or threads look at what belongs to others.
  static bool suits(const World& world);

  StepCache(World& world, const ImageStore& store)
      : m_world(world), m_store(store), m_layout(store.layout()) {}

  // What a step did beside changing pieces.
  struct Known {
    OpKind kind = OpKind::None;  // of its operation
    ObjectId object;
    std::uint32_t footprint = kNone;
  };
  // A state was kept: looks at its pieces, those that are new. Of every state before anything else is asked.
  void look(std::span<const Piece> state);
  // Where that step leads, into `to`; null when it is not known, and has to be made. `changed`: the pieces of
  // `to` that may be others there, by rising place; nothing is said of them when something is made.
  const Known* find(std::span<const Piece> from, TaskId task, std::vector<Piece>& to,
                    std::vector<std::uint32_t>& changed) const;
  // After a step that find() did not know, right after it was kept; the world is in the state `to`.
  void learn(std::span<const Piece> from, std::span<const Piece> to, TaskId task, const Known& known);

  // Who can move in a state.
  TaskSet canMove(std::span<const Piece> state) const;

  std::uint64_t bytes() const;

 private:
  static constexpr std::size_t kMostParts = 12;
  enum class Gate : std::uint8_t { Shut, Open, AtLock, UntilAsleep };
  // What a piece says of its part.
  struct Facts {
    std::uint64_t reads = 0, writes = 0;  // a bit for each of a task's open accesses
    Part gatePart;                        // the lock's, or the task's that has to be asleep
    std::uint16_t lockAt = 0;             // in that part
    Gate gate = Gate::Shut;               // of a task: whether it can move
    bool stepsAreKnown = true;            // of a task: its next step can be; of others: their parts are all
    bool asleep = false, waitsBeforeAnother = false;
  };
  // A task: what its next step looks at. Others: who waits there, or is named there, or is the first.
  struct Parts {
    std::uint32_t count = 0;
    std::array<Part, kMostParts> parts;
    std::span<const Part> all() const { return std::span(parts).first(count); }
  };
  struct Described : Facts {
    Parts parts;
  };
  struct Change {
    Part part;
    Piece before, after;  // kNone: a task or request that is made
  };
  // One line of far memory, with the changes, if there are as few as nearly always.
  struct alignas(64) Entry {
    static constexpr std::size_t kHere = 3;
    std::uint64_t key;
    std::uint32_t next, changes;
    Known known;
    std::array<Change, kHere> here;
    // Where there are more: where they begin in m_changes.
    std::uint32_t first() const { return here[0].after; }
  };
  static_assert(sizeof(Entry) == 64);

  const Facts& factsOf(Part part, std::span<const Piece> state) const {
    return m_facts[state[placeOf(part, state)]];
  }
  Described describe(Part part, Piece piece) const;
  void describeTask(Described& facts, Piece piece) const;
  void describeOperation(Described& facts, const Operation& operation) const;
  void addObject(Described& facts, ObjectId object) const;
  void addPart(Described& facts, Part part) const;
  Part partOf(const void* object) const;
  std::size_t placeOf(Part part, std::span<const Piece> state) const {
    return 1 + m_layout.placeOf(part, state[0]);
  }
  // Whether an open access of the task's may be one of a race with another's.
  bool mayRace(std::span<const Piece> state, TaskId task) const;
  // Of what the step looks at; 0 where it cannot be known.
  std::uint64_t keyOf(std::span<const Piece> from, TaskId task) const;
  std::size_t slotOf(std::uint64_t key) const;
  std::span<const Change> changesOf(const Entry& entry) const {
    if (entry.changes <= Entry::kHere) return std::span(entry.here).first(entry.changes);
    return std::span(m_changes).subspan(entry.first(), entry.changes);
  }
  bool holds(const Entry& entry, std::span<const Piece> from) const;
  void apply(const Entry& entry, std::span<const Piece> from, std::vector<Piece>& to,
             std::vector<std::uint32_t>& changed) const;
  Described accessedBy(TaskId task) const;
  void grow();

  World& m_world;
  const ImageStore& m_store;
  const Layout& m_layout;
  LargeVector<Facts> m_facts;  // by piece
  LargeVector<Parts> m_parts;
  LargeVector<Entry> m_entries;
  LargeVector<Change> m_changes;       // of entries with many
  std::vector<Change> m_learned;       // of learn()
  std::vector<std::uint32_t> m_table;  // by key: the entry plus one, 0 for none
};

}  // namespace kts::engine
