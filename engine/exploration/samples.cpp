// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/samples.h"

#include <algorithm>

#include "engine/exploration/hash.h"

namespace kts::engine {

namespace {
// Above every priority to which somebody falls.
constexpr std::uint64_t kDrawn = std::uint64_t(1) << 32;
}  // namespace

// ---- one run

Sampler::Sampler(const ExploreSpec& spec, World& world) : m_spec(spec), m_world(world), m_rules(spec) {
  m_world.save(m_first);
}

// The generators of the standard library differ in what they cost to begin anew, for every run.
std::uint64_t Sampler::draw() {
  m_drawn += 0x9e3779b97f4a7c15ull;
  return finished(m_drawn);
}

void Sampler::begin(std::uint64_t number, std::uint32_t longest) {
  m_drawn = finished(mixed(m_spec.seed, number));
  m_world.restore(m_first);
  m_steps.clear();
  m_priority.clear();
  if (m_spec.method != Method::Pct) return;
  for (std::uint32_t& fall : m_falls) fall = static_cast<std::uint32_t>(below(std::max(longest, 64u)));
}

template <class GoOn>
Sampler::Ran Sampler::run(std::uint64_t number, std::uint32_t longest, GoOn&& goOn) {
  Ran ran;
  begin(number, longest);
  bool lost = false;
  for (std::uint32_t step = 0;; ++step) {
    if (!goOn()) return ran;
    const TaskId move = next(step);
    m_steps.push_back(m_world.chosen(move));
    const Outcome outcome = stepOf(m_world, move);
    lost = lost || outcome.lost != kNoTask;
    if (!outcome.ended) continue;
    judge(number, outcome, lost, ran);
    return ran;
  }
}

void Sampler::judge(std::uint64_t number, const Outcome& outcome, bool lost, Ran& ran) {
  ran.whole = true;
  ran.steps = static_cast<std::uint32_t>(m_steps.size());
  ran.tasks = m_world.kernel().taskCount() * (m_world.buffersStores() || m_world.hasTimers() ? 2 : 1);
  if (outcome.finding) ran.problem = whyNotExplored(*outcome.finding);
  if (outcome.finding || lost)
    ran.way = Way{m_steps, outcome.finding ? m_world.racedWith() : kNoTask};
  else if (RuleCheck::wants(number + 1))
    ran.way = m_rules.tryRun(m_steps);
}

TaskId Sampler::next(std::uint32_t step) {
  const TaskSet& canMove = m_world.canMove();
  if (m_spec.method == Method::Random) return canMove.nth(static_cast<std::uint32_t>(below(canMove.size())));
  // A store buffer has a priority of its own, and so has a timer.
  const bool beside = m_world.buffersStores() || m_world.hasTimers();
  const std::size_t moves = beside ? TaskSet::kMost : m_world.kernel().taskCount();
  while (m_priority.size() < moves) m_priority.push_back(kDrawn + below(kDrawn));
  TaskId foremost = kNoTask;
  canMove.forEach([&](TaskId task) {
    if (foremost == kNoTask || m_priority[task] > m_priority[foremost]) foremost = task;
  });
  for (std::uint32_t at = 0; at < m_falls.size(); ++at)
    if (m_falls[at] == step) m_priority[foremost] = at;
  canMove.forEach([&](TaskId task) {
    if (m_priority[task] > m_priority[foremost]) foremost = task;
  });
  return foremost;
}

// ---- all of them

unsigned Samples::threadsOf(const ExploreSpec& spec) {
  return std::max(1u, spec.threads ? spec.threads : std::thread::hardware_concurrency());
}

Samples::Samples(const ExploreSpec& spec, World& world, Watch& watch)
    : m_spec(spec),
      m_world(world),
      m_watch(watch),
      m_block(kBlock),
      m_together(static_cast<std::ptrdiff_t>(threadsOf(spec))) {}

// Runs of the block, as long as there are some of a lower number than the lowest that has found something.
template <class GoOn>
void Samples::take(Sampler& sampler, GoOn&& goOn) {
  for (;;) {
    const std::uint64_t place = m_next++;
    if (place >= kBlock) return;
    const std::uint64_t number = m_begin + place;
    Sampler::Ran& ran = m_block[place];
    ran = sampler.run(number, m_longest, [&] { return number < m_lowest && goOn(); });
    if (!ran.way && !ran.problem) continue;
    std::uint64_t lowest = m_lowest;
    while (number < lowest && !m_lowest.compare_exchange_weak(lowest, number)) {
    }
  }
}

void Samples::besides() {
  const auto world =
      World::make(m_spec.scenario, m_spec.settings, m_spec.granularity, m_spec.memory, m_spec.protocol);
  std::optional<Sampler> sampler;
  if (world) sampler.emplace(m_spec, **world);  // it was made once already
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
  m_covered.found = found();
  std::ranges::fill(m_block, Sampler::Ran());
}

std::expected<void, Problem> Samples::search() {
  Sampler sampler(m_spec, m_world);
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
  return runs <= RuleCheck::kFirst ? runs : RuleCheck::kFirst + runs / RuleCheck::kEvery - 1;
}

}  // namespace kts::engine
