// SPDX-License-Identifier: GPL-2.0-or-later
// Every reachable state once, breadth first: the first finding is one with the fewest steps. Where each move
// leads is kept, so that what only the whole graph tells can be read off it: how many orders there are, how
// many go wrong, which states are lost whatever happens next.
#pragma once

#include <optional>
#include <vector>

#include "engine/exploration/fingerprint.h"
#include "engine/exploration/fingerprint_table.h"
#include "engine/exploration/footprint.h"
#include "engine/exploration/image_store.h"
#include "engine/exploration/livelock.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/rule_check.h"
#include "engine/exploration/watch.h"

namespace kts::engine {

class Graph {
 public:
  using State = std::uint32_t;

  Graph(const ExploreSpec& spec, World& world, Watch& watch);

  // From the world's present state. Problem when something in it cannot be explored.
  std::expected<void, Problem> search();

  bool whole() const { return m_whole; }
  bool found() const { return m_found != kNone || m_lost != kNone || m_broken; }
  // The shortest way to the first end that is a finding; where there is none, to the first lost wakeup.
  Way wayToFinding() const;
  // A wakeup was lost somewhere; and no order that was tried goes wrong otherwise: another wake rescues it.
  bool losesWakeups() const { return m_lost != kNone; }
  bool alwaysRescued() const { return m_lost != kNone && m_found == kNone; }
  ExploreProgress covered() const;
  // Tries the rules on a run without choices, and on runs to the good ends that are known; the first that
  // breaks one is a finding.
  void tryRules();
  bool breaksRule() const { return m_broken.has_value(); }
  std::uint64_t rulesTried() const { return m_rules.tried(); }  // of so many runs
  // In the whole graph: what a fair run can go around in for ever.
  std::expected<std::optional<Livelock>, Problem> lookForLivelock();
  // Counts what the whole graph tells into the result.
  void count(ExploreResult& result) const;

 private:
  static constexpr State kNone = ~0u;
  enum class Kind : std::uint8_t { Inner, GoodEnd, BadEnd };
  // 12 bytes: how it was first come to, and where the edges from it end.
  struct Node {
    State parent = kNone;
    std::uint16_t task = 0;
    Kind kind = Kind::Inner;
    bool lost = false;  // somebody sleeps in vain
    std::uint32_t edgesEnd = 0;
  };
  // So many moves of tasks that symmetry makes one lead there.
  struct Edge {
    State to;
    std::uint32_t times;
  };
  // A task that can move, for so many that symmetry makes one; and its colour in that state.
  struct Move {
    std::uint64_t colour;
    std::uint16_t task, times;
  };
  // What a step touches and what it writes, a bit for each thing, several with one bit.
  struct Touch {
    std::uint64_t all = ~0ull, written = ~0ull;
    bool conflicts(const Touch& other) const { return (all & other.written) | (written & other.all); }
  };
  // Two steps of a state that touch nothing in common can be made in either order: where `task` moves to from
  // a state that the one step led to is where the move of `colour` leads from `through`, to which the other
  // step, which touches what is said here, led.
  struct Diamond {
    std::uint64_t colour;
    Touch touch;
    State through;
    std::uint16_t task;
    bool sameNames;  // in `through` tasks are called what they are called in the state that this is kept for
  };
  // A step from the state that is gone on from. `touch` conflicts with all where it is one half of no
  // diamond.
  struct Made {
    Touch touch;
    State to = kNone;
    bool isNew = false;
    bool sameNames = false;  // in the state that it leads to tasks are called what they are called here
  };
  static constexpr std::uint64_t kNoColour = 0;
  // The states of one depth that are not gone on from yet, each as the pieces of its memory and its moves.
  struct Layer {
    struct End {
      std::size_t pieces, moves, diamonds;
      std::uint64_t names;
    };
    std::vector<State> states;
    std::vector<End> ends;
    std::vector<ImageStore::Piece> pieces;
    std::vector<Move> moves;
    std::vector<Diamond> diamonds;
    void clear() { states.clear(), ends.clear(), pieces.clear(), moves.clear(), diamonds.clear(); }
    std::uint64_t bytes() const {
      return states.capacity() * sizeof(State) + ends.capacity() * sizeof(End) +
             pieces.capacity() * sizeof(ImageStore::Piece) + moves.capacity() * sizeof(Move) +
             diamonds.capacity() * sizeof(Diamond);
    }
  };

  std::uint64_t fingerprint();
  void keep(State state);
  std::expected<void, Problem> goOnFrom(std::size_t at, const Layer::End& from);
  std::expected<void, Problem> make(State state, std::span<const Move> moves, std::size_t at);
  // Whether it is known without making it where the move leads; then it stands in m_made.
  bool known(std::span<const Move> moves, std::size_t at, std::span<const Diamond> diamonds);
  std::uint64_t& colourAfter(std::size_t place, std::size_t made, std::size_t move) {
    return m_colours[m_colourBegins[place] + made * movesOf(place).size() + move];
  }
  bool calledTheSame(State next) const;
  std::span<const Move> movesOf(std::size_t place) const {
    const std::size_t begin = place ? m_now.ends[place - 1].moves : 0;
    return std::span(m_now.moves).subspan(begin, m_now.ends[place].moves - begin);
  }
  void keepDiamonds(std::span<const Move> moves);
  std::expected<State, Problem> arrive(State from, TaskId task, const Outcome& outcome);
  std::span<const Edge> edgesOf(State state) const;
  std::vector<TaskId> stepsTo(State state) const;
  std::vector<State> inOrder() const;
  struct Odds {
    double all = 0, bad = 0, chance = 0;
  };
  Odds oddsOf(const std::vector<State>& order, bool rescuedToo) const;
  void countDoomed(ExploreResult& result) const;

  const ExploreSpec& m_spec;
  World& m_world;
  Watch& m_watch;
  World::Image m_begin;
  Fingerprints m_fingerprints;
  ImageStore m_images;
  FingerprintTable m_known;
  std::vector<Node> m_nodes;
  std::vector<Edge> m_edges;
  Layer m_now, m_next;
  std::vector<Made> m_made;  // of the state that is gone on from, by move
  // Of each state of this layer that has been gone on from, and of each of its moves: the colours that the
  // tasks of its moves have after it.
  std::vector<std::uint64_t> m_colours;
  std::vector<bool> m_sameNames;  // by edge of this layer
  std::vector<std::size_t> m_colourBegins;
  std::vector<std::pair<std::uint64_t, std::uint16_t>> m_alike;  // of keep()
  std::uint32_t m_depth = 0;
  std::uint64_t m_transitions = 0;
  std::size_t m_at = 0;  // in m_now
  State m_found = kNone, m_lost = kNone;
  TaskId m_tail = kNoTask;
  RuleCheck m_rules;
  const bool m_diamonds;  // are looked for
  std::optional<Way> m_broken;
  bool m_whole = false;
};

}  // namespace kts::engine
