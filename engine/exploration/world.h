// SPDX-License-Identifier: GPL-2.0-or-later
// A scenario's world in memory that can be copied away and copied back: the runtime of the explorers. Tasks
// are fibers with stacks at fixed addresses, nothing listens (no event is made), and whoever owns the world
// says who moves. The same kernel and protocol as in every other run.
//
// Protocol frames own nothing, so a state is nothing but its bytes: the objects, the arrays' elements that
// are alive, and of each stack the part in use.
#pragma once

#include <array>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/exploration/arena.h"
#include "engine/exploration/task_set.h"
#include "engine/protocol/kthread.h"
#include "engine/run.h"
#include "engine/runtime/fiber.h"
#include "engine/runtime/race_detector.h"
#include "engine/scenarios/scenario_tasks.h"

namespace kts::engine {

// A plain shared access.
struct PlainAccess {
  ObjectId object;
  Field field = Field::Request;
  AccessKind kind = AccessKind::Read;
  Site site;
};

// The plain accesses that nothing orders against what others do next: those that a task has made since its
// last operation, and the one that it stands before (a change of a list; any, at the granularity `fine`).
struct OpenAccesses {
  static constexpr std::size_t kMost = 15;
  std::uint32_t count = 0;
  std::array<PlainAccess, kMost> all;

  void add(const PlainAccess& access) {
    if (count < kMost) all[count++] = access;
  }
};

// Two tasks whose open accesses touch the same thing, one of them changing it, could make them in either
// order: a data race, though both may have gone well. Every race of a world shows so in some order of its
// steps.
class World final : public Runtime {
 public:
  using Image = std::vector<std::byte>;
  // Kinds of a finding that is none: what is not explored. Timer: with store buffers.
  static constexpr const char* kTooLarge = "too-large";
  static constexpr const char* kTimer = "timer";

  static std::expected<std::unique_ptr<World>, Problem> make(const Scenario& scenario,
                                                             const Settings& settings,
                                                             Granularity granularity,
                                                             Memory memory = Memory::Sc,
                                                             const MakeProtocol& protocol = {});
  ~World() override;

  // ---- moving
  //
  // A move is a task's step, by the task's id; or that id and kBeside: the way of its oldest store into
  // memory, or, where there are no store buffers, its timer, which may expire at any time. Where there is
  // either, there are at most kBeside tasks.
  static constexpr TaskId kBeside = TaskSet::kMost / 2;
  bool isStore(TaskId move) const { return m_buffersStores && move >= kBeside; }
  bool isTimer(TaskId move) const { return m_timed && move >= kBeside; }
  bool isStep(TaskId move) const { return !isStore(move) && !isTimer(move); }
  TaskId ownerOf(TaskId move) const { return isStep(move) ? move : move - kBeside; }
  // As a schedule says it.
  TaskId chosen(TaskId move) const {
    return isStore(move) ? drainOf(move - kBeside) : isTimer(move) ? timerOf(move - kBeside) : move;
  }
  std::vector<TaskId> chosen(std::vector<TaskId> moves) const {
    for (TaskId& move : moves) move = chosen(move);
    return moves;
  }
  bool hasTimers() const { return m_timed; }  // one has been started, in some order
  bool hasMovesBeside() const { return m_buffersStores || m_timed; }
  bool buffersStores() const override { return m_buffersStores; }
  // What the last step has made others see of the stores of the task that made it.
  const Operation& reached() const { return m_reached; }
  std::size_t storesWaiting(TaskId task) const {
    return m_buffersStores ? m_kernel->storesOf(task).count : 0;
  }

  const TaskSet& canMove() const { return m_moves->canMove; }
  const Operation& nextOperation(TaskId task) const { return m_kernel->task(task).op; }
  // One move that can be made.
  void step(TaskId move);
  // What that step found, after which nobody moves; moved out.
  bool hasFinding() const { return m_finding.has_value(); }
  std::optional<Finding> takeFinding() { return std::exchange(m_finding, std::nullopt); }
  // A race that it found is one with this task's open accesses; else kNoTask.
  TaskId racedWith() const { return m_racedWith; }
  const OpenAccesses& openAccesses(TaskId task) const { return m_moves->open[task]; }

  // ---- its memory (layout.h)
  const Arena& arena() const { return m_arena; }
  std::span<std::byte> moveSets() {
    return std::as_writable_bytes(std::span(static_cast<MoveSets*>(m_moves), 1));
  }
  // Who can move follows from what each task stands before: nobody gave way, no timer runs, no store waits,
  // nobody is parked in user space.
  bool movesFollow() const {
    return !m_buffersStores && static_cast<const MoveSets&>(*m_moves) == movesAsTheyStand();
  }
  // Of such a state, after the rest of it was put back.
  void deriveMoves() { static_cast<MoveSets&>(*m_moves) = movesAsTheyStand(); }
  // The part of a task's stack that is in use.
  std::span<std::byte> stackOf(TaskId task) const;

