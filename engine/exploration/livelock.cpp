// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/livelock.h"

#include <algorithm>

namespace kts::engine {

// ---- the component, every task told apart

std::uint32_t CircleSearch::number() {
  const auto next = static_cast<std::uint32_t>(m_states.size());
  const std::span<const ImageStore::Piece> pieces = m_images.keep();
  SeenState view(m_world);
  view.look(pieces, m_images);
  const std::uint32_t known = m_known.find(m_fingerprints.of(view), next);
  if (known != FingerprintTable::kNew) return known;
  State& state = m_states.emplace_back();
  state.pieces.assign(pieces.begin(), pieces.end());
  state.canMove = m_world.canMove();
  return next;
}

std::expected<void, Problem> CircleSearch::goThrough(const std::function<bool()>& stays) {
  number();
  const std::uint32_t tasks = m_world.kernel().taskCount();
  for (std::uint32_t at = 0; at < m_states.size() && m_judged; ++at) {
    std::vector<TaskId> movers;
    m_states[at].canMove.forEach([&](TaskId task) { movers.push_back(task); });
    for (const TaskId task : movers) {
      m_images.putBack(m_states[at].pieces);
      const Outcome outcome = stepOf(m_world, task);
      if (outcome.finding)
        if (auto why = whyNotExplored(*outcome.finding)) return std::unexpected(*why);
      if (outcome.ended || !stays()) continue;
      if (m_world.kernel().taskCount() != tasks || m_states.size() > kMostStates) m_judged = false;
      const std::uint32_t to = number();
      m_states[at].moves.push_back({task, to});
    }
  }
  return {};
}

Edges CircleSearch::edges() const {
  Edges edges;
  for (const State& state : m_states) {
    edges.begin.push_back(static_cast<std::uint32_t>(edges.to.size()));
    for (const Move& move : state.moves) edges.to.push_back(move.to);
  }
  edges.begin.push_back(static_cast<std::uint32_t>(edges.to.size()));
  return edges;
}

// ---- fairness

TaskSet CircleSearch::alwaysAbleIn(const Component& circle) const {
  TaskSet always = m_states[circle.front()].canMove;
  for (const std::uint32_t state : circle) {
    const TaskSet before = always;
    before.forEach([&](TaskId task) {
      if (!m_states[state].canMove.contains(task)) always.erase(task);
    });
  }
  return always;
}

std::optional<Livelock> CircleSearch::fairCircle() {
  if (!m_judged) return std::nullopt;
  for (const Component& circle : circlesIn(edges())) {
    const TaskSet always = alwaysAbleIn(circle);
    TaskSet still = always;  // who could move all the time, and has not been seen to
    for (const std::uint32_t state : circle)
      for (const Move& move : m_states[state].moves)
        if (std::ranges::binary_search(circle, move.to)) still.erase(move.task);
    if (still.empty()) return tell(circle, always);
  }
  return std::nullopt;
}

// ---- once around

// The shortest: its last move is one of `mover`, when there is one, and ends in a state of `to`.
std::vector<CircleSearch::Move> CircleSearch::way(std::uint32_t from, const std::vector<bool>& within,
                                                  TaskId mover, const std::vector<bool>& to) const {
  struct Step {
    std::uint32_t from;
    Move move;
  };
  std::vector<Step> last(m_states.size(), Step{kNone, {}});
  std::vector<std::uint32_t> reached{from};
  std::vector<bool> seen(m_states.size());
  seen[from] = true;
  std::vector<Move> steps;
  for (std::size_t at = 0; at < reached.size() && steps.empty(); ++at)
    for (const Move& move : m_states[reached[at]].moves) {
      if (!within[move.to]) continue;
      if ((mover == kNoTask || move.task == mover) && to[move.to]) {
        steps.push_back(move);
        for (std::uint32_t back = reached[at]; back != from; back = last[back].from)
          steps.push_back(last[back].move);
        break;
      }
      if (seen[move.to]) continue;
      seen[move.to] = true;
      last[move.to] = {reached[at], move};
      reached.push_back(move.to);
    }
  std::ranges::reverse(steps);
  return steps;
}

// Once around, everybody in it who can always move has moved.
Livelock CircleSearch::tell(const Component& circle, const TaskSet& always) {
  const std::vector<bool> everywhere(m_states.size(), true);
  std::vector<bool> inside(m_states.size()), begin(m_states.size());
  for (const std::uint32_t state : circle) inside[state] = true;
  const std::vector<Move> there = inside[0] ? std::vector<Move>{} : way(0, everywhere, kNoTask, inside);
  const std::uint32_t from = there.empty() ? 0 : there.back().to;
  begin[from] = true;
  std::vector<Move> around;
  const auto go = [&](TaskId mover, const std::vector<bool>& to) {
    const auto more = way(around.empty() ? from : around.back().to, inside, mover, to);
    around.insert(around.end(), more.begin(), more.end());
  };
  always.forEach([&](TaskId task) {
    if (std::ranges::find(around, task, &Move::task) == around.end()) go(task, inside);
  });
  if (around.empty() || around.back().to != from) go(kNoTask, begin);

  Livelock livelock;
  for (const std::vector<Move>& part : {there, around})
    for (const Move& move : part) livelock.steps.push_back(m_world.chosen(move.task));
  livelock.around = around.size();
  livelock.finding = {"livelock", m_world.ownerOf(around.front().task), 0, sentence(around, from)};
  return livelock;
}

// Who goes around, and where: the place of each before its first move.
std::string CircleSearch::sentence(const std::vector<Move>& around, std::uint32_t from) {
  std::vector<TaskId> who;
  std::vector<std::string> words;
  std::uint32_t at = from;
  for (const Move& move : around) {
    const TaskId owner = m_world.ownerOf(move.task);
    if (std::ranges::find(who, owner) == who.end()) {
      who.push_back(owner);
      m_images.putBack(m_states[at].pieces);
      const task_struct& task = m_world.kernel().task(owner);
      const std::string name = nameOf(ObjectId(ObjectType::Task, owner));
      words.push_back(task.calls == 0
                          ? name
                          : name + " in " + std::string(nameOf(task.callStack[task.calls - 1])) + "()");
    }
    at = move.to;
  }
  std::string text;
  for (std::size_t each = 0; each < words.size(); ++each)
    text += (each == 0 ? "" : each + 1 < words.size() ? ", " : " and ") + words[each];
  return text + (words.size() == 1 ? " goes" : " go") + " around for ever: " + std::to_string(around.size()) +
         " steps lead back to where everything was, and whoever can move moves";
}

}  // namespace kts::engine
