// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/components.h"

#include <algorithm>

namespace kts::engine {

namespace {

constexpr std::uint32_t kUnseen = ~0u;

class Search {
 public:
  explicit Search(const Edges& edges)
      : m_edges(edges), m_index(edges.states(), kUnseen), m_low(edges.states()), m_onStack(edges.states()) {}

  std::vector<std::vector<std::uint32_t>> all() {
    for (std::uint32_t state = 0; state < m_edges.states(); ++state)
      if (m_index[state] == kUnseen) from(state);
    std::ranges::sort(m_found);
    return std::move(m_found);
  }

 private:
  struct Frame {
    std::uint32_t state, next;
  };

  void open(std::uint32_t state) {
    m_index[state] = m_low[state] = m_count++;
    m_stack.push_back(state);
    m_onStack[state] = true;
    m_frames.push_back({state, m_edges.begin[state]});
  }

  void from(std::uint32_t root) {
    open(root);
    while (!m_frames.empty()) {
      Frame& frame = m_frames.back();
      if (frame.next == m_edges.begin[frame.state + 1]) {
        close();
        continue;
      }
      const std::uint32_t to = m_edges.to[frame.next++];
      if (m_index[to] == kUnseen)
        open(to);
      else if (m_onStack[to])
        m_low[frame.state] = std::min(m_low[frame.state], m_index[to]);
    }
  }

  void close() {
    const std::uint32_t state = m_frames.back().state;
    m_frames.pop_back();
    if (!m_frames.empty()) {
      std::uint32_t& low = m_low[m_frames.back().state];
      low = std::min(low, m_low[state]);
    }
    if (m_low[state] != m_index[state]) return;
    std::vector<std::uint32_t> component;
    do {
      component.push_back(m_stack.back());
      m_onStack[m_stack.back()] = false;
      m_stack.pop_back();
    } while (component.back() != state);
    const bool circle = component.size() > 1 || std::ranges::count(m_edges.of(state), state) > 0;
    if (!circle) return;
    std::ranges::sort(component);
    m_found.push_back(std::move(component));
  }

  const Edges& m_edges;
  std::vector<std::uint32_t> m_index, m_low, m_stack;
  std::vector<bool> m_onStack;
  std::vector<Frame> m_frames;
  std::uint32_t m_count = 0;
  std::vector<std::vector<std::uint32_t>> m_found;
};

}  // namespace

std::vector<std::vector<std::uint32_t>> circlesIn(const Edges& edges) { return Search(edges).all(); }

}  // namespace kts::engine
