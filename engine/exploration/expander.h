// SPDX-License-Identifier: GPL-2.0-or-later
// Makes the steps of states, and describes what each leads to: all of the graph's search that asks nothing of
// the states that are known already. So it can go ahead of what settles where the steps lead, on a thread of
// its own.
#pragma once

#include <span>
#include <vector>

#include "engine/exploration/fingerprint.h"
#include "engine/exploration/layer.h"
#include "engine/exploration/steps.h"

namespace kts::engine {

// Some states of a layer, one after the other, with their steps, but for those that complete a diamond. All
// of it lies in a few arrays, in the order in which it is read: it goes from one core to another.
class Expansions {
 public:
  struct Successor {
    TaskId lost;  // the outcome's
    std::uint32_t footprint;
    std::uint64_t print;            // the fingerprint of the state that it leads to
    std::uint64_t names;            // who has which colour there
    std::uint8_t move;              // of the state's moves
    bool isState, ends;             // it leads to a state; to an end
    std::uint16_t finding;          // in findings, from 1; 0 where there is none
    std::uint32_t changes, movers;  // of that state: where they end
    std::uint32_t pieces;           // so many it has
  };
  struct State {
    std::uint32_t place, successors;  // where they end
  };
  // Who can move there, by rising id. Moves of tasks that symmetry makes one have one colour.
  struct Mover {
    std::uint64_t colour;
    TaskId move;
  };
  // What differs there from the state that the step was made from.
  struct Change {
    std::uint32_t place;
    ImageStore::Piece piece;
  };
  struct Found {
    Finding finding;
    TaskId racedWith;
  };
  std::vector<State> states;
  std::vector<Successor> successors;
  std::vector<Change> changes;
  std::vector<Mover> movers;
  std::vector<Found> findings;
  std::vector<Footprint> footprints;  // that no step before had, by rising number

  void clear();
  std::span<const Successor> successorsOf(std::size_t state) const {
    return between(successors, state ? states[state - 1].successors : 0, states[state].successors);
  }
  std::span<const Change> changesOf(const Successor& of) const {
    return between(changes, &of == successors.data() ? 0 : (&of)[-1].changes, of.changes);
  }
  std::span<const Mover> moversOf(const Successor& of) const {
    return between(movers, &of == successors.data() ? 0 : (&of)[-1].movers, of.movers);
  }

 private:
  template <class T>
  static std::span<const T> between(const std::vector<T>& all, std::uint32_t begin, std::uint32_t end) {
    return {all.data() + begin, end - begin};
  }
};

class Expander {
 public:
  // `diamonds`: footprints of steps and names of states are found out.
  Expander(const ExploreSpec& spec, World& world, bool diamonds);

  // The world's present state, as if some step led to it.
  void begin(Expansions& to);
  // The next is that state of the layer.
  void goTo(const Layer& layer, std::size_t place);
  // The next state, whose place that is. Who settles the states before may write meanwhile where their moves
  // lead, and nothing else of the layer.
  void expand(const Layer& layer, std::size_t place, Expansions& to);
  // The last once more, with all of its steps.
  void expandWhole(const Layer& layer, std::size_t place, Expansions& to);

  Steps& steps() { return m_steps; }
  // Of the state that the last step led to.
  std::uint64_t fingerprint();
  const Fingerprints& fingerprints() const { return m_fingerprints; }
  std::uint64_t bytes() const { return m_steps.bytes() + m_fingerprints.bytes(); }
  std::uint64_t made() const { return m_made; }  // so many steps

 private:
  void expandFrom(const Layer& layer, std::size_t place, bool whole, Expansions& to);
  void describe(const Steps::Made& made, std::size_t move, Expansions& to);

  World& m_world;
  const bool m_everyByte, m_diamonds;
  Steps m_steps;
  Fingerprints m_fingerprints;
  std::uint64_t m_made = 0;
  std::uint32_t m_told = 0;  // so many footprints
  StateQueue::Reader m_states;
  std::span<const ImageStore::Piece> m_from;
};

}  // namespace kts::engine
