// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/samples.h"

#include <algorithm>

namespace kts::engine {

unsigned Samples::threadsOf(const ExploreSpec& spec) {
  return std::max(1u, spec.threads ? spec.threads : std::thread::hardware_concurrency());
}

// Of the memory that may be taken, half: tables double, and hold both halves meanwhile.
std::uint64_t Samples::bytesOfEach() const {
  constexpr std::uint64_t kMost = 256'000'000;
  return std::min(kMost, m_watch.maxMemory() / 4 / threadsOf(m_spec));
}

Samples::Samples(const ExploreSpec& spec, World& world, Watch& watch)
    : m_spec(spec),
      m_world(world),
      m_watch(watch),
      m_block(kBlock),
      m_together(static_cast<std::ptrdiff_t>(threadsOf(spec))) {}

// Runs of the block, as long as there are some of a lower number than the lowest that has found something.
void Samples::take(Sampler& sampler, const Sampler::GoOn& goOn) {
  const std::uint64_t before = sampler.bytes();
  for (;;) {
    const std::uint64_t place = m_next++;
    if (place >= kBlock) break;
    const std::uint64_t number = m_begin + place;
    Sampler::Ran& ran = m_block[place];
    ran = sampler.run(number, m_longest, [&] { return number < m_lowest && goOn(); });
    if (!ran.way && !ran.problem) continue;
    std::uint64_t lowest = m_lowest;
    while (number < lowest && !m_lowest.compare_exchange_weak(lowest, number)) {
    }
  }
  m_bytes += sampler.bytes() - before;
}

void Samples::besides() {
  const auto world =
      World::make(m_spec.scenario, m_spec.settings, m_spec.granularity, m_spec.memory, m_spec.protocol);
  std::optional<Sampler> sampler;
  if (world) sampler.emplace(m_spec, **world, bytesOfEach());  // it was made once already
  for (;;) {
    m_together.arrive_and_wait();
    if (m_over) return;
    if (sampler) take(*sampler, [this] { return !m_bound; });
    m_together.arrive_and_wait();
  }
}

// What the block has come to, up to the lowest finding.
void Samples::count() {
  for (std::uint64_t place = 0; place < kBlock; ++place) {
    Sampler::Ran& ran = m_block[place];
    if (!ran.whole) continue;
    ++m_covered.executions;
    m_covered.transitions += ran.steps;
    m_longest = std::max(m_longest, ran.steps);
    m_mostTasks = std::max(m_mostTasks, ran.tasks);
    if (ran.problem) m_problem = std::move(ran.problem);
    if (ran.way) m_way = std::move(ran.way);
    if (m_problem || m_way) break;
  }
  m_covered.depth = m_longest;
  m_covered.bytes = m_bytes;
  m_covered.found = found();
  std::ranges::fill(m_block, Sampler::Ran());
}

std::expected<void, Problem> Samples::search() {
  Sampler sampler(m_spec, m_world, bytesOfEach());
  std::vector<std::jthread> others;
  for (unsigned other = 1; other < threadsOf(m_spec); ++other) others.emplace_back([this] { besides(); });
  for (; !m_bound && !m_way && !m_problem; m_begin += kBlock) {
    m_next = 0;
    m_together.arrive_and_wait();
    take(sampler, [this] {
      if (!m_watch.goOn([this] { return m_covered; })) m_bound = true;
      return !m_bound.load();
    });
    m_together.arrive_and_wait();
    count();
    if (!m_watch.look(m_covered)) m_bound = true;
  }
  m_over = true;
  m_together.arrive_and_wait();
  others.clear();  // joins them
  if (m_problem) return std::unexpected(*m_problem);
  return {};
}

std::uint64_t Samples::rulesTried() const {
  const bool foundBefore = m_way && m_way->kind.empty();  // without the rules
  const std::uint64_t runs = m_covered.executions - foundBefore;
  const bool all = m_spec.rulesOnAll || runs <= RuleCheck::kFirst;
  return all ? runs : RuleCheck::kFirst + runs / RuleCheck::kEvery - 1;
}

}  // namespace kts::engine
