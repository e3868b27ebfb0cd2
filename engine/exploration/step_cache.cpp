// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/step_cache.h"

#include <algorithm>

#include "engine/exploration/hash.h"
#include "engine/vocabulary/object_table.h"

namespace kts::engine {

bool StepCache::suits(const World& world) {
  return !world.buffersStores() && !world.tasks().looksIntoOthers() && !world.kernel().hasOwnStops();
}

namespace {

Part partOfTask(TaskId task) { return {Part::Kind::Task, static_cast<std::uint16_t>(task)}; }
Part partOfRequest(RequestId request) { return {Part::Kind::Request, static_cast<std::uint16_t>(request)}; }
Part partOfWorld(std::uint16_t index) { return {Part::Kind::World, index}; }

// Those that look at every task, or at every child, or at the clock.
bool looksFar(OpKind kind) {
  switch (kind) {
    case OpKind::None:
    case OpKind::Timer:
    case OpKind::Freeze:
    case OpKind::Yield:
    case OpKind::Children:
    case OpKind::CountActive: return true;
    default: return false;
  }
}

// It finds out what task has a PID before it is the turn of that.
bool looksUpPids(const task_struct& task) {
  return std::ranges::any_of(std::span(task.callStack).first(task.calls), [](Function function) {
    return function == Function::CreateKthread || function == Function::KeventdCreate ||
           function == Function::RestInit;
  });
}

std::uint64_t bitOf(const PlainAccess& access) {
  const std::uint32_t what = access.object.value * 8 + static_cast<std::uint32_t>(access.field);
  return std::uint64_t(1) << (what * 0x9e3779b1u >> 26);
}

}  // namespace

// ---- what a piece says

void StepCache::addPart(Described& facts, Part part) const {
  Parts& parts = facts.parts;
  if (std::ranges::find(parts.all(), part) != parts.all().end()) return;
  if (parts.count == kMostParts)
    facts.stepsAreKnown = false;
  else
    parts.parts[parts.count++] = part;
}

Part StepCache::partOf(const void* object) const { return partOfWorld(m_layout.spotOf(object).part); }

void StepCache::addObject(Described& facts, ObjectId object) const {
  if (!object) return;
  switch (infoOf(object.type()).scope) {
    case ObjectScope::Task: return addPart(facts, partOfTask(object.index()));
    case ObjectScope::Request: return addPart(facts, partOfRequest(object.index()));
    default: break;
  }
  switch (object.type()) {
    case ObjectType::StopInfo:
    case ObjectType::StopDone:
    case ObjectType::StopDoneLock: return addPart(facts, partOf(&m_world.kernel().stop()));
    case ObjectType::CreateList:
    case ObjectType::Worklist:
      for (const list_head* list : m_world.lists()) addPart(facts, partOf(list));
      return;
    default: break;
  }
}

void StepCache::describeOperation(Described& facts, const Operation& op) const {
  if (op.kind == OpKind::Inactive) facts.gate = Gate::UntilAsleep, facts.gatePart = partOfTask(op.task->id);
  if (op.lock) {
    const bool ofRequest = !m_layout.inWorld(op.lock);
    const Part part = ofRequest ? partOfRequest(op.object.index()) : partOf(op.lock);
    addPart(facts, part);
    if (op.kind == OpKind::Lock) {
      const auto* lock = reinterpret_cast<const std::byte*>(op.lock);
      const auto* request = reinterpret_cast<const std::byte*>(&m_world.kernel().request(part.index));
      facts.gate = Gate::AtLock;
      facts.gatePart = part;
      facts.lockAt = static_cast<std::uint16_t>(ofRequest ? lock - request : m_layout.spotOf(lock).offset);
    }
  }
  if (op.task) addPart(facts, partOfTask(op.task->id));
  addObject(facts, op.object);
}

void StepCache::describeTask(Described& facts, Piece piece) const {
  const auto& task = *reinterpret_cast<const task_struct*>(m_store.content(piece));
  const auto& open = *reinterpret_cast<const OpenAccesses*>(m_store.content(piece) + Layout::kOpenAt);
  facts.asleep = task.word.peek() & task_word::kAsleep;
  facts.waitsBeforeAnother = task.nextWaiter != kNoTask;
  const bool stays =
      task.finished || task.op.kind == OpKind::None || (task.op.kind == OpKind::Resume && facts.asleep);
  facts.gate = stays ? Gate::Shut : Gate::Open;
  for (const PlainAccess& access : std::span(open.all).first(open.count))
    (access.kind == AccessKind::Read ? facts.reads : facts.writes) |= bitOf(access);
  addPart(facts, partOfWorld(Layout::kRest));
  for (const completion* queue : m_world.waitQueues()) addPart(facts, partOf(queue));
  describeOperation(facts, task.op);
  if (looksUpPids(task)) addPart(facts, partOfWorld(Layout::kPids));
  if (task.op.kind == OpKind::Exit) {
    for (const TaskId kin : {task.parent.load(), task.prevSibling, task.nextSibling})
      if (kin != kNoTask) addPart(facts, partOfTask(kin));
    if (task.firstChild != kNoTask) facts.stepsAreKnown = false;
  }
  if (task.holdsKernelLock) addPart(facts, partOf(&m_world.kernel().kernelLock()));
  if (task.locals) addPart(facts, partOf(task.locals));
  for (const RequestId request : {task.request, task.bornOf})
    if (request != kNoRequest) addPart(facts, partOfRequest(request));
  if (looksFar(task.op.kind) || task.timerPending) facts.stepsAreKnown = false;
}

StepCache::Described StepCache::describe(Part part, Piece piece) const {
  Described facts;
  const std::byte* content = m_store.content(piece);
  const auto addWaiter = [&](const completion& x) {
    if (x.firstWaiter != kNoTask) addPart(facts, partOfTask(x.firstWaiter));
  };
  if (part.kind == Part::Kind::Task) {
    describeTask(facts, piece);
  } else if (part.kind == Part::Kind::Request) {
    const auto& request = *reinterpret_cast<const kthread_create_info*>(content);
    addWaiter(request.done);
    addWaiter(request.started);
    if (request.result && !IS_ERR(request.result)) addPart(facts, partOfTask(request.result->id));
  } else if (part == partOf(&m_world.kernel().stop())) {
    addWaiter(reinterpret_cast<const kthread_stop_info*>(content)->done);
  } else {
    for (const completion* queue : m_world.waitQueues())
      if (part == partOf(queue)) addWaiter(*reinterpret_cast<const completion*>(content));
    for (const list_head* list : m_world.lists()) {
      if (part != partOf(list)) continue;
      const std::uint32_t first = reinterpret_cast<const list_head*>(content)->next.peek();
      if (first != 0) addPart(facts, partOfRequest(first - 1));
    }
    for (const auto& program : m_world.tasks().programMemory()) {
      if (part != partOf(program[0].data())) continue;
      const auto* variables = reinterpret_cast<task_struct* const*>(content + program[0].size());
      for (const task_struct* thread : std::span(variables, program[1].size() / sizeof(*variables)))
        if (thread && !IS_ERR(thread)) addPart(facts, partOfTask(thread->id));
    }
  }
  return facts;
}

void StepCache::look(std::span<const Piece> state) {
  const std::size_t known = m_facts.size();
  if (known == m_store.pieces()) return;
  m_facts.resize(m_store.pieces());
  m_parts.resize(m_store.pieces());
  for (std::size_t place = 1; place < state.size(); ++place)
    if (const Piece piece = state[place]; piece >= known && piece < ImageStore::kFollows) {
      const Described its = describe(m_layout.partAt(place - 1, state[0]), piece);
      m_facts[piece] = its;
      m_parts[piece] = its.parts;
    }
}

// ---- a state

TaskSet StepCache::canMove(std::span<const Piece> state) const {
  TaskSet all;
  const std::size_t first = placeOf(partOfTask(0), state);
  for (TaskId id = 0; id < state[0]; ++id) {
    const Facts& facts = m_facts[state[first + id]];
    bool can = facts.gate == Gate::Open;
    if (facts.gate == Gate::AtLock) {
      const std::byte* lock = m_store.content(state[placeOf(facts.gatePart, state)]) + facts.lockAt;
      can = reinterpret_cast<const lock_base*>(lock)->word.peek() == 0;
    } else if (facts.gate == Gate::UntilAsleep) {
      can = factsOf(facts.gatePart, state).asleep;
    }
    if (can) all.insert(id);
  }
  return all;
}

bool StepCache::mayRace(std::span<const Piece> state, TaskId task) const {
  const Facts& mine = factsOf(partOfTask(task), state);
  if ((mine.reads | mine.writes) == 0) return false;
  const std::size_t first = placeOf(partOfTask(0), state);
  for (TaskId id = 0; id < state[0]; ++id) {
    const Facts& theirs = m_facts[state[first + id]];
    if (id != task && ((mine.writes & (theirs.reads | theirs.writes)) | (mine.reads & theirs.writes)))
      return true;
  }
  return false;
}

// ---- steps

std::uint64_t StepCache::keyOf(std::span<const Piece> from, TaskId task) const {
  if (from[1 + Layout::kMoves] != ImageStore::kFollows) return 0;
  const Piece own = from[placeOf(partOfTask(task), from)];
  if (!m_facts[own].stepsAreKnown) return 0;
  std::uint64_t key = mixed(task + 1, own);
  for (const Part part : m_parts[own].all()) {
    const std::size_t place = placeOf(part, from);
    if (place >= from.size()) return 0;
    key = mixed(key, from[place]);
    if (part.kind == Part::Kind::Task) continue;
    if (!m_facts[from[place]].stepsAreKnown) return 0;  // it names more than can be said
    for (const Part named : m_parts[from[place]].all()) {
      const Piece piece = from[placeOf(named, from)];
      key = mixed(key, piece);
      if (m_facts[piece].waitsBeforeAnother) return 0;
    }
  }
  return finished(key) | 1;
}

std::size_t StepCache::slotOf(std::uint64_t key) const {
  std::size_t slot = key >> 8 & (m_table.size() - 1);
  while (m_table[slot] && m_entries[m_table[slot] - 1].key != key) slot = (slot + 1) & (m_table.size() - 1);
  return slot;
}

void StepCache::grow() {
  if ((m_entries.size() + 1) * 2 < m_table.size()) return;
  std::vector<std::uint32_t> old(std::max<std::size_t>(1024, m_table.size() * 2));
  old.swap(m_table);
  for (const std::uint32_t first : old)
    if (first) m_table[slotOf(m_entries[first - 1].key)] = first;
}

bool StepCache::holds(const Entry& entry, std::span<const Piece> from) const {
  return std::ranges::all_of(changesOf(entry), [&](const Change& change) {
    const std::size_t place = placeOf(change.part, from);
    return change.before == ImageStore::kNone || (place < from.size() && from[place] == change.before);
  });
}

// A new task stands behind the others, before the requests.
void StepCache::apply(const Entry& entry, std::span<const Piece> from, std::vector<Piece>& to,
                      std::vector<std::uint32_t>& changed) const {
  to.assign(from.begin(), from.end());
  changed.clear();
  bool makes = false;
  for (const Change& change : changesOf(entry)) {
    if (change.before != ImageStore::kNone) {
      const std::size_t place = placeOf(change.part, to);
      to[place] = change.after;
      changed.push_back(static_cast<std::uint32_t>(place));
      continue;
    }
    makes = true;
    if (change.part.kind == Part::Kind::Task) ++to[0];
    to.insert(to.begin() + static_cast<std::ptrdiff_t>(placeOf(change.part, from)), change.after);
  }
  if (makes) changed.clear();
}

const StepCache::Known* StepCache::find(std::span<const Piece> from, TaskId task, std::vector<Piece>& to,
                                        std::vector<std::uint32_t>& changed) const {
  const std::uint64_t key = keyOf(from, task);
  if (key == 0 || m_table.empty()) return nullptr;
  for (std::uint32_t at = m_table[slotOf(key)]; at; at = m_entries[at - 1].next) {
    const Entry& entry = m_entries[at - 1];
    if (!holds(entry, from)) continue;
    apply(entry, from, to, changed);
    return mayRace(to, task) ? nullptr : &entry.known;
  }
  return nullptr;
}

// Whatever the step has accessed, whether that was seen to change or not.
StepCache::Described StepCache::accessedBy(TaskId task) const {
  Described accessed;
  const OpenAccesses& open = m_world.openAccesses(task);
  for (const PlainAccess& access : std::span(open.all).first(open.count)) addObject(accessed, access.object);
  if (open.count == OpenAccesses::kMost) accessed.stepsAreKnown = false;  // there may have been more
  return accessed;
}

void StepCache::learn(std::span<const Piece> from, std::span<const Piece> to, TaskId task,
                      const Known& known) {
  const std::size_t moves = 1 + Layout::kMoves;
  const Described accessed = accessedBy(task);
  const std::uint64_t key = keyOf(from, task);
  // At the most one task is made, or one request.
  if (key == 0 || !accessed.stepsAreKnown || from[moves] != to[moves] || to.size() > from.size() + 1) return;
  m_learned.clear();
  const std::span<const Part> looked = accessed.parts.all();
  for (std::size_t place = 1; place < to.size(); ++place) {
    const Part part = m_layout.partAt(place - 1, to[0]);
    const std::size_t was = placeOf(part, from);
    const bool isNew = part.kind == Part::Kind::Task ? part.index >= from[0] : was >= from.size();
    const Piece before = isNew ? ImageStore::kNone : from[was];
    if (before != to[place] || std::ranges::find(looked, part) != looked.end())
      m_learned.push_back({part, before, to[place]});
  }
  Entry entry{key, 0, static_cast<std::uint32_t>(m_learned.size()), known, {}};
  if (m_learned.size() <= Entry::kHere) {
    std::ranges::copy(m_learned, entry.here.begin());
  } else {
    entry.here[0].after = static_cast<Piece>(m_changes.size());
    m_changes.insert(m_changes.end(), m_learned.begin(), m_learned.end());
  }
  grow();
  std::uint32_t& first = m_table[slotOf(key)];
  entry.next = first;
  m_entries.push_back(entry);
  first = static_cast<std::uint32_t>(m_entries.size());
}

std::uint64_t StepCache::bytes() const {
  return m_facts.capacity() * sizeof(Facts) + m_parts.capacity() * sizeof(Parts) +
         m_entries.capacity() * sizeof(Entry) + m_changes.capacity() * sizeof(Change) +
         m_table.capacity() * sizeof(m_table[0]);
}

}  // namespace kts::engine
