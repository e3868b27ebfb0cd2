// SPDX-License-Identifier: GPL-2.0-or-later
// What the whole graph tells: read off the edges once every state is known.
#include <algorithm>

#include "engine/exploration/graph.h"

namespace kts::engine {

// Every state before those that its moves lead to; shorter than all when moves go round in a circle.
LargeVector<Graph::State> Graph::inOrder() const {
  LargeVector<std::uint32_t> comeFrom(m_chart.size());
  m_chart.eachEdge([&](State, State to) { ++comeFrom[to]; });
  LargeVector<State> order;
  order.reserve(m_chart.size());
  if (comeFrom[0] == 0) order.push_back(0);
  for (std::size_t at = 0; at < order.size(); ++at)
    m_chart.eachEdgeOf(order[at], [&](State to, std::uint32_t) {
      if (--comeFrom[to] == 0) order.push_back(to);
    });
  return order;
}

// From the ends backwards: of each state, how many orders go on from it.
double Graph::orders() const {
  LargeVector<double> all(m_chart.size());
  for (auto at = m_inOrder.rbegin(); at != m_inOrder.rend(); ++at) {
    all[*at] = m_chart.kindOf(*at) != Kind::Inner;
    m_chart.eachEdgeOf(*at, [&](State to, std::uint32_t times) { all[*at] += times * all[to]; });
  }
  return all[0];
}

// The same, and how many of them go wrong, and how likely one of those is when each step is as likely as any
// other. A wakeup that is lost on the way and rescued has gone wrong, too, where that counts.
Graph::Odds Graph::oddsOf(bool rescuedToo) const {
  LargeVector<Odds> odds(m_chart.size());
  for (auto at = m_inOrder.rbegin(); at != m_inOrder.rend(); ++at) {
    const State state = *at;
    Odds& here = odds[state];
    if (m_chart.kindOf(state) != Kind::Inner) {
      here.all = 1;
      here.bad = here.chance = m_chart.kindOf(state) == Kind::BadEnd;
      continue;
    }
    std::uint32_t edges = 0;
    m_chart.eachEdgeOf(state, [&](State to, std::uint32_t times) {
      here.all += times * odds[to].all;
      here.bad += times * odds[to].bad;
      here.chance += times * odds[to].chance;
      edges += times;
    });
    if (edges > 0) here.chance /= edges;
    if (rescuedToo && m_chart.isLost(state)) here.bad = here.all, here.chance = 1;
  }
  return odds[0];
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
    result.interleavings = orders();
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
