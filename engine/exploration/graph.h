// SPDX-License-Identifier: GPL-2.0-or-later
// Every reachable state once, breadth first: the first finding is one with the fewest steps. Where each move
// leads is kept, so that what only the whole graph tells can be read off it: how many orders there are, how
// many go wrong, which states are lost whatever happens next.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "engine/exploration/chart.h"
#include "engine/exploration/fingerprint.h"
#include "engine/exploration/fingerprint_table.h"
#include "engine/exploration/layer.h"
#include "engine/exploration/livelock.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/steps.h"
#include "engine/exploration/watch.h"

namespace kts::engine {

class Graph {
 public:
  using State = Chart::State;

  Graph(const ExploreSpec& spec, World& world, Watch& watch);

  // From the world's present state. Problem when something in it cannot be explored.
  std::expected<void, Problem> search();

  bool whole() const { return m_whole; }
  bool found() const { return m_found != kNone || m_lost != kNone; }
  // The shortest way to the first end that is a finding; where there is none, to the first lost wakeup.
  Way wayToFinding() const;
  // A wakeup was lost somewhere; and no order that was tried goes wrong otherwise: another wake rescues it.
  bool losesWakeups() const { return m_lost != kNone; }
  bool alwaysRescued() const { return m_lost != kNone && m_found == kNone; }
  ExploreProgress covered() const;
  // Some order comes back to a state where it was before. Said of a whole graph only.
  bool hasCircles() const { return m_whole && m_inOrder.size() < m_chart.size(); }
  // In the whole graph: what a fair run can go around in for ever.
  std::expected<std::optional<Livelock>, Problem> lookForLivelock();
  // Counts what the whole graph tells into the result. Nothing is looked for in the graph afterwards: what
  // counts by state needs the room.
  void count(ExploreResult& result);

 private:
  friend class GraphWalk;
  static constexpr State kNone = ~0u;
  using Kind = Chart::Kind;
  // A step from the state that is gone on from.
  struct Made {
    std::uint32_t touches = kNone;  // the number of its footprint; kNone where it is one half of no diamond
    State to = kNone;
    bool sameNames = false;  // in the state that it leads to tasks are called what they are called here
    std::uint32_t place = kNone;  // of that state, while it waits to be gone on from
  };
  // A step that was made, and the state that it leads to. Those of one state are made first, and looked up
  // afterwards: by then what they are looked up in is on its way from far memory.
  struct Arrival {
    Steps::Made step;
    std::optional<std::uint64_t> print;  // the fingerprint of that state, where it is one
    std::vector<ImageStore::Piece> pieces;
    TaskSet canMove;
    std::vector<std::uint64_t> colours;  // by task
    std::uint64_t names = Fingerprints::kAlike;
  };
  std::uint64_t fingerprint();
  void describe(Arrival& arrival);
  std::uint64_t colourOf(TaskId move, const Arrival& arrival) const;
  void keep(const Arrival& arrival);
  std::expected<void, Problem> goOn();
  void make(std::span<const Move> moves, std::size_t at);
  std::expected<void, Problem> settle(std::span<const Move> moves, std::size_t at);
  // Whether it is known without making it where the move leads; then it stands in m_made.
  bool known(std::span<const Move> moves, std::size_t at);
  // A state's moves are that many at the most; of none the number.
  static constexpr std::uint8_t kNoMove = 0xff;
  // Of a state of this layer, by its moves: which move each is of the state that the move `made` leads to.
  std::uint8_t* movesAfter(std::size_t place, std::size_t made) {
    return &m_movesAfter[m_now.ends[place].movesAfter + made * m_now.movesOf(place).size()];
  }
  void fetchDiamonds();
  void findMovesAfter(std::span<const Move> moves, std::size_t at, State to, bool isNew);
  bool calledTheSame(State next, std::uint64_t names) const;
  // Of two steps of one state: its move, the place of the state that it leads to, and which move of that
  // state the other is.
  struct Half {
    std::size_t move;
    std::uint32_t place;
    std::uint8_t other;
  };
  void keepDiamonds(std::span<const Move> moves);
  void keepDiamond(std::span<const Move> moves, const Half& half, const Half& rest);
  std::expected<State, Problem> arrive(TaskId task, const Arrival& arrival);
  std::vector<TaskId> stepsTo(State state) const;  // as a schedule says them
  LargeVector<State> inOrder() const;
  struct Odds {
    double all = 0, bad = 0, chance = 0;
  };
  double orders() const;
  Odds oddsOf(bool rescuedToo) const;
  void countDoomed(ExploreResult& result) const;

  const ExploreSpec& m_spec;
  World& m_world;
  Watch& m_watch;
  World::Image m_begin;
  Fingerprints m_fingerprints;
  Steps m_steps;
  FingerprintTable m_known;
  Chart m_chart;
  Layer m_now, m_next;
  std::uint64_t m_waiting = 0;  // so many states in them can be gone on from
  std::span<const ImageStore::Piece> m_from;  // the state that is gone on from
  std::vector<Made> m_made;  // of the state that is gone on from, by move
  std::vector<Arrival> m_arrivals;  // the same, of those whose step is made; kept for their memory
  GrowingArray<std::uint8_t> m_movesAfter;  // of each state of this layer that has been gone on from
  std::vector<std::uint64_t> m_alike;  // of keep()
  std::array<std::uint8_t, TaskSet::kMost> m_moveOf;  // of the state kept last: which move a task's is
  std::uint32_t m_depth = 0;
  std::uint64_t m_transitions = 0;
  std::size_t m_at = 0;  // in m_now
  State m_found = kNone, m_lost = kNone;
  TaskId m_tail = kNoTask;
  const bool m_diamonds;  // are looked for
  bool m_whole = false;
  LargeVector<State> m_inOrder;  // of the whole graph; shorter than all when it has circles
};

}  // namespace kts::engine
