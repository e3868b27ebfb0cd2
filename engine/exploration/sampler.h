// SPDX-License-Identifier: GPL-2.0-or-later
// Makes one run after the other in one world, each with a schedule drawn by chance. What is drawn for a run
// depends on the seed and the run's number alone: neither on the thread that makes it, nor on what is known
// of the states that it comes to.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "engine/exploration/known_states.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/roles.h"
#include "engine/exploration/rule_check.h"

namespace kts::engine {

class Sampler {
 public:
  // A finding that needs `d` things in order is found by a run of pct with a probability of at least
  // 1 / (tasks * steps^(d-1)).
  static constexpr std::uint32_t kDepth = 3;

  // `mostBytes`: that it may keep of states that it has come to.
  Sampler(const ExploreSpec& spec, World& world, std::uint64_t mostBytes);

  using GoOn = std::function<bool()>;
  struct Ran {
    bool whole = false;  // it came to its end, or to a finding
    std::uint32_t steps = 0, tasks = 0;
    std::optional<Way> way;          // to its finding
    std::optional<Problem> problem;  // why there can be none
  };
  // The run of that number, from 0; `longest`: as many steps as a run is thought to have. `goOn` is asked now
  // and then.
  Ran run(std::uint64_t number, std::uint32_t longest, const GoOn& goOn);

  std::uint64_t bytes() const { return m_known ? m_known->bytes() : 0; }

 private:
  // How a run ended, and what was seen on the way.
  struct End {
    Outcome outcome;
    bool lost = false;  // somebody slept in vain
    std::uint32_t tasks = 0;
  };
  // Nothing when it was not to go on.
  std::optional<End> walk(const GoOn& goOn);
  std::optional<End> goOnInMemory(TaskId move, bool lost, const GoOn& goOn);
  void judge(std::uint64_t number, End end, Ran& ran);
  void begin(std::uint64_t number, std::uint32_t longest);
  bool asked(const GoOn& goOn) const { return m_path.size() % kSeldom != 0 || goOn(); }
  TaskId next();
  TaskId foremost();  // by priority
  Way wayOfRun(bool finds);
  std::uint64_t draw();
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((draw() >> 32) * bound >> 32);
  }

  static constexpr std::uint32_t kSeldom = 16;  // goOn is asked once in so many steps

  const ExploreSpec& m_spec;
  World& m_world;
  RuleCheck m_rules;
  World::Image m_first;
  Roles m_roles;
  std::optional<KnownStates> m_known;
  std::uint64_t m_drawn = 0;  // what the next number is drawn from
  // The choices of the run: random, which of the moves by role; pct, the move. Either fits a byte.
  std::vector<std::uint8_t> m_path;
  static_assert(TaskSet::kMost <= 256);

  // pct: who is before whom, and at which steps the foremost falls behind all others
  std::vector<std::uint64_t> m_priority;
  std::array<std::uint32_t, kDepth - 1> m_falls{};
};

}  // namespace kts::engine
