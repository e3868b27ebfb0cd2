// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/world.h"

#include <cstring>

#include "engine/protocol/variants/variant_table.h"

namespace kts::engine {

namespace {

std::string settingOf(const Settings& settings, const std::string& key) {
  const auto at = settings.find(key);
  return at == settings.end() ? "" : at->second;
}

// While the world is made, and while it moves.
struct InThisMemory {
  explicit InThisMemory(RunMemory& memory) { t_runMemory = &memory; }
  ~InThisMemory() { t_runMemory = nullptr; }
};
struct WithoutTickets {
  WithoutTickets() { t_oneTicket = 0; }
  ~WithoutTickets() { t_oneTicket = 1ull << 32; }
};

}  // namespace

std::expected<std::unique_ptr<World>, Problem> World::make(const Scenario& scenario, const Settings& settings,
                                                           Granularity granularity, Memory memory,
                                                           const MakeProtocol& protocol) {
  std::unique_ptr<World> world(new World(granularity, memory));
  const InThisMemory here(world->m_arena);
  const WithoutTickets still;
  world->m_moves = new (world->m_arena.take(sizeof(Moves))) Moves;
  auto made = ScenarioTasks::make(scenario, settings);
  if (!made) return std::unexpected(made.error());
  world->m_tasks = std::move(*made);
  world->m_kernel = protocol
                        ? protocol(*world)
                        : makeKthread(settingOf(settings, "design"), settingOf(settings, "variant"), *world);
  world->m_lists = world->m_kernel->lists();
  world->m_waitQueues = world->m_kernel->waitQueues();
  const std::vector<task_struct*> tasks = world->m_tasks->populate(*world->m_kernel);
  if (world->m_kernel->taskCount() > world->mostTasks())
    return std::unexpected(Problem{"scenario " + scenario.name + " begins with more than " +
                                   std::to_string(world->mostTasks()) + " tasks; explore fewer callers"});
  world->m_crowded = world->m_kernel->taskCount() > kBeside;
  while (world->m_moves->open.size() < world->m_kernel->taskCount()) world->m_moves->open.add();
  for (task_struct* task : tasks) world->makeMovable(task);
  return world;
}

// What the world owns outside its memory is let go; its objects are only memory.
World::~World() {
  const InThisMemory here(m_arena);
  m_kernel.reset();
  m_tasks.reset();
}

// ---- who can move

void World::lockTaken(lock_base& lock) {
  m_moves->atLock.forEach([&](TaskId id) {
    if (m_kernel->task(id).op.lock == &lock) m_moves->canMove.erase(id);
  });
}

void World::lockReleased(lock_base& lock) {
  m_moves->atLock.forEach([&](TaskId id) {
    if (m_kernel->task(id).op.lock == &lock) m_moves->canMove.insert(id);
  });
}

void World::lookForInactive() {
  m_moves->atInactive.forEach([&](TaskId id) {
    if (m_kernel->task(id).op.task->word.peek() & task_word::kAsleep)
      m_moves->canMove.insert(id);
    else
      m_moves->canMove.erase(id);
  });
}

World::MoveSets World::movesAsTheyStand() const {
  MoveSets moves;
  const std::uint32_t count = m_kernel->taskCount();
  for (TaskId id = 0; id < count; ++id) {
    const task_struct& task = m_kernel->task(id);
    bool can = !task.finished;
    switch (task.op.kind) {
      case OpKind::None: can = false; break;
      case OpKind::Lock:
        moves.atLock.insert(id);
        can = task.op.lock->word.peek() == 0;
        break;
      case OpKind::Inactive:
        moves.atInactive.insert(id);
        can = task.op.task->word.peek() & task_word::kAsleep;
        break;
      case OpKind::Resume: can = !(task.word.peek() & task_word::kAsleep); break;
      default: break;
    }
    if (can) moves.canMove.insert(id);
  }
  return moves;
}

// ---- what the primitives ask

void World::before(const Operation& operation) {
  task_struct* self = t_current;
  self->op = operation;
  m_passedSites[operation.site.value] = 1;
  if (operation.kind == OpKind::ListChange && !m_fine) {
    m_moves->open[self->id].add({operation.object, Field::Links, AccessKind::Write, operation.site});
    lookForRaces(self->id);
  }
  if (!m_buffersStores || m_kernel->mayArrive(operation))
    arrive(self);
  else
    m_moves->canMove.erase(self->id);
  m_switch.leave();
  if (self->op.kind == OpKind::Lock) m_moves->atLock.erase(self->id);
  if (self->op.kind == OpKind::Inactive) m_moves->atInactive.erase(self->id);
  self->op.kind = OpKind::Run;
}

// It stands before its operation, and can move if that can be made.
void World::arrive(task_struct* task) {
  if (task->op.kind == OpKind::Lock) {
    if (task->op.lock->word.peek() != 0) m_moves->canMove.erase(task->id);
    m_moves->atLock.insert(task->id);
  } else if (task->op.kind == OpKind::Inactive) {
    m_moves->atInactive.insert(task->id);
    lookForInactive();
  }
}

void World::storeReached(task_struct* task, OpKind op, ObjectId object) {
  m_reached = {op, object};
  if (m_kernel->storesOf(task->id).count == 0) m_moves->canMove.erase(kBeside + task->id);
}

void World::drain(task_struct* task) {
  t_current = task;
  if (m_kernel->drainOldest(task)) {
    m_moves->canMove.insert(task->id);
    arrive(task);
  }
  t_current = nullptr;
}

// What a list change does to links is known before it is made, and neither takes nor gives an order.
void World::access(ObjectId object, Field field, AccessKind kind, Site at) {
  task_struct* self = t_current;
  if (!m_fine || m_kernel->tasklistLock().word.peek() != 0) {  // which is held within a step alone
    if (field == Field::Links) return;
    m_moves->open[self->id].add({object, field, kind, at});
    return lookForRaces(self->id);
  }
  const bool again = self->op.object == object && self->op.site == at;
  Operation operation = Operation{OpKind::Access, object}.at(at);
  operation.turn = again ? static_cast<std::uint8_t>(self->op.turn + 1) : 0;
  m_moves->open[self->id].add({object, field, kind, at});
  lookForRaces(self->id);
  before(operation);
}

// Of the task's last open access with those of all others.
void World::lookForRaces(TaskId task) {
  const OpenAccesses& mine = m_moves->open[task];
  const PlainAccess& access = mine.all[mine.count - 1];
  m_moves->open.forEach([&](const OpenAccesses& theirs, TaskId other) {
    if (other == task) return;
    for (std::uint32_t at = 0; at < theirs.count; ++at) {
      const PlainAccess& open = theirs.all[at];
      if (open.object != access.object || open.field != access.field) continue;
      if (open.kind == AccessKind::Read && access.kind == AccessKind::Read) continue;
      m_racedWith = other;
      giveUp(findingOf(
          {other, task, open.kind, access.kind, open.site, access.site, access.object, access.field}));
    }
  });
}

void World::park() {
  task_struct* self = t_current;
  self->op = Operation{OpKind::Resume, ObjectId(ObjectType::Task, self->id)}.at(self->op.site);
  m_moves->canMove.erase(self->id);
  lookForInactive();
  m_switch.leave();
  self->op.kind = OpKind::Run;
}

void World::unpark(task_struct* task) {
  m_moves->canMove.insert(task->id);
  lookForInactive();
}

bool World::start(task_struct* task) {
  if (task->id >= mostTasks())
    giveUp({kTooLarge, task->id, 0, "more than " + std::to_string(mostTasks()) + " tasks"});
  m_crowded = m_crowded || task->id >= kBeside;
  m_moves->open.add();
  makeMovable(task);
  return true;
}

void World::makeMovable(task_struct* task) {
  task->op = {OpKind::Start, ObjectId(ObjectType::Task, task->id)};
  if (task->beginsAsleep)
    task->op.kind = OpKind::Resume;
  else
    m_moves->canMove.insert(task->id);
}

// As in a recorded run, but that no time goes by: who polls until a time is over polls for ever.
void World::giveWay() {
  Operation operation{OpKind::Yield, ObjectId(ObjectType::Task, t_current->id)};
  operation.turn = t_current->op.turn;
  if (m_moves->canMove.size() > 1) {
    m_moves->canMove.erase(t_current->id);
    m_moves->gaveWay.insert(t_current->id);
    operation.turn |= 1;
  }
  before(operation);
}

void World::endTurns(TaskId mover) {
  const TaskSet gaveWay = m_moves->gaveWay;
  gaveWay.forEach([&](TaskId id) {
    if (id == mover && !m_moves->canMove.empty()) return;
    m_moves->gaveWay.erase(id);
    m_moves->canMove.insert(id);
    std::uint8_t& turn = m_kernel->task(id).op.turn;
    turn = static_cast<std::uint8_t>(turn & ~1);
  });
}

// For how long says nothing: whatever runs meanwhile may take as long as it likes.
void World::startTimer(task_struct* task, std::uint32_t) {
  if (m_buffersStores) giveUp({kTimer, task->id, 0, "a timer"});
  if (m_crowded)
    giveUp({kTooLarge, task->id, 0, "more than " + std::to_string(kBeside) + " tasks, and timers"});
  m_timed = true;
  m_moves->timed.insert(task->id);
  m_moves->canMove.insert(kBeside + task->id);
}

void World::expire(task_struct* task) {
  t_current = task;
  m_kernel->timerExpired(task, task->timerGeneration);
  t_current = nullptr;
}

// Who was woken by somebody else has none any more.
void World::forgetTimers() {
  const TaskSet timed = m_moves->timed;
  timed.forEach([&](TaskId id) {
    if (m_kernel->task(id).timerPending) return;
    m_moves->timed.erase(id);
    m_moves->canMove.erase(kBeside + id);
  });
}

void World::giveUp(Finding finding) {
  m_finding = std::move(finding);
  for (;;) m_switch.leave();
}

// ---- a step

void World::fiberBody(boost::context::detail::transfer_t from) {
  auto& self = *static_cast<World*>(from.data);
  self.m_switch.begun(from);
  task_struct* task = t_current;
  self.m_kernel->runTask(task);
  task->finished = true;
  task->op = {};
  task->fiber = nullptr;
  self.m_moves->canMove.erase(task->id);
  self.m_switch.leaveForEver();
}

void World::step(TaskId id) {
  const WithoutTickets still;
  task_struct* task = &m_kernel->task(ownerOf(id));
  m_stepped = m_stepped == kNoTask || m_stepped == task->id ? task->id : kMany;
  m_racedWith = kNoTask;
  if (m_buffersStores) m_reached = {};
  if (!isStep(id)) {
    isTimer(id) ? expire(task) : drain(task);
    if (!m_moves->timed.empty()) forgetTimers();
    if (!m_moves->gaveWay.empty()) endTurns(id);
    return;
  }
  m_moves->open[id].count = 0;
  if (!task->fiber) task->fiber = FiberSwitch::make(m_arena.stack(id), &fiberBody);
  t_current = task;
  void* next = m_switch.enter(task->fiber, m_arena.stack(id), this);
  t_current = nullptr;
  if (!task->finished) task->fiber = next;
  if (!m_moves->timed.empty()) forgetTimers();
  if (!m_moves->gaveWay.empty()) endTurns(id);
}

// ---- copying

void World::save(Image& image) const {
  image.clear();
  const auto add = [&](const std::byte* at, std::size_t size) { image.insert(image.end(), at, at + size); };
  add(m_arena.objects().data(), m_arena.objects().size());
  for (const Arena::Elements& elements : m_arena.elements())
    if (const std::uint32_t alive = elements.alive()) add(elements.base, elements.size * alive);
  eachStack(add);
}

void World::restore(const Image& image) {
  m_stepped = kMany;
  const std::byte* from = image.data();
  const auto put = [&](std::byte* at, std::size_t size) {
    std::memcpy(at, from, size);
    from += size;
  };
  std::size_t objects = 0;  // as long as they were then, which their own first word says
  std::memcpy(&objects, from, sizeof(objects));
  put(m_arena.objects().data(), objects);
  for (const Arena::Elements& elements : m_arena.elements())
    if (const std::uint32_t alive = elements.alive()) put(elements.base, elements.size * alive);
  eachStack(put);
}

}  // namespace kts::engine
