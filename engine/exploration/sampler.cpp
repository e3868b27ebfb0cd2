// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/sampler.h"

#include <algorithm>

#include "engine/exploration/hash.h"

namespace kts::engine {

namespace {
// Above every priority to which somebody falls.
constexpr std::uint32_t kDrawn = std::uint32_t(1) << 31;
}  // namespace

Sampler::Sampler(const ExploreSpec& spec, World& world, std::uint64_t mostBytes)
    : m_spec(spec), m_world(world), m_rules(spec), m_roles(world) {
  m_world.save(m_first);
  if (KnownStates::suit(spec) && !m_world.canMove().empty()) m_known.emplace(spec, world, mostBytes);
}

// The generators of the standard library differ in what they cost to begin anew, for every run.
std::uint64_t Sampler::draw() {
  m_drawn += 0x9e3779b97f4a7c15ull;
  return finished(m_drawn);
}

void Sampler::begin(std::uint64_t number, std::uint32_t longest) {
  m_drawn = finished(mixed(m_spec.seed, number));
  m_path.clear();
  m_priority.clear();
  m_roles.begin();
  if (m_spec.method != Method::Pct) return;
  for (std::uint32_t& fall : m_falls) fall = below(std::max(longest, 64u));
}

Sampler::Ran Sampler::run(std::uint64_t number, std::uint32_t longest, const GoOn& goOn) {
  begin(number, longest);
  std::optional<End> end;
  if (m_known) {
    end = walk(goOn);
  } else if (m_world.restore(m_first); asked(goOn)) {
    const TaskId first = next();
    end = goOnInMemory(first, false, goOn);
  }
  Ran ran;
  if (end) judge(number, std::move(*end), ran);
  return ran;
}

// From state to state by their numbers, as far as they are known, or may become known.
std::optional<Sampler::End> Sampler::walk(const GoOn& goOn) {
  bool lost = false;
  for (KnownStates::State at = m_known->first();;) {
    if (!asked(goOn)) return std::nullopt;
    const std::uint32_t moves = m_known->movesOf(at);
    if (moves == 0) return End{{}, lost, m_known->tasksOf(at)};
    const std::uint32_t choice = below(moves);
    m_path.push_back(static_cast<std::uint8_t>(choice));
    KnownStates::State to = m_known->after(at, choice);
    if (to == KnownStates::kUnknown) {
      if (!m_known->mayLearn()) return goOnInMemory(m_known->putBack(at, choice), lost, goOn);
      KnownStates::Made made = m_known->learn(at, choice);
      lost = lost || made.outcome.lost != kNoTask;
      if (made.outcome.finding)  // which is made in memory
        return End{std::move(made.outcome), lost, m_world.kernel().taskCount()};
      to = made.to;
    }
    at = to;
  }
}

// `move` has been chosen.
std::optional<Sampler::End> Sampler::goOnInMemory(TaskId move, bool lost, const GoOn& goOn) {
  for (;; move = next()) {
    Outcome outcome = stepOf(m_world, move);
    lost = lost || outcome.lost != kNoTask;
    if (outcome.ended) return End{std::move(outcome), lost, m_world.kernel().taskCount()};
    if (!asked(goOn)) return std::nullopt;
  }
}

void Sampler::judge(std::uint64_t number, End end, Ran& ran) {
  ran.whole = true;
  ran.steps = static_cast<std::uint32_t>(m_path.size());
  ran.tasks = end.tasks * (m_world.hasMovesBeside() ? 2 : 1);
  if (end.outcome.finding) ran.problem = whyNotExplored(*end.outcome.finding);
  if (end.outcome.finding || end.lost)
    ran.way = wayOfRun(end.outcome.finding.has_value());
  else if (m_rules.wants(number + 1))
    ran.way = m_rules.tryRun(wayOfRun(false).steps);
}

// The run once more, in memory: ids are what they are in a run that is recorded.
Way Sampler::wayOfRun(bool finds) {
  Way way;
  m_world.restore(m_first);
  m_roles.begin();
  for (const std::uint8_t choice : m_path) {
    const bool random = m_spec.method == Method::Random;
    const TaskId move = random ? m_roles.nth(SeenState(m_world), m_world.canMove(), choice) : choice;
    way.steps.push_back(m_world.chosen(move));
    m_world.step(move);
  }
  m_world.takeFinding();
  if (finds) way.tail = m_world.racedWith();
  return way;
}

TaskId Sampler::next() {
  const TaskSet& canMove = m_world.canMove();
  if (m_spec.method == Method::Random) {
    const std::uint32_t choice = below(canMove.size());
    m_path.push_back(static_cast<std::uint8_t>(choice));
    return m_roles.nth(SeenState(m_world), canMove, choice);
  }
  const TaskId move = foremost();
  m_path.push_back(static_cast<std::uint8_t>(move));
  return move;
}

TaskId Sampler::foremost() {
  const auto step = static_cast<std::uint32_t>(m_path.size());
  const TaskSet& canMove = m_world.canMove();
  // A store buffer has a priority of its own, and so has a timer.
  const std::size_t moves = m_world.hasMovesBeside() ? TaskSet::kMost : m_world.kernel().taskCount();
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

}  // namespace kts::engine
