// SPDX-License-Identifier: GPL-2.0-or-later
// The strongly connected components of a graph that have a circle in them: Tarjan's algorithm, without
// recursion, for graphs of millions of states.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kts::engine {

// Edges by state: those of state n are to[begin[n]] up to to[begin[n + 1]].
struct Edges {
  std::vector<std::uint32_t> begin, to;

  std::uint32_t states() const { return static_cast<std::uint32_t>(begin.size()) - 1; }
  std::span<const std::uint32_t> of(std::uint32_t state) const {
    return std::span(to).subspan(begin[state], begin[state + 1] - begin[state]);
  }
};

// Each as its states, rising; the component with the lowest state first.
std::vector<std::vector<std::uint32_t>> circlesIn(const Edges& edges);

}  // namespace kts::engine
