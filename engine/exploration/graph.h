// SPDX-License-Identifier: GPL-2.0-or-later
// Every reachable state once, breadth first: the first finding is one with the fewest steps. Where each move
// leads is kept, so that what only the whole graph tells can be read off it: how many orders there are, how
// many go wrong, which states are lost whatever happens next.
#pragma once

#include <array>
#include <atomic>
#include <exception>
#include <expected>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/exploration/chart.h"
#include "engine/exploration/expander.h"
#include "engine/exploration/fingerprint_table.h"
#include "engine/exploration/layer.h"
#include "engine/exploration/livelock.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/relay.h"
#include "engine/exploration/watch.h"

namespace kts::engine {

class Graph {
 public:
  using State = Chart::State;

  Graph(const ExploreSpec& spec, World& world, Watch& watch);

  // From the world's present state. Problem when something in it cannot be explored.
  std::expected<void, Problem> search();

  // Before the search: layers of so many states are gone through on two threads. (For fewer, the two would
  // wait for each other mostly.)
  void setLarge(std::size_t states) { m_large = states; }

  bool whole() const { return m_whole; }
  bool found() const { return m_found != kNone || m_lost != kNone; }
  // The shortest way to the first end that is a finding; where there is none, to the first lost wakeup.
  Way wayToFinding() const;
  // A wakeup was lost somewhere; and no order that was tried goes wrong otherwise: another wake rescues it.
  bool losesWakeups() const { return m_lost != kNone; }
  bool alwaysRescued() const { return m_lost != kNone && m_found == kNone; }
  ExploreProgress covered() const;
  // For its transitions so many steps were made; of others it was known where they lead (Diamond, in
  // layer.h).
  std::uint64_t stepsMade() const { return m_expander.made(); }
  // Some order comes back to a state where it was before. Said of a whole graph only.
  bool hasCircles() const { return m_whole && !m_orders; }
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
    Led led;
    MovesByTask after;  // of the state that it leads to, by what tasks are called here
  };
  // ---- a layer: the steps of some states are made, and then settled; where there are two threads, the one
  // goes ahead of the other
  enum class Went { Through, Bound, Back };  // Back: a step that was left out has to be made after all
  static constexpr std::size_t kSome = 64, kMany = 256;  // states at a time: on one thread, on two
  struct Beside {
    std::expected<Went, Problem> went = Went::Through;
    std::exception_ptr thrown;
  };
  std::expected<Went, Problem> goThroughLayer();
  std::expected<Went, Problem> goThroughTogether();
  bool expandSome(Expansions& some, std::size_t& place, std::size_t most,
                  ExploreProgress (Graph::*covered)() const);
  std::expected<Went, Problem> settleSome(const Expansions& some);
  void settleBeside(Beside& beside);
  void endOnceFound(bool found);
  ExploreProgress settled() const;
  ExploreProgress told() const;
  void tell();

  // ---- a state, whose steps have been made
  using Successor = Expansions::Successor;
  std::expected<Went, Problem> settle(const Expansions& some, std::size_t state);
  bool takeOthers(std::span<const Successor> successors, std::span<const Move> moves);
  std::expected<void, Problem> settleStep(const Expansions& some, const Successor& successor,
                                          std::span<const Move> moves);
  void fetch(std::span<const Successor> successors) const;
  void keep(const Expansions& some, const Successor& successor);
  // Where a move leads, if that is known without making it.
  bool takeKnown(const Diamond& diamond, Made& made) const;
  const Leads& leadsOf(const Diamond& diamond) const { return diamond.inPast() ? m_past : m_now.leads; }
  void fetchDiamonds();
  void keepDiamonds(std::span<const Move> moves);
  // One of the two steps that a diamond begins with, from the state that is gone on from.
  struct Half {
    TaskId task;
    std::uint32_t touches;
    State to;  // waits to be gone on from, or has been, in this layer
    std::uint32_t leads;
    bool sameNames;
    MovesByTask after;
  };
  void keepDiamond(const Half& early, const Half& late);
  std::expected<State, Problem> arrive(TaskId task, const Expansions& some, const Successor& successor);
  std::vector<TaskId> stepsTo(State state) const;  // as a schedule says them
  // Sums of a state: what is summed up over its moves, times what that is of the states that they lead to.
  struct Orders {
    double all = 0;
    void add(const Orders& next, std::uint32_t times) { all += times * next.all; }
  };
  struct Odds {
    double all = 0, bad = 0, chance = 0;
    std::uint32_t moves = 0;
    void add(const Odds& next, std::uint32_t times) {
      all += times * next.all, bad += times * next.bad, chance += times * next.chance;
      moves += times;
    }
  };
  template <class Sum, class End>
  std::optional<Sum> sumUp(End&& end) const;
  std::optional<Orders> orders() const;
  Odds oddsOf(bool rescuedToo) const;
  void countDoomed(ExploreResult& result) const;

  const ExploreSpec& m_spec;
  World& m_world;
  Watch& m_watch;
  World::Image m_begin;
  const bool m_diamonds;  // are looked for
  const bool m_together;  // there are two threads
  std::size_t m_large = 1024;
  Expander m_expander;
  Expansions m_some;  // where there is one thread
  FingerprintTable m_known;
  Footprints m_footprints;  // of who settles
  Chart m_chart;
  Layer m_now, m_next;
  Leads m_past;                 // of the layer before
  std::uint64_t m_waiting = 0;  // so many states in them can be gone on from
  StateQueue::Reader m_states;
  std::span<const ImageStore::Piece> m_from;  // the state that is settled
  std::vector<ImageStore::Piece> m_to;        // one that its steps lead to
  std::vector<Made> m_made;                   // of that state, by move
  std::vector<Half> m_halves;                 // of keepDiamonds()
  std::vector<std::uint64_t> m_alike;         // of keep()
  std::uint32_t m_depth = 0;
  std::uint64_t m_transitions = 0;
  std::size_t m_at = 0;  // in m_now: the state that is settled
  State m_found = kNone, m_lost = kNone;
  TaskId m_tail = kNoTask;
  bool m_whole = false, m_ending = false;
  Relay<Expansions, 3> m_relay;
  std::atomic<bool> m_stuck = false;  // who settles
  mutable std::mutex m_telling;
  ExploreProgress m_told;          // by who settles, of what it has covered
  std::optional<Orders> m_orders;  // of the whole graph; none when it has circles
};

}  // namespace kts::engine
