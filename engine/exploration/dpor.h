// SPDX-License-Identifier: GPL-2.0-or-later
// One order of each class of orders that differ only in steps that touch nothing in common: dynamic partial
// order reduction with source sets and sleep sets (Abdulla, Aronsson, Jonsson and Sagonas, POPL 2014).
//
// A run is made to its end. Each of its steps is held against those before it: where two touch the same thing
// and nothing between them orders them, they race, and the state before the first of the two has to be gone
// on from in the other order, too, unless that is done already. A task sleeps at a state while the orders in
// which it moves next are known from elsewhere.
//
// It needs no fingerprints, so it is an independent check of the graph, and its memory is one path.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "engine/exploration/event_set.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/rule_check.h"
#include "engine/exploration/touching_events.h"
#include "engine/exploration/watch.h"

namespace kts::engine {

class Dpor {
 public:
  static constexpr std::uint32_t kMostTasks = 32;  // half of that with store buffers: each is one more

  Dpor(const ExploreSpec& spec, World& world, Watch& watch);
  virtual ~Dpor() = default;

  // From the world's present state to the first finding, the end of all classes, or a bound.
  std::expected<void, Problem> search();
  // Before the search: goes on from each state with every task that does not sleep. Far more runs begin, and
  // as many come to their end: one a class again.
  void useSleepSetsAlone() { m_everyTask = true; }
  // Before the search: keeps the form of each complete run, the same for two of one class and no others.
  void keepForms() { m_keepForms = true; }

  bool whole() const { return m_whole; }
  bool found() const { return m_way.has_value(); }
  const Way& wayToFinding() const { return *m_way; }
  ExploreProgress covered() const;
  std::uint64_t rulesTried() const { return m_rules.tried(); }  // of so many runs
  std::uint64_t blocked() const { return m_blocked; }  // runs begun in vain: everybody who could move slept
  const std::vector<std::uint64_t>& forms() const { return m_forms; }

 protected:
  // What the last step of `task` touched.
  virtual Footprint footprint(TaskId move, const Operation& operation, std::uint32_t requests,
                              const OpenAccesses& open) const;
  const World& world() const { return m_world; }

 private:
  static constexpr std::size_t kMostSteps = 0x7fff;
  struct Event {
    TaskId task = kNoTask;  // the move
    OpKind kind = OpKind::None;
    ObjectId object;
    int before = -1;              // its task's last event, or the fork that made the task
    std::uint32_t footprint = 0;  // in m_footprints
    int waitsFor = -1;            // the event with the store that it waits for
    std::uint32_t enables = 0;    // so many of m_enablings
    bool slept = false;           // a schedule() that did; its task's next step is where that one returns
    ObjectId releases = {};       // a lock, for others to take
    bool fence = false;           // made only once every store of its task is in memory
    int stores = 0;               // by how many more (or fewer) of its task's wait after it
  };
  // What is asked of a step that is made next.
  struct BeforeStep {
    TaskId move = kNoTask;
    Operation operation;  // that its task stands before
    std::uint32_t requests = 0, tasks = 0;
    std::size_t stores = 0;  // that wait
    TaskSet canMove;
    OpenAccesses open;  // of who stands before one
  };
  struct Frame {
    TaskSet toTry, sleeping;                           // no task is in both
    TaskSet announced;                                 // that it sleeps, of those who can move
    std::array<std::uint32_t, kMostTasks> wouldTouch;  // by slot of who sleeps: the footprint of its step
    bool fresh = false;                                // the world stands in it
  };
  static constexpr std::size_t kNone = ~std::size_t(0);
  // Some states on the path are kept; the others are come to from there. One after so many steps that were
  // made, and one after so few that had to be made again, for more will go back to near there.
  static constexpr std::size_t kNewSteps = 16, kStepsAgain = 3;
  struct Kept {
    std::size_t depth = 0;
    World::Image image;
  };

  void goBackTo(std::size_t depth);
  void keepState();
  std::expected<void, Problem> prepare(TaskId move);
  std::expected<void, Problem> forward(const Outcome& outcome);
  std::expected<void, Problem> takeFinding(const Outcome& outcome);
  Event lastEvent();
  void sleepOn(const Frame& from, const Event& event, Frame& to) const;
  void back();
  void openFrame(TaskId last);
  void enable(TaskId task);
  void complete();

  // Where a move stands in m_last, and in what is kept by task.
  std::size_t slotOf(TaskId move) const {
    return m_world.isStore(move) ? kMostTasks / 2 + m_world.ownerOf(move) : move;
  }
  int whatItWaitsFor(const Event& event) const;
  void order(Event& event);
  void lookAtLock(const Event& event, std::size_t release, const EventSet& past);
  void race(std::size_t first, const Event& second);
  TaskSet initialsWithout(std::size_t first, const Event& second);
  std::uint64_t form() const;

  const ExploreSpec& m_spec;
  World& m_world;
  Watch& m_watch;
  RuleCheck m_rules;
  bool m_everyTask = false, m_keepForms = false;

  BeforeStep m_before;
  std::vector<Frame> m_frames;  // by depth; those beyond m_events.size() are spare
  std::vector<Kept> m_kept;     // by depth; those beyond m_keptCount are spare
  std::size_t m_keptCount = 0;
  std::vector<Event> m_events;
  std::vector<EventSet> m_pasts;  // of each event those that come before it; there are spare ones, too
  Footprints m_footprints;
  TouchingEvents m_touching{m_footprints};  // of the events
  std::array<int, kMostTasks> m_last;       // by task: its last event, or the fork that made it, or -1
  // By task: the last event that let it go on, so that it could move, or was kept awake in its schedule(); or
  // kNone. What stood there before each such event, to go back to.
  std::array<std::size_t, kMostTasks> m_enabler;
  struct Enabling {
    TaskId task;
    std::size_t former;
  };
  std::vector<Enabling> m_enablings;
  std::uint64_t m_executions = 0, m_transitions = 0, m_blocked = 0;
  std::uint32_t m_depth = 0;
  bool m_whole = false;
  std::optional<Way> m_way;
  std::optional<std::string> m_raceKind;  // a data race that the last step completed
  EventSet m_between;                     // of race(), kept for its memory
  std::vector<std::uint64_t> m_forms;
};

}  // namespace kts::engine
