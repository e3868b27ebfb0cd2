// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/chart.h"

#include <gtest/gtest.h>

#include <random>
#include <tuple>

namespace kts::engine {
namespace {

using State = Chart::State;
using EdgesOf = std::vector<std::pair<State, std::uint32_t>>;

// Many states, as a search comes to them: from each to some that are new and to others; some are ends.
class Charted : public ::testing::Test {
 protected:
  Charted() {
    std::mt19937 random(1);
    m_chart.add(0, Chart::Kind::Inner, false);
    m_parents.push_back(0);
    for (State from = 0; from < m_chart.size(); ++from) {
      EdgesOf& edges = m_edges.emplace_back();
      m_chart.beginEdges();
      for (std::uint32_t left = isEnd(from) ? 0 : 1 + random() % 4; left > 0; --left) {
        State to = static_cast<State>(random() % m_chart.size());
        if (m_chart.size() < kStates && (left == 1 || random() % 2)) {
          to = m_chart.size();
          m_chart.add(to % 100, isEnd(to) ? Chart::Kind::GoodEnd : Chart::Kind::Inner, to % 7 == 0);
          m_parents.push_back(from);
        }
        const std::uint32_t times = random() % 8 ? 1 : 2 + static_cast<std::uint32_t>(random() % 150);
        m_chart.addEdge(to, times);
        edges.emplace_back(to, times);
      }
      m_chart.endEdges();
    }
  }
  static bool isEnd(State state) { return state % 13 == 12; }
  EdgesOf edgesOf(State state) const {
    EdgesOf edges;
    m_chart.eachEdgeOf(state, [&](State to, std::uint32_t times) { edges.emplace_back(to, times); });
    return edges;
  }

  static constexpr State kStates = 50'000;
  Chart m_chart;
  std::vector<EdgesOf> m_edges;
  std::vector<State> m_parents;
};

TEST_F(Charted, KnowsTheEdgesOfEachState) {
  ASSERT_EQ(m_chart.size(), kStates);
  for (State state = 0; state < kStates; ++state) ASSERT_EQ(edgesOf(state), m_edges[state]) << state;
}

TEST_F(Charted, GoesThroughAllEdgesInTheSameOrder) {
  std::vector<std::pair<State, State>> all, wanted;
  m_chart.eachEdge([&](State from, State to) { all.emplace_back(from, to); });
  for (State from = 0; from < kStates; ++from)
    for (const auto& [to, times] : m_edges[from]) wanted.emplace_back(from, to);
  EXPECT_EQ(all, wanted);
}

TEST_F(Charted, KnowsHowEachStateWasFirstComeTo) {
  for (State state = 0; state < kStates; state += 11) {
    std::vector<TaskId> moves;
    for (State at = state; at != 0; at = m_parents[at]) moves.insert(moves.begin(), at % 100);
    ASSERT_EQ(m_chart.movesTo(state), moves) << state;
  }
}

TEST_F(Charted, KnowsWhatIsLostAndWhatIsAnEnd) {
  m_chart.setLost(8);
  for (State state = 1; state < kStates; ++state) {
    ASSERT_EQ(m_chart.isLost(state), state == 8 || state % 7 == 0);
    ASSERT_EQ(m_chart.kindOf(state), isEnd(state) ? Chart::Kind::GoodEnd : Chart::Kind::Inner);
  }
}

TEST_F(Charted, TakesFewBytesForAnEdge) {
  std::size_t edges = 0;
  for (const EdgesOf& each : m_edges) edges += each.size();
  EXPECT_LT(m_chart.bytes(), edges * 4 + kStates * 8);
}

TEST(Chart, KnowsTheWayToAStateBeforeTheSearchIsOver) {
  Chart chart;
  chart.add(0, Chart::Kind::Inner, false);
  chart.beginEdges();
  chart.add(3, Chart::Kind::Inner, false);
  chart.addEdge(1, 1);
  chart.endEdges();
  chart.beginEdges();
  chart.add(5, Chart::Kind::BadEnd, false);
  chart.addEdge(2, 1);
  EXPECT_EQ(chart.movesTo(2), (std::vector<TaskId>{3, 5}));
  EXPECT_TRUE(chart.movesTo(0).empty());
}

}  // namespace
}  // namespace kts::engine
