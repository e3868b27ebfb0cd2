// SPDX-License-Identifier: GPL-2.0-or-later
// One order of each class of orders that differ only in steps that touch nothing in common: dynamic partial
// order reduction with source sets and sleep sets (Abdulla, Aronsson, Jonsson and Sagonas, POPL 2014).
//
// A run is made to its end. Each of its steps is held against those before it: where two touch the same thing
// and nothing between them orders them, they race, and the state before the first of the two has to be gone
// on from in the other order, too, unless that is done already. A task sleeps at a state while the orders in
// which it moves next are known from elsewhere.
//
// It needs no fingerprints, so it is an independent check of the graph. Its memory is one path, and as many
// of the states that it has come to as it may keep (transition_system.h): so a step is made once, mostly.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "engine/exploration/event_set.h"
#include "engine/exploration/moves.h"
#include "engine/exploration/rule_check.h"
#include "engine/exploration/slot_set.h"
#include "engine/exploration/touching_events.h"
#include "engine/exploration/transition_system.h"
#include "engine/exploration/watch.h"

namespace kts::engine {

class Dpor {
 public:
  Dpor(const ExploreSpec& spec, World& world, Watch& watch);
  virtual ~Dpor() = default;

  // From the world's present state to the first finding, the end of all classes, or a bound.
  std::expected<void, Problem> search();
  // Before the search: goes on from each state with every task that does not sleep. Far more runs begin, and
  // as many come to their end: one a class again.
  void useSleepSetsAlone() { m_everyTask = true; }
  // Before the search: of the states that it has come to it may keep so many bytes, and twice its path.
  void keepStatesIn(std::uint64_t bytes) { m_system.keepIn(bytes); }
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
  using Slot = TransitionSystem::Slot;
  using Step = TransitionSystem::Step;
  struct Event {
    Slot slot = 0;                // of the move
    std::uint32_t footprint = 0;  // in m_footprints
    std::uint32_t step = 0;       // of m_system
    int before = -1;              // its task's last event, or the fork that made the task
    int waitsFor = -1;            // the event with the store that it waits for
    bool slept = false;
  };
  struct Frame {
    TransitionSystem::State state = 0;
    SlotSet toTry, sleeping;                                // no move is in both
    std::array<std::uint32_t, SlotSet::kSlots> wouldTouch;  // of who sleeps: the footprint of its step
  };

  std::expected<void, Problem> forward(Slot slot);
  std::expected<std::optional<Outcome>, Problem> know(const Frame& frame, Slot slot);
  std::expected<void, Problem> makePathAgain();
  std::expected<void, Problem> takeFinding(const Outcome& outcome);
  void sleepOn(const Frame& from, const Event& event, Frame& to) const;
  void back();
  void openFrame(Slot last);
  void complete();

  int whatItWaitsFor(const Event& event, bool fence) const;
  void order(Event& event, const Step& step);
  void lookAtLock(const Event& event, const Step& step, std::size_t release, const EventSet& past);
  void race(std::size_t first, const Event& second);
  SlotSet initialsWithout(std::size_t first, const Event& second);
  std::vector<TaskId> stepsOfPath() const;
  std::uint64_t form() const;

  const ExploreSpec& m_spec;
  World& m_world;
  Watch& m_watch;
  RuleCheck m_rules;
  bool m_everyTask = false, m_keepForms = false;

  TransitionSystem m_system;
  std::vector<Frame> m_frames;  // by depth; those beyond m_events.size() are spare
  std::vector<Event> m_events;
  std::vector<EventSet> m_pasts;  // of each event those that come before it; there are spare ones, too
  Footprints m_footprints;
  TouchingEvents m_touching{m_footprints};  // of the events
  std::array<int, SlotSet::kSlots> m_last;  // by slot: its last event, or the fork that made its task, or -1
  // By task: the last event that let it go on, so that it could move, or was kept awake in its schedule(); or
  // -1. What stood there before each such event, to go back to.
  std::array<int, SlotSet::kSlots> m_enabler;
  std::vector<int> m_formerEnablers;
  std::uint64_t m_executions = 0, m_transitions = 0, m_blocked = 0;
  std::uint32_t m_depth = 0;
  bool m_whole = false;
  std::optional<Way> m_way;
  std::optional<std::string> m_raceKind;  // a data race that the last step completed
  EventSet m_between;                     // of race(), kept for its memory
  std::vector<std::uint64_t> m_forms;
};

}  // namespace kts::engine
