// SPDX-License-Identifier: GPL-2.0-or-later
// States in the order of what a schedule costs to come to them: first its preemptions (switches away from a
// task that could go on), then its switches, then its steps. So what it finds first is the smallest story
// there is; and when time ends it, every schedule with fewer preemptions has been tried.
#pragma once

#include <compare>
#include <queue>
#include <vector>

#include "engine/exploration/fingerprint.h"
#include "engine/exploration/fingerprint_table.h"
#include "engine/exploration/image_store.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/watch.h"

namespace kts::engine {

class Bounded {
 public:
  struct Cost {
    std::uint32_t preemptions = 0, switches = 0, steps = 0;
    auto operator<=>(const Cost&) const = default;
  };

  Bounded(const ExploreSpec& spec, World& world, Watch& watch);

  // From the world's present state to the first finding, the end of all states, or a bound.
  std::expected<void, Problem> search();
  // Before the search: a wakeup that is lost and rescued by another is no finding.
  void leaveOutRescued() { m_rescuedToo = false; }

  bool whole() const { return m_whole; }
  bool found() const { return m_found != kNone; }
  Way wayToFinding() const;
  // Every schedule that costs less was tried.
  const Cost& tried() const { return m_cost; }
  ExploreProgress covered() const;

 private:
  using Number = std::uint32_t;
  static constexpr Number kNone = ~0u;
  struct Node {
    Cost cost;
    Number parent = kNone;
    TaskId task = kNoTask, tail = kNoTask;  // the move that led there
    TaskId last = kNoTask;                  // who moved last; a store reaches memory by itself
    bool bad = false;
    bool lost = false;  // a wakeup was lost on the way: a run goes wrong with it, however it ends
  };
  struct Waiting {
    Cost cost;
    Number number;
    bool operator>(const Waiting& other) const {
      return cost != other.cost ? cost > other.cost : number > other.number;
    }
  };

  std::expected<void, Problem> goOnFrom(Number number);
  std::expected<void, Problem> arrive(Number from, TaskId task, const Cost& cost);
  void wait(const Node& node);

  const ExploreSpec& m_spec;
  World& m_world;
  Watch& m_watch;
  Fingerprints m_fingerprints;
  ImageStore m_images;
  FingerprintTable m_known;  // of a state, who moved last, and whether a wakeup was lost before
  std::vector<Cost> m_best;  // by the table's numbers
  std::vector<Node> m_nodes;
  std::vector<LargeVector<ImageStore::Piece>> m_pieces;  // by node, until it is gone on from
  std::vector<Number> m_keys;                            // by node: its number in the table
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> m_waiting;
  Cost m_cost;
  std::uint64_t m_transitions = 0, m_pieceCount = 0;
  Number m_found = kNone;
  bool m_whole = false, m_rescuedToo = true;
};

}  // namespace kts::engine
