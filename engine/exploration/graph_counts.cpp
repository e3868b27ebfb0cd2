// SPDX-License-Identifier: GPL-2.0-or-later
// What the whole graph tells: read off the edges once every state is known.
#include <algorithm>

#include "engine/exploration/graph.h"

namespace kts::engine {

// What a state sums up, over its moves, of the states that they lead to: of the first state; nothing when
// moves go round in a circle. end(sum, state): all of its moves are in it. A state waits for those that its
// moves lead to; from the last state to the first, most have been summed up then. `all` is 0 of what has not
// been, less while it waits.
template <class Sum, class End>
std::optional<Sum> Graph::sumUp(End&& end) const {
  struct Waiting {
    State state;
    Chart::Reader edges;
    Sum sum = {};
  };
  LargeVector<Sum> sums(m_chart.size());
  std::vector<Waiting> waiting;
  const auto begin = [&](State state) {
    sums[state].all = -1;
    waiting.push_back({state, m_chart.edgesOf(state)});
  };
  for (State last = m_chart.size(); last-- > 0;) {
    if (sums[last].all > 0) continue;
    for (begin(last); !waiting.empty();) {
      auto& [state, edges, sum] = waiting.back();
      bool more = false;
      while ((more = edges.next()) && sums[edges.to()].all > 0) sum.add(sums[edges.to()], edges.times());
      if (more && sums[edges.to()].all < 0) return {};
      if (more) {
        begin(edges.to());
        continue;
      }
      end(sum, state);
      const Sum done = sums[state] = sum;
      waiting.pop_back();
      if (!waiting.empty()) waiting.back().sum.add(done, waiting.back().edges.times());
    }
  }
  return sums[0];
}

std::optional<Graph::Orders> Graph::orders() const {
  return sumUp<Orders>([&](Orders& orders, State state) {
    if (m_chart.kindOf(state) != Kind::Inner) orders.all = 1;
  });
}

// Where all orders end: how many of them go wrong, too, and how likely one of those is when each step is as
// likely as any other. A wakeup that is lost on the way and rescued has gone wrong, too, where that counts.
Graph::Odds Graph::oddsOf(bool rescuedToo) const {
  return *sumUp<Odds>([&](Odds& odds, State state) {
    if (m_chart.kindOf(state) != Kind::Inner) {
      odds.all = 1;
      odds.bad = odds.chance = m_chart.kindOf(state) == Kind::BadEnd;
      return;
    }
    if (odds.moves > 0) odds.chance /= odds.moves;
    if (rescuedToo && m_chart.isLost(state)) odds.bad = odds.all, odds.chance = 1;
  });
}

// Those from which no good end can be come to: everything that cannot be come to backwards from one.
void Graph::countDoomed(ExploreResult& result) const {
  std::vector<std::uint32_t> begin(m_chart.size() + 1);
  m_chart.eachEdge([&](State, State to) { ++begin[to + 1]; });
  for (std::size_t at = 1; at < begin.size(); ++at) begin[at] += begin[at - 1];
  std::vector<State> from(begin.back());
  std::vector<std::uint32_t> fill(begin.begin(), begin.end() - 1);
  m_chart.eachEdge([&](State state, State to) { from[fill[to]++] = state; });
  std::vector<bool> good(m_chart.size());
  std::vector<State> reached;
  for (State state = 0; state < m_chart.size(); ++state)
    if (m_chart.kindOf(state) == Kind::GoodEnd) good[state] = true, reached.push_back(state);
  for (std::size_t at = 0; at < reached.size(); ++at)
    for (std::uint32_t each = begin[reached[at]]; each < begin[reached[at] + 1]; ++each)
      if (!good[from[each]]) good[from[each]] = true, reached.push_back(from[each]);
  result.doomed = m_chart.size() - reached.size();
}

// One component after the other, from the state of it that is nearest to the begin.
std::expected<std::optional<Livelock>, Problem> Graph::lookForLivelock() {
  Edges edges;
  for (State state = 0; state < m_chart.size(); ++state) {
    edges.begin.push_back(static_cast<State>(edges.to.size()));
    m_chart.eachEdgeOf(state, [&](State to, std::uint32_t) { edges.to.push_back(to); });
  }
  edges.begin.push_back(static_cast<State>(edges.to.size()));
  for (const std::vector<State>& component : circlesIn(edges)) {
    if (!m_watch.look(covered())) return std::nullopt;
    m_world.restore(m_begin);
    for (const TaskId move : m_chart.movesTo(component.front())) m_world.step(move);
    CircleSearch search(m_world);
    const auto stays = [&] {
      m_expander.steps().begin();
      const State now = m_known.numberOf(m_expander.fingerprint());
      return now != FingerprintTable::kNew && std::ranges::binary_search(component, now);
    };
    if (auto done = search.goThrough(stays); !done) return std::unexpected(done.error());
    auto livelock = search.fairCircle();
    if (!livelock) continue;
    const std::vector<TaskId> there = stepsTo(component.front());
    livelock->steps.insert(livelock->steps.begin(), there.begin(), there.end());
    return livelock;
  }
  return std::nullopt;
}

void Graph::count(ExploreResult& result) {
  result.whole = m_whole;
  result.shortestSteps = m_found != kNone ? static_cast<std::uint32_t>(wayToFinding().steps.size()) : 0;
  if (!m_whole) return;
  for (State state = 0; state < m_chart.size(); ++state) {
    result.ends += m_chart.kindOf(state) != Kind::Inner;
    result.goodEnds += m_chart.kindOf(state) == Kind::GoodEnd;
    result.lost += m_chart.isLost(state);
  }
  result.circles = hasCircles();
  m_known = {};
  // Who cannot go around in circles comes to an end, and where all are good nobody is doomed.
  if (result.circles || result.goodEnds < result.ends) countDoomed(result);
  if (result.circles) return;
  if (m_found == kNone && !losesWakeups()) {
    result.interleavings = m_orders->all;
    result.badInterleavings = result.randomChance = result.chanceForGood = 0;
    return;
  }
  const Odds odds = oddsOf(true);
  result.interleavings = odds.all;
  result.badInterleavings = odds.bad;
  result.randomChance = odds.chance;
  result.chanceForGood = losesWakeups() ? oddsOf(false).chance : odds.chance;
}

}  // namespace kts::engine
