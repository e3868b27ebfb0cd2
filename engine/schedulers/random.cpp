// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/schedulers/scheduler.h"

namespace kts::engine {

namespace {

// SplitMix64 and a multiply-shift: the standard library's distributions differ between machines.
class Random : public Scheduler {
 public:
  explicit Random(std::uint64_t seed) : m_state(seed) {}

  std::optional<TaskId> next(const MoveSet& canMove, TaskId) override {
    if (canMove.size() == 1) return canMove.nth(0);
    const auto size = static_cast<std::uint64_t>(canMove.size());
    return canMove.nth(static_cast<std::size_t>((draw() >> 32) * size >> 32));
  }

 private:
  std::uint64_t draw() {
    std::uint64_t z = m_state += 0x9e3779b97f4a7c15ull;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
  }
  std::uint64_t m_state;
};

}  // namespace

std::unique_ptr<Scheduler> makeRandom(std::uint64_t seed) { return std::make_unique<Random>(seed); }

}  // namespace kts::engine
