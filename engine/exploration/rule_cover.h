// SPDX-License-Identifier: GPL-2.0-or-later
// On which complete runs of a graph the rules are tried: on such as make many of its transitions. Each goes
// to the first state with a move that no run has made yet, then from one such move to the next, as long as
// one is not far, and on to an end. A rule that holds in one run that makes a transition may be broken in
// another, by what came before: so it is said how much was tried, and no more.
#pragma once

#include <optional>
#include <vector>

#include "engine/exploration/graph_walk.h"
#include "engine/exploration/rule_check.h"

namespace kts::engine {

class RuleCover {
 public:
  RuleCover(const ExploreSpec& spec, Graph& graph, Watch& watch)
      : m_spec(spec), m_watch(watch), m_walk(graph), m_rules(spec) {}

  // Once the search has ended without a finding. Of a graph that is known whole: runs to its good ends, as
  // RuleCheck wants them, then those that make what these do not, until nothing is left where that is asked
  // for, else for some fiftieth of the time that the search has taken. Of another: one run without
  // choices. Ends with the first run that breaks a rule: the way to that.
  std::optional<Way> tryRuns();

  std::uint64_t tried() const { return m_rules.tried(); }  // runs
  // How many of the graph's transitions those make; nothing where it is not known whole.
  std::optional<std::uint64_t> transitions() const { return m_transitions; }

 private:
  using State = GraphWalk::State;
  static constexpr std::size_t kNone = ~std::size_t(0);

  void tryMost();
  void number();
  std::uint64_t bytes() const;
  bool goesOn();
  bool isEnough() const;
  bool tryRunTo(State state);
  void make(TaskId move);
  void goOn();
  void wander();
  std::size_t movesOf(State state) const { return m_firstOf[state + 1] - m_firstOf[state]; }
  std::size_t firstUntriedOf(State state) const;
  std::vector<State> wayToUntried();

  const ExploreSpec& m_spec;
  Watch& m_watch;
  GraphWalk m_walk;
  RuleCheck m_rules;
  std::optional<Way> m_broken;
  std::optional<std::uint64_t> m_transitions;
  LargeVector<std::uint32_t> m_firstOf;  // of each state's moves; and one more
  std::vector<bool> m_made;              // by move: some run has
  std::uint64_t m_new = 0;               // of them, by the last run

  // of wayToUntried()
  std::vector<State> m_seen;
  std::vector<std::size_t> m_from;  // of each of these, which of them leads there
  std::vector<bool> m_isSeen;       // by state: it is one of these
};

}  // namespace kts::engine
