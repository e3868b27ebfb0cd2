// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/footprint.h"

#include <algorithm>

#include "engine/exploration/hash.h"
#include "engine/vocabulary/object_table.h"

namespace kts::engine {

namespace {

// clang-format off
enum class Kind : std::uint32_t {
  Lock, State, List, Stop, Pointer, Pid, Forks, Requests, Frame, Plain, Stores
};
// clang-format on

// Objects are numbered by type and index: 24 bits do for the worlds that are explored.
std::uint32_t resource(Kind kind, std::uint32_t index = 0, std::uint32_t field = 0) {
  return static_cast<std::uint32_t>(kind) << 27 | field << 24 | (index & 0xffffff);
}
std::uint32_t numberOf(ObjectId object) {
  return static_cast<std::uint32_t>(object.type()) << 16 | (object.index() & 0xffff);
}

bool livesInFrame(ObjectId object) { return infoOf(object.type()).scope == ObjectScope::Request; }

void addOperation(Footprint& footprint, const Operation& operation) {
  const std::uint32_t object = numberOf(operation.object);
  switch (operation.kind) {
    case OpKind::Lock:
    case OpKind::Unlock: footprint.write(resource(Kind::Lock, object)); break;
    case OpKind::SetState:
    case OpKind::Wake: footprint.write(resource(Kind::State, object)); break;
    case OpKind::Inactive: footprint.read(resource(Kind::State, object)); break;
    case OpKind::ListHead: footprint.read(resource(Kind::List, object)); break;
    case OpKind::ListChange: footprint.write(resource(Kind::List, object)); break;
    case OpKind::StopInfo: footprint.add(resource(Kind::Stop), operation.looks()); break;
    case OpKind::Pointer: footprint.add(resource(Kind::Pointer, object), operation.looks()); break;
    case OpKind::FindPid:
      if (operation.object) footprint.read(resource(Kind::Pid, object));
      break;
    case OpKind::Exit:
      footprint.write(resource(Kind::State, object));
      footprint.write(resource(Kind::Pid, object));
      break;
    case OpKind::Fork: footprint.write(resource(Kind::Forks)); break;
    case OpKind::None:
    case OpKind::Start:
    case OpKind::Resume:
    case OpKind::Schedule:
    case OpKind::Run:
    case OpKind::Timer:
    case OpKind::Freeze:  // dpor refuses these four: they touch every task, or every child
    case OpKind::Yield:
    case OpKind::Children:
    case OpKind::CountActive:
    case OpKind::Access: break;
  }
  const bool locks = operation.kind == OpKind::Lock || operation.kind == OpKind::Unlock;
  if (locks && livesInFrame(operation.object))
    footprint.read(resource(Kind::Frame, operation.object.index()));
}

void addAccess(Footprint& footprint, const PlainAccess& access) {
  const std::uint32_t plain =
      resource(Kind::Plain, numberOf(access.object), static_cast<std::uint32_t>(access.field));
  if (access.kind == AccessKind::Read)
    footprint.read(plain);
  else
    footprint.write(plain);
  if (access.kind == AccessKind::FrameEnd) footprint.write(resource(Kind::Frame, access.object.index()));
}

// At the granularity fine, a change of a list is a step for each of its links; the last changes its head.
bool changesLinks(const Operation& operation, const OpenAccesses& open) {
  if (operation.kind == OpKind::ListChange) return true;
  return operation.kind == OpKind::Access && open.count > 0 && open.all[0].field == Field::Links;
}
bool goesOn(const Operation& change, const Operation& next) {
  return next.kind == OpKind::Access && next.object == change.object && next.site == change.site;
}

}  // namespace

void Footprint::addEntry(std::uint32_t entry) {
  for (const std::uint32_t known : entries())
    if (known == entry) return;
  if (m_count < kMost) m_entries[m_count++] = entry;
  m_all |= bitOf(entry);
  if (entry & 1) m_written |= bitOf(entry);
}

bool Footprint::conflicts(const Footprint& other) const {
  if (((m_written & other.m_all) | (m_all & other.m_written)) == 0) return false;
  if (full() || other.full()) return true;
  for (const std::uint32_t mine : entries())
    for (const std::uint32_t theirs : other.entries())
      if (mine >> 1 == theirs >> 1 && ((mine | theirs) & 1)) return true;
  return false;
}

std::uint32_t Footprints::numberOf(const Footprint& footprint) {
  std::uint64_t hash = 0;
  for (const std::uint32_t entry : footprint.entries()) hash += finished(entry + 1);  // in any order
  if (footprint.full()) hash = mixed(mixed(hash, footprint.touched()), footprint.written());
  const auto next = static_cast<std::uint32_t>(m_all.size());
  const std::uint32_t known = m_numbers.find(hash, next);
  if (known != FingerprintTable::kNew) return known;
  m_all.push_back(footprint);
  if (next < kKnown) compareLast();
  return next;
}

void Footprints::compareLast() {
  const std::size_t last = m_all.size() - 1;
  m_conflicts.emplace_back();
  for (std::size_t other = 0; other <= last; ++other)
    if (m_all[last].conflicts(m_all[other])) m_conflicts[last][other] = m_conflicts[other][last] = true;
}

Footprint footprintOf(const World& world, TaskId move, const Operation& operation, std::uint32_t requests,
                      const OpenAccesses& open) {
  Footprint footprint;
  const TaskId task = world.ownerOf(move);
  const bool stores = world.buffersStores() && (world.isStore(move) || operation.stores());
  if (stores || world.reached().kind != OpKind::None) footprint.write(resource(Kind::Stores, task));
  addOperation(footprint, world.reached());
  if (world.isStore(move)) return footprint;
  const Operation& next = world.nextOperation(task);
  if (changesLinks(operation, open)) {
    if (!stores && !goesOn(operation, next))
      footprint.write(resource(Kind::List, numberOf(operation.object)));
  } else if (!stores) {
    addOperation(footprint, operation);
  }
  if (operation.kind == OpKind::Access && open.count > 0) addAccess(footprint, open.all[0]);
  if (world.kernel().anyForkFails() && world.kernel().requestCount() != requests)
    footprint.write(resource(Kind::Requests));
  // What it arrives at is looked at already: whether it is alive.
  if (next.kind == OpKind::Lock && livesInFrame(next.object))
    footprint.read(resource(Kind::Frame, next.object.index()));
  if (next.kind == OpKind::Wake) footprint.read(resource(Kind::Pid, numberOf(next.object)));
  const OpenAccesses& made = world.openAccesses(task);
  // The last of them is made by the next step, if that is one of its own.
  const std::uint32_t count = next.kind == OpKind::Access ? made.count - 1 : made.count;
  // Of a request that it has made itself nobody else knows yet, and its number is what the order made of it.
  const auto isNew = [&](ObjectId object) { return livesInFrame(object) && object.index() >= requests; };
  for (std::uint32_t at = 0; at < count; ++at)
    if (made.all[at].field != Field::Links && !isNew(made.all[at].object)) addAccess(footprint, made.all[at]);
  return footprint;
}

namespace {
// Somebody may be woken by its exit, or has to see to what it leaves.
bool concernsOthers(const World& world, TaskId exited) {
  const task_struct& task = world.kernel().task(exited);
  const TaskId parent = task.parent;
  const bool awaited = parent != kNoTask && world.kernel().task(parent).waitsForChildren;
  return awaited || task.children > 0 || !task.gone;
}
}  // namespace

std::optional<Footprint> wholeFootprintOf(const World& world, TaskId move, const Operation& operation,
                                          std::uint32_t requests, const OpenAccesses& open,
                                          ObjectId waitedFor) {
  if (world.isTimer(move) || (operation.kind == OpKind::Exit && concernsOthers(world, move))) return {};
  switch (operation.kind) {
    case OpKind::Timer:
    case OpKind::Freeze:
    case OpKind::Yield:
    case OpKind::Children:
    case OpKind::CountActive: return {};
    default: break;
  }
  Footprint footprint = footprintOf(world, move, operation, requests, open);
  // What lies in a frame can be touched before the frame's end, and not after it.
  const auto readFrame = [&](const PlainAccess& access) {
    if (livesInFrame(access.object)) footprint.read(resource(Kind::Frame, access.object.index()));
  };
  const OpenAccesses& made = world.openAccesses(world.ownerOf(move));
  std::for_each_n(made.all.begin(), made.count, readFrame);
  std::for_each_n(open.all.begin(), open.count, readFrame);
  // Who goes into a queue or leaves it holds its lock, or goes wrong.
  const ObjectId waitsFor = world.kernel().task(world.ownerOf(move)).waitsFor;
  if (waitsFor != waitedFor)
    for (const ObjectId queue : {waitedFor, waitsFor})
      if (queue) footprint.write(resource(Kind::Lock, numberOf(waitLockOf(queue))));
  const bool timed = world.kernel().task(world.ownerOf(move)).timerPending;
  if (operation.kind == OpKind::Schedule || operation.kind == OpKind::Resume || timed)
    footprint.write(resource(Kind::State, numberOf(ObjectId(ObjectType::Task, world.ownerOf(move)))));
  return footprint;
}

Footprint footprintOfPending(const Operation& operation) {
  Footprint footprint;
  addOperation(footprint, operation);
  return footprint;
}

std::string_view raceKindOf(const Footprint& one, const Footprint& other) {
  bool plain = false, frame = false;
  for (const std::uint32_t mine : one.entries())
    for (const std::uint32_t theirs : other.entries()) {
      if (mine >> 1 != theirs >> 1 || !((mine | theirs) & 1)) continue;
      const auto kind = static_cast<Kind>(mine >> 28);
      const bool changes = kind == Kind::List && (mine & theirs & 1);
      plain = plain || kind == Kind::Plain || changes;
      frame = frame || kind == Kind::Frame;
    }
  return !plain ? "" : frame ? "dead-memory" : "data-race";
}

}  // namespace kts::engine
