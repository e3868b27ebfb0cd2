// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/bounded.h"

#include <algorithm>

#include "engine/exploration/hash.h"

namespace kts::engine {

Bounded::Bounded(const ExploreSpec& spec, World& world, Watch& watch)
    : m_spec(spec), m_world(world), m_watch(watch), m_fingerprints(world, spec.symmetry), m_images(world) {}

ExploreProgress Bounded::covered() const {
  ExploreProgress progress;
  progress.states = m_best.size();
  progress.transitions = m_transitions;
  progress.waiting = m_waiting.size();
  progress.depth = m_cost.steps;
  progress.preemptions = m_cost.preemptions;
  progress.bytes = m_known.bytes() + m_images.bytes() + m_pieceCount * sizeof(ImageStore::Piece) +
                   m_nodes.capacity() * (sizeof(Node) + sizeof(m_pieces[0]) + sizeof(Number));
  progress.found = found();
  return progress;
}

void Bounded::wait(const Node& node) {
  m_waiting.push({node.cost, static_cast<Number>(m_nodes.size())});
  m_nodes.push_back(node);
  m_pieces.emplace_back();
  m_keys.push_back(kNone);
}

std::expected<void, Problem> Bounded::search() {
  wait({});
  const std::span<const ImageStore::Piece> begin = m_images.keep();
  m_pieces.back().assign(begin.begin(), begin.end());
  while (!m_waiting.empty()) {
    const Waiting next = m_waiting.top();
    m_waiting.pop();
    const Number key = m_keys[next.number];
    if (key != kNone && m_best[key] < next.cost) continue;  // come to again, and cheaper
    m_cost = next.cost;
    if (m_nodes[next.number].bad) {
      m_found = next.number;
      return {};
    }
    if (!m_watch.goOn([this] { return covered(); })) return {};
    if (auto done = goOnFrom(next.number); !done) return done;
  }
  m_whole = true;
  return {};
}

std::expected<void, Problem> Bounded::goOnFrom(Number number) {
  const LargeVector<ImageStore::Piece> pieces = std::move(m_pieces[number]);
  m_pieces[number] = {};
  m_pieceCount -= pieces.size();
  m_images.putBack(pieces);
  const Node node = m_nodes[number];
  const TaskSet canMove = m_world.canMove();
  const bool couldGoOn = node.last != kNoTask && canMove.contains(node.last);
  std::vector<TaskId> tasks;
  canMove.forEach([&](TaskId task) { tasks.push_back(task); });
  for (const TaskId task : tasks) {
    Cost cost = node.cost;
    ++cost.steps;
    if (node.last != kNoTask && task != node.last && m_world.isStep(task)) {
      ++cost.switches;
      cost.preemptions += couldGoOn;
    }
    m_images.putBack(pieces);
    if (auto done = arrive(number, task, cost); !done) return done;
  }
  return {};
}

std::expected<void, Problem> Bounded::arrive(Number from, TaskId task, const Cost& cost) {
  const Outcome outcome = stepOf(m_world, task);
  ++m_transitions;
  if (outcome.finding) {
    if (auto why = whyNotExplored(*outcome.finding)) return std::unexpected(*why);
    wait({cost, from, task, m_world.racedWith(), task, true, false});
    return {};
  }
  const bool lost = m_rescuedToo && (m_nodes[from].lost || outcome.lost != kNoTask);
  if (outcome.ended && lost) wait({cost, from, task, kNoTask, true, true});
  if (outcome.ended) return {};
  const TaskId last = m_world.isStep(task) ? task : m_nodes[from].last;
  const std::span<const ImageStore::Piece> pieces = m_images.keep();
  SeenState view(m_world);
  view.look(pieces, m_images);
  const std::uint64_t state = m_fingerprints.of(view);
  const auto number = static_cast<Number>(m_best.size());
  Number key = m_known.find(mixed(state, m_fingerprints.colourOf(last)) + lost, number);
  if (key == FingerprintTable::kNew) {
    key = number;
    m_best.push_back(cost);
  } else {
    if (m_best[key] <= cost) return {};
    m_best[key] = cost;
  }
  wait({cost, from, task, kNoTask, last, false, lost});
  m_keys.back() = key;
  m_pieces.back().assign(pieces.begin(), pieces.end());
  m_pieceCount += m_pieces.back().size();
  return {};
}

Way Bounded::wayToFinding() const {
  Way way;
  for (Number at = m_found; m_nodes[at].parent != kNone; at = m_nodes[at].parent)
    way.steps.push_back(m_world.chosen(m_nodes[at].task));
  std::reverse(way.steps.begin(), way.steps.end());
  way.tail = m_nodes[m_found].tail;
  if (m_nodes[m_found].lost) way.kind = kLostWakeup;
  return way;
}

}  // namespace kts::engine
