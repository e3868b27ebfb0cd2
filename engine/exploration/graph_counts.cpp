// SPDX-License-Identifier: GPL-2.0-or-later
// What the whole graph tells: read off the edges once every state is known.
#include <algorithm>

#include "engine/exploration/graph.h"

namespace kts::engine {

// States are gone on from in the order of their numbers, so their edges lie one after the other; those of
// ends are none.
std::span<const Graph::State> Graph::edgesOf(State state) const {
  const std::uint32_t end = m_nodes[state].edgesEnd;
  if (end == 0) return {};
  State before = state;
  while (before > 0 && m_nodes[before - 1].edgesEnd == 0) --before;
  const std::uint32_t begin = before > 0 ? m_nodes[before - 1].edgesEnd : 0;
  return std::span(m_edges).subspan(begin, end - begin);
}

// Every state before those that its moves lead to; shorter than all when moves go round in a circle.
LargeVector<Graph::State> Graph::inOrder() const {
  LargeVector<std::uint32_t> comeFrom(m_nodes.size());
  for (const State to : m_edges) ++comeFrom[to];
  LargeVector<State> order;
  if (comeFrom[0] == 0) order.push_back(0);
  for (std::size_t at = 0; at < order.size(); ++at)
    for (const State to : edgesOf(order[at]))
      if (--comeFrom[to] == 0) order.push_back(to);
  return order;
}

// From the ends backwards: of each state, how many orders go on from it, how many of those go wrong, and how
// likely one of them is when each step is as likely as any other. A wakeup that is lost on the way and
// rescued has gone wrong, too, where that counts.
Graph::Odds Graph::oddsOf(const LargeVector<State>& order, bool rescuedToo) const {
  LargeVector<Odds> odds(m_nodes.size());
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    const State state = *at;
    Odds& here = odds[state];
    if (m_nodes[state].kind != Kind::Inner) {
      here.all = 1;
      here.bad = here.chance = m_nodes[state].kind == Kind::BadEnd;
      continue;
    }
    const std::span<const State> edges = edgesOf(state);
    for (const State to : edges) {
      here.all += odds[to].all;
      here.bad += odds[to].bad;
      here.chance += odds[to].chance;
    }
    if (!edges.empty()) here.chance /= static_cast<double>(edges.size());
    if (rescuedToo && m_nodes[state].lost) here.bad = here.all, here.chance = 1;
  }
  return odds[0];
}

// Those from which no good end can be come to: everything that cannot be come to backwards from one.
void Graph::countDoomed(ExploreResult& result) const {
  std::vector<std::uint32_t> begin(m_nodes.size() + 1);
  for (const State to : m_edges) ++begin[to + 1];
  for (std::size_t at = 1; at < begin.size(); ++at) begin[at] += begin[at - 1];
  std::vector<State> from(m_edges.size());
  std::vector<std::uint32_t> fill(begin.begin(), begin.end() - 1);
  for (State state = 0; state < m_nodes.size(); ++state)
    for (const State to : edgesOf(state)) from[fill[to]++] = state;
  std::vector<bool> good(m_nodes.size());
  std::vector<State> reached;
  for (State state = 0; state < m_nodes.size(); ++state)
    if (m_nodes[state].kind == Kind::GoodEnd) good[state] = true, reached.push_back(state);
  for (std::size_t at = 0; at < reached.size(); ++at)
    for (std::uint32_t each = begin[reached[at]]; each < begin[reached[at] + 1]; ++each)
      if (!good[from[each]]) good[from[each]] = true, reached.push_back(from[each]);
  result.doomed = m_nodes.size() - reached.size();
}

// One component after the other, from the state of it that is nearest to the begin.
std::expected<std::optional<Livelock>, Problem> Graph::lookForLivelock() {
  Edges edges;
  for (State state = 0; state < m_nodes.size(); ++state) {
    edges.begin.push_back(static_cast<State>(edges.to.size()));
    for (const State to : edgesOf(state)) edges.to.push_back(to);
  }
  edges.begin.push_back(static_cast<State>(edges.to.size()));
  for (const std::vector<State>& component : circlesIn(edges)) {
    if (!m_watch.look(covered())) return std::nullopt;
    m_world.restore(m_begin);
    for (const TaskId move : movesTo(component.front())) m_world.step(move);
    CircleSearch search(m_world);
    const auto stays = [&] {
      const State now = m_known.numberOf(fingerprint());
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

void Graph::count(ExploreResult& result) const {
  result.whole = m_whole;
  result.shortestSteps = m_found != kNone ? static_cast<std::uint32_t>(wayToFinding().steps.size()) : 0;
  if (!m_whole) return;
  for (const Node& node : m_nodes) {
    result.ends += node.kind != Kind::Inner;
    result.goodEnds += node.kind == Kind::GoodEnd;
    result.lost += node.lost;
  }
  const LargeVector<State> order = inOrder();
  result.circles = order.size() < m_nodes.size();
  // Who cannot go around in circles comes to an end, and where all are good nobody is doomed.
  if (result.circles || result.goodEnds < result.ends) countDoomed(result);
  if (result.circles) return;
  const Odds odds = oddsOf(order, true);
  result.interleavings = odds.all;
  result.badInterleavings = odds.bad;
  result.randomChance = odds.chance;
  result.chanceForGood = losesWakeups() ? oddsOf(order, false).chance : odds.chance;
}

}  // namespace kts::engine