  // ---- copying
  void save(Image& image) const;
  void restore(const Image& image);
  // Each part of the state in an order that restoring can follow: where the next part lies is known once
  // those before it are back. `call(address, length)`.
  template <class F>
  void eachPiece(F&& call) const;
  // Since it was known to them: a stack is written by its own task's steps alone, for what others touch of a
  // frame lies elsewhere, in requests.
  bool mayHaveChanged(const std::byte* at, const void* whoKnows) const {
    if (m_knownTo != whoKnows || m_stepped == kMany) return true;
    if (m_stepped == kNoTask) return false;
    return at < m_arena.stack(0) || (at >= m_arena.stack(m_stepped) && at < m_arena.stack(m_stepped + 1));
  }
  void memoryIsKnownTo(const void* who) { m_stepped = kNoTask, m_knownTo = who; }
  bool untouched(const void* whoKnows) const { return m_knownTo == whoKnows && m_stepped == kNoTask; }

  const Kthread& kernel() const { return *m_kernel; }
  bool passed(Site site) const { return m_passedSites[site.value] != 0; }  // since it was made
  const std::vector<const list_head*>& lists() const { return m_lists; }  // the kernel's, once and for all
  const std::vector<const completion*>& waitQueues() const { return m_waitQueues; }
  const ScenarioTasks& tasks() const { return *m_tasks; }

  // ---- Runtime
  bool quiet() const override { return true; }
  std::uint8_t* passedSites() override { return m_passedSites.data(); }
  void before(const Operation& operation) override;
  void access(ObjectId object, Field field, AccessKind kind, Site at) override;
  void emit(const Event&) override {}
  void storeWaits(task_struct* task) override { m_moves->canMove.insert(kBeside + task->id); }
  void storeReached(task_struct* task, OpKind op, ObjectId object) override;
  bool start(task_struct* task) override;
  void park() override;
  void unpark(task_struct* task) override;
  void beginAsleep() override { t_current->op.kind = OpKind::Run; }  // it has been parked all along
  void relax(unsigned) override {}
  void giveWay() override;
  std::uint64_t clockMs() const override { return 0; }
  void lockTaken(lock_base& lock) override;
  void lockReleased(lock_base& lock) override;
  void startTimer(task_struct* task, std::uint32_t milliseconds) override;
  [[noreturn]] void giveUp(Finding finding) override;

 private:
  // Who can move, kept as locks and states change.
  struct MoveSets {
    TaskSet canMove, atLock, atInactive;
    TaskSet gaveWay;  // cannot move until another has made a step
    TaskSet timed;    // their timers are pending, or were before the last step
    bool operator==(const MoveSets&) const = default;
  };
  struct Moves : MoveSets {
    StableArray<OpenAccesses> open;  // by task
  };
  MoveSets movesAsTheyStand() const;

  World(Granularity granularity, Memory memory)
      : m_fine(granularity == Granularity::Fine), m_buffersStores(memory == Memory::Tso) {}
  static void fiberBody(boost::context::detail::transfer_t from);
  std::uint32_t mostTasks() const { return hasMovesBeside() ? kBeside : Arena::kMostTasks; }
  void makeMovable(task_struct* task);
  void arrive(task_struct* task);
  void drain(task_struct* task);
  void lookForInactive();
  void endTurns(TaskId mover);
  void expire(task_struct* task);
  void forgetTimers();
  void lookForRaces(TaskId task);
  template <class F>
  void eachStack(F&& call) const;

  const bool m_fine, m_buffersStores;
  Arena m_arena;
  Moves* m_moves = nullptr;  // in the arena
  std::vector<std::uint8_t> m_passedSites = std::vector<std::uint8_t>(1 << 16);
  std::unique_ptr<ScenarioTasks> m_tasks;
  std::unique_ptr<Kthread> m_kernel;  // in the arena
  std::vector<const list_head*> m_lists;
  std::vector<const completion*> m_waitQueues;
  FiberSwitch m_switch;
  bool m_timed = false, m_crowded = false;  // had more than kBeside tasks
  std::optional<Finding> m_finding;
  TaskId m_racedWith = kNoTask;
  static constexpr TaskId kMany = kNoTask - 1;
  const void* m_knownTo = nullptr;
  TaskId m_stepped = kMany;  // since memoryIsKnownTo()
  Operation m_reached;
};

inline std::span<std::byte> World::stackOf(TaskId task) const {
  auto* at = static_cast<std::byte*>(m_kernel->task(task).fiber);
  return {at, at ? static_cast<std::size_t>(m_arena.stack(task) + StackPool::kSize - at) : 0};
}

template <class F>
void World::eachStack(F&& call) const {
  const std::uint32_t count = m_kernel->taskCount();
  for (TaskId id = 0; id < count; ++id)
    if (const auto stack = stackOf(id); !stack.empty()) call(stack.data(), stack.size());
}

template <class F>
void World::eachPiece(F&& call) const {
  constexpr std::size_t kPiece = 512, kSmall = 64;
  for (std::size_t at = 0; at < m_arena.objects().size(); at += kPiece)
    call(m_arena.objects().data() + at, std::min(kPiece, m_arena.objects().size() - at));
  for (const Arena::Elements& elements : m_arena.elements()) {
    const std::uint32_t alive = elements.alive();
    if (alive && elements.size <= kSmall)
      call(elements.base, elements.size * alive);
    else
      for (std::uint32_t at = 0; at < alive; ++at) call(elements.base + at * elements.size, elements.size);
  }
  eachStack(call);
}

}  // namespace kts::engine
