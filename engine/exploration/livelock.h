// SPDX-License-Identifier: GPL-2.0-or-later
// Livelocks: a run that goes around for ever, though nobody is kept from moving. A circle of states alone is
// none: as a scheduler is free to choose, it may let one task poll again and again while another, which would
// end the polling, never gets its turn. So a circle counts only where a fair run can stay in it: where no
// task can move in each of its states and moves in none of them (weak fairness, which every kernel's
// scheduler keeps). That it could be left by chance does not matter.
//
// The graph's edges do not tell who moves, and with symmetry a circle may come back to a state in which alike
// callers have changed places. So the few components of the graph that have a circle are gone through again,
// with every task told apart. A circle in which tasks are born is not judged: nobody in it is there twice.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/exploration/components.h"
#include "engine/exploration/fingerprint.h"
#include "engine/exploration/fingerprint_table.h"
#include "engine/exploration/image_store.h"
#include "engine/exploration/moves.h"

namespace kts::engine {

struct Livelock {
  std::vector<TaskId> steps;  // the way there, and once around
  std::size_t around = 0;     // of those, how many lead around
  Finding finding;            // speaks of tasks by id
};

// One component of the graph, gone through from the state in it that the world stands in.
class CircleSearch {
 public:
  explicit CircleSearch(World& world) : m_world(world), m_fingerprints(world, false), m_images(world) {}

  // `stays`: whether the state that the world has just come to is one of the component's.
  std::expected<void, Problem> goThrough(const std::function<bool()>& stays);
  // What a fair run can go around in, as steps from where the world stood at first.
  std::optional<Livelock> fairCircle();

 private:
  static constexpr std::uint32_t kNone = ~0u, kMostStates = 100'000;
  struct Move {
    TaskId task;
    std::uint32_t to;
  };
  struct State {
    LargeVector<ImageStore::Piece> pieces;
    TaskSet canMove;
    std::vector<Move> moves;  // that stay in the component
  };
  using Component = std::vector<std::uint32_t>;

  std::uint32_t number();
  Edges edges() const;
  TaskSet alwaysAbleIn(const Component& circle) const;
  std::vector<Move> way(std::uint32_t from, const std::vector<bool>& within, TaskId mover,
                        const std::vector<bool>& to) const;
  Livelock tell(const Component& circle, const TaskSet& always);
  std::string sentence(const std::vector<Move>& around, std::uint32_t from);

  World& m_world;
  Fingerprints m_fingerprints;
  ImageStore m_images;
  FingerprintTable m_known;
  std::vector<State> m_states;
  bool m_judged = true;
};

}  // namespace kts::engine
