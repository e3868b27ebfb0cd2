// SPDX-License-Identifier: GPL-2.0-or-later
// Goes through a graph that is known whole once more, one step after the other: Steps makes them, and the
// fingerprint of where one leads says which state that is. The tasks may be called otherwise there than where
// the graph came to that state first; so a state's moves are told apart by the colours of who moves.
#pragma once

#include <span>
#include <vector>

#include "engine/exploration/graph.h"

namespace kts::engine {

class GraphWalk {
 public:
  using State = Graph::State;
  static constexpr State kNone = FingerprintTable::kNew;

  explicit GraphWalk(Graph& graph) : m_graph(graph) {}

  // ---- the graph
  bool isWhole() const { return m_graph.whole(); }
  ExploreProgress covered() const { return m_graph.covered(); }
  State states() const { return m_graph.m_chart.size(); }
  bool endsWell(State state) const { return m_graph.m_chart.kindOf(state) == Chart::Kind::GoodEnd; }
  // call(from), of each state as often as it has moves.
  template <class F>
  void eachMove(F&& call) const {
    m_graph.m_chart.eachEdge([&](State from, State) { call(from); });
  }
  // One state for each of its moves, in an order of their own. Valid until the next call of anything here.
  const std::vector<State>& leadsTo(State state);
  // The moves on the way on which the graph came to it first.
  std::vector<TaskId> wayTo(State state) const { return m_graph.m_chart.movesTo(state); }

  // ---- the walk
  void toBegin();
  // Where it is; kNone: in a state that is not the graph's, and then it has no moves.
  State state() const { return m_state; }
  // Those that can be made there, of tasks that symmetry makes one the first. However the walk came to the
  // state, what is at one place among them is the same move, or one like it.
  std::span<const TaskId> moves() const { return m_moves; }
  void make(TaskId move);
  // The move that leads to that state, if one does.
  void makeTowards(State next);
  // The moves that were made since the begin, as a schedule says them.
  const std::vector<TaskId>& steps() const { return m_steps; }

 private:
  void arrive();
  State reached() {
    if (m_graph.m_expander.steps().pieces().empty()) return kNone;  // it ended in the middle of a step
    return m_graph.m_known.numberOf(m_graph.m_expander.fingerprint());
  }

  Graph& m_graph;
  State m_state = kNone;
  std::vector<Steps::Piece> m_pieces;
  std::vector<TaskId> m_moves, m_steps;
  struct Mover {
    std::uint64_t colour;
    TaskId move;
    auto operator<=>(const Mover&) const = default;
  };
  std::vector<Mover> m_movers;  // of arrive()
  std::vector<State> m_leadsTo;
};

}  // namespace kts::engine
