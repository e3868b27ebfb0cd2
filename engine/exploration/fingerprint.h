// SPDX-License-Identifier: GPL-2.0-or-later
// What a state is, in 64 bits: the history-free core of the world and each task's place, with ids and PIDs
// renamed by role. Two states with one fingerprint go on alike.
//
// Each live task and request gets a colour: what is known of it alone, and of what it refers to. With
// symmetry, callers of one group begin alike, so that states that differ only in which of them is which
// have the same fingerprint; without, each begins with a name of its own: a caller by its id, a thread by
// who asked for it and the how manieth it is of theirs.
//
// Who is there from the beginning and runs no program of the scenario's has a name in either case, its id,
// and marks what it refers to, as the world does. All others are coloured by units, a caller with what it
// has made; or, where that does not do, each by itself: its colour is mixed a few times with those of what
// it refers to, and of what refers to it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/exploration/seen_state.h"

namespace kts::engine {

class Fingerprints {
 public:
  Fingerprints(const World& world, bool symmetry);

  // Of a state in pieces: what a piece says is found out once.
  std::uint64_t of(const SeenState& state);
  // From now on, what is known by units is found out as all the rest: other numbers, for the same states.
  void mixAll() { m_byUnits = false; }
  std::uint64_t bytes() const {
    return m_abouts.capacity() * sizeof(About) + m_said.capacity() * sizeof(Said) +
           m_references.capacity() * sizeof(Reference);
  }
  // In that state: moves of tasks that symmetry makes one have one colour.
  std::uint64_t colourOf(TaskId move) const {
    const std::uint64_t owner = m_colours[ofTask(m_world.ownerOf(move))];
    return m_world.isStep(move) ? owner : ~owner;
  }
  // In that state, who has which colour; kAlike where two tasks have the same. Two states with one
  // fingerprint and one such number are the same with every task called what it is called.
  static constexpr std::uint64_t kAlike = 0;
  std::uint64_t names() const;

 private:
  // Where a colour mixes another in: nobody, itself, a task, a request.
  using Reference = std::uint32_t;
  static constexpr Reference kNone = 0, kItself = 1, kFirstTask = 2,
                             kFirstRequest = kFirstTask + TaskSet::kMost;
  // What the world says of a task or request, and where. No two are marked alike, so a mark says who it is.
  enum Mark : std::uint64_t { kOwnsLock = 1, kFirstOfQueue, kShouldStop, kIsKthreadd, kInList, kNamedBy };

  // What was said of a piece. A task's depends on a little beside it, too, and is kept for each such.
  struct Said {
    std::uint64_t beside = 0;
    std::uint64_t hash = 0;
    std::uint32_t references = 0, count = 0;  // its own, in m_references
    std::uint32_t next = kNobody;
  };
  static constexpr std::uint32_t kNobody = ~0u;
  // What is known of a piece, once it has been met.
  struct About {
    std::uint32_t said = kNobody;  // the last that was said of it
    bool known = false;
    bool here = false;            // it is not gone
    std::uint16_t variables = 0;  // a task's, if it has some: the part of the world, from 1
    RequestId bornOf = kNoRequest;
    TaskId caller = kNoTask;     // a request's
    std::uint32_t function = 0;  // what its thread will run, from 1
  };
  // A caller, with its request and its thread. Mostly there is one of each, and whoever they refer to is of
  // the same unit, or marked: then it is enough to say which. The first unit is of who was made for somebody
  // with a name.
  struct Unit {
    std::uint64_t colour = 0;
    std::uint32_t parts = 0;  // that there are, a bit each
  };
  enum Part : std::uint32_t { kCaller, kRequest, kThread, kParts = 4 };
  static std::uint32_t placeOf(std::uint32_t unit, Part part) { return unit * kParts + part; }
  static constexpr std::uint32_t kGone = ~0u;  // the place, and the colour, of who is
  struct Live {
    std::uint64_t own;
    Reference at;
    std::uint32_t references, count;
    std::uint32_t place;
  };

  void begin();
  const About& aboutTask(TaskId id);
  const About& aboutRequest(RequestId id);
  void collectTask(TaskId id);
  void collectRequest(RequestId id);
  template <class T>
  const Said& said(ImageStore::Piece piece, std::uint64_t beside, const T& what);
  std::uint64_t lookBeside(TaskId id, const About& about);
  std::uint32_t unitOf(TaskId id);
  std::uint32_t unitBornOf(RequestId id) const { return id == kNoRequest ? 0 : m_requestUnits[id]; }
  bool hasName(TaskId id) const { return id < m_firstTasks && m_haveNames[id]; }
  void describe(const task_struct& task);
  void describe(const kthread_create_info& request);
  void describeStruct(const task_struct& task);
  void describePlace(const task_struct& task);
  void describeLocals(const Locals& locals);
  const ThreadFunction* functionOf(const task_struct& task) const;
  using Run = decltype(ThreadFunction::run);
  // In the order in which they were met: where functions lie is another matter in each binary.
  template <class T>
  static std::uint32_t numberIn(std::vector<T>& all, T each) {
    const auto known = std::ranges::find(all, each);
    const auto number = static_cast<std::uint32_t>(known - all.begin());
    if (known == all.end()) all.push_back(each);
    return number;
  }
  void describeStores(const StoreBuffer& buffer);
  void describeWorld();
  void describeCompletion(const completion& x);
  void mark(TaskId task, std::uint64_t what);
  bool colourUnits();
  std::uint64_t sumOfUnits() const;
  std::uint64_t colourEach();
  void mixIn();
  std::uint64_t roleOf(const task_struct& task) const;
  std::uint64_t ordinalOf(RequestId request) const;

  static Reference ofTask(TaskId task);
  static Reference ofTask(const task_struct* task) { return task ? ofTask(task->id) : kNone; }
  static Reference ofRequest(RequestId request);
  static Reference ofObject(ObjectId object);
  void add(std::uint64_t value);
  void refer(Reference to);

  const World& m_world;
  const Kthread& m_kernel;  // what is the same in every state
  const bool m_symmetry;
  const std::uint32_t m_firstTasks;
  std::vector<const lock_base*> m_locks;
  std::vector<const list_head*> m_lists;
  std::vector<const completion*> m_queues;
  std::vector<std::uint8_t> m_haveNames;  // of the first tasks
  std::vector<Run> m_runs;                // of threads
  std::vector<const ThreadFunction*> m_functions;

  std::uint64_t m_hash = 0;  // of what is described just now
  std::size_t m_first = 0;   // of its references

  bool m_byUnits = m_symmetry;

  // of the state that is described
  const SeenState* m_state = nullptr;
  std::uint64_t m_worldHash = 0;
  std::uint32_t m_taskCount = 0, m_requestCount = 0;
  std::vector<Live> m_live, m_named;
  std::vector<Unit> m_units;                  // from 1, by caller
  std::vector<std::uint32_t> m_requestUnits;  // of dead ones, too
  // By reference. Marks: what the world says of it, and who has a name.
  std::vector<std::uint32_t> m_places;
  std::vector<std::uint64_t> m_marks, m_colours;
  std::vector<std::uint64_t> m_next, m_back;  // of colourEach(); back: what refers to it

  LargeVector<About> m_abouts;  // by piece
  LargeVector<Said> m_said;
  LargeVector<Reference> m_references;
};

// Of every byte of the state, dead ones and history and all: never the same for two states that go on
// differently, whatever anybody forgot to describe. What the fingerprints are held against.
std::uint64_t hashOfBytes(const World& world);

}  // namespace kts::engine
