// SPDX-License-Identifier: GPL-2.0-or-later
// The table of rules speaks of events, and a world that is explored makes none. So of the complete runs that
// a search comes to, some are made again as runs that are recorded by nobody, with every event folded and
// every rule tried: the first kFirst, then one in kEvery, unless all are asked for. A run so costs as much as
// some hundred steps of a search.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/exploration/moves.h"

namespace kts::engine {

class RuleCheck {
 public:
  static constexpr std::uint64_t kFirst = 64, kEvery = 256;

  explicit RuleCheck(const ExploreSpec& spec) : m_spec(spec) {}

  // Whether the complete run of that number, from 1, is one of those.
  bool wants(std::uint64_t number) const {
    return m_spec.rulesOnAll || number <= kFirst || number % kEvery == 0;
  }
  // The way to what a rule, or anything else, says against the run that begins with these steps and goes on
  // to its end, each task in its turn; nothing when all holds.
  std::optional<Way> tryRun(const std::vector<TaskId>& steps);
  std::uint64_t tried() const { return m_tried; }  // runs that have come to their end

 private:
  const ExploreSpec& m_spec;
  std::uint64_t m_tried = 0;
};

}  // namespace kts::engine
