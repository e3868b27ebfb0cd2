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
#include "engine/exploration/layer.h"
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
  // A step from the state that is gone on from.
  struct Made {
    std::uint32_t touches = kNone;  // a number of m_footprints; kNone where it is one half of no diamond
    State to = kNone;
    bool sameNames = false;  // in the state that it leads to tasks are called what they are called here
  };
  static constexpr std::uint64_t kNoColour = 0;
  std::uint64_t fingerprint();
  void keep(State state);
  std::expected<void, Problem> goOn();
  std::expected<void, Problem> make(State state, std::span<const Move> moves, std::size_t at);
  // Whether it is known without making it where the move leads; then it stands in m_made.
  bool known(std::span<const Move> moves, std::size_t at);
  std::uint64_t& colourAfter(std::size_t place, std::size_t made, std::size_t move) {
    return m_colours[m_colourBegins[place] + made * m_now.movesOf(place).size() + move];
  }
  bool calledTheSame(State next) const;
  // Of two steps of one state: its move, the place of the state that it leads to, and the colour that the
  // task of the other has there.
  struct Half {
    std::size_t move;
    std::uint32_t place;
    std::uint64_t colourOfOther;
  };
  void keepDiamonds(std::span<const Move> moves);
  void keepDiamond(std::span<const Move> moves, const Half& half, const Half& rest);
  // `print`: the fingerprint of the state that the world is in, where it is one.
  std::expected<State, Problem> arrive(State from, TaskId task, const Outcome& outcome,
                                       std::optional<std::uint64_t> print);
  std::span<const State> edgesOf(State state) const;
  std::vector<TaskId> movesTo(State state) const;
  std::vector<TaskId> stepsTo(State state) const;  // as a schedule says them
  LargeVector<State> inOrder() const;
  struct Odds {
    double all = 0, bad = 0, chance = 0;
  };
  Odds oddsOf(const LargeVector<State>& order, bool rescuedToo) const;
  void countDoomed(ExploreResult& result) const;

  const ExploreSpec& m_spec;
  World& m_world;
  Watch& m_watch;
  World::Image m_begin;
  Fingerprints m_fingerprints;
  ImageStore m_images;
  FingerprintTable m_known;
  Footprints m_footprints;
  LargeVector<Node> m_nodes;
  LargeVector<State> m_edges;  // where they lead, as often as moves that symmetry makes one lead there
  Layer m_now, m_next;
  std::vector<Made> m_made;  // of the state that is gone on from, by move
  // Of each state of this layer that has been gone on from, and of each of its moves: the colours that the
  // tasks of its moves have after it.
  LargeVector<std::uint64_t> m_colours;
  LargeVector<std::size_t> m_colourBegins;
  // By the layer's moves, of the states that have been gone on from: where they led (kNone where that is a
  // bad end), and whether tasks are called there what they are called before.
  LargeVector<State> m_ledTo;
  std::vector<bool> m_sameNames;
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
