// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/fingerprint.h"

#include <algorithm>
#include <cstring>

#include "engine/exploration/hash.h"

namespace kts::engine {

namespace {

std::uint64_t wordOf(const Operation& operation) {
  return static_cast<std::uint64_t>(operation.kind) | std::uint64_t(operation.site.value) << 8 |
         std::uint64_t(operation.turn) << 24 | static_cast<std::uint64_t>(operation.object.type()) << 32;
}

}  // namespace

Fingerprints::Fingerprints(const World& world, bool symmetry)
    : m_world(world),
      m_kernel(world.kernel()),
      m_symmetry(symmetry),
      m_firstTasks(m_kernel.taskCount()),
      m_locks(m_kernel.worldLocks()),
      m_lists(m_kernel.lists()),
      m_queues(m_kernel.waitQueues()) {
  for (TaskId id = 0; id < m_firstTasks; ++id)
    m_haveNames.push_back(!m_symmetry || m_kernel.task(id).locals == nullptr);
}

void Fingerprints::add(std::uint64_t value) { m_hash = mixed(m_hash, value); }

// Whom it refers to is mixed in later, by colour; that it refers to somebody, or to nobody, or to the same as
// before, or to somebody with a name, is known now.
void Fingerprints::refer(Reference to) {
  if (to < kFirstTask) return add(to);
  if (hasName(to - kFirstTask)) return add(~std::uint64_t(to));
  const std::span<const Reference> before = std::span(m_references).subspan(m_first);
  const auto known = std::ranges::find(before, to);
  add(kFirstTask + static_cast<std::uint64_t>(known - before.begin()));
  if (known == before.end()) m_references.push_back(to);
}

Fingerprints::Reference Fingerprints::ofTask(TaskId task) {
  return task == kNoTask ? kNone : static_cast<Reference>(kFirstTask + task);
}

Fingerprints::Reference Fingerprints::ofRequest(RequestId request) {
  return request == kNoRequest ? kNone : static_cast<Reference>(kFirstRequest + request);
}

Fingerprints::Reference Fingerprints::ofObject(ObjectId object) {
  switch (infoOf(object.type()).scope) {
    case ObjectScope::Task: return object ? ofTask(object.index()) : kNone;
    case ObjectScope::Request: return ofRequest(object.index());
    default: return kNone;
  }
}

void Fingerprints::mark(TaskId task, std::uint64_t what) {
  if (task < m_taskCount) m_marks[ofTask(task)] += finished(mixed(what, 1));
}

// ---- a task

// The how manieth it is of its caller's.
std::uint64_t Fingerprints::ordinalOf(RequestId id) const {
  std::uint64_t ordinal = 0;
  for (RequestId before = 0; before < id; ++before)
    ordinal += m_state->request(before).caller == m_state->request(id).caller;
  return ordinal;
}

std::uint64_t Fingerprints::roleOf(const task_struct& task) const {
  constexpr std::uint64_t kFirst = 1, kCaller = 2, kThread = 3, kForked = 4;
  const bool first = task.id < m_firstTasks;
  if (first && task.locals && m_symmetry) return mixed(kCaller, task.locals->group);
  if (first) return mixed(kFirst, task.id);
  if (task.bornOf == kNoRequest) return mixed(mixed(kForked, task.parent), task.id);
  if (m_symmetry) return kThread;
  const task_struct* caller = m_state->request(task.bornOf).caller;
  return mixed(mixed(kThread, caller ? caller->id : kNoTask), ordinalOf(task.bornOf));
}

// What the thread will run, or runs.
const ThreadFunction* Fingerprints::functionOf(const task_struct& task) const {
  return task.bornOf == kNoRequest ? nullptr : m_state->request(task.bornOf).threadfn;
}

void Fingerprints::describePlace(const task_struct& task) {
  const bool sleeps = task.fiber == nullptr && !task.finished;  // not begun yet
  add(wordOf(task.op) | std::uint64_t(task.finished) << 48 | std::uint64_t(sleeps) << 49 |
      std::uint64_t(task.ranThreadfn) << 50 | std::uint64_t(task.timerPending) << 51 |
      std::uint64_t(task.holdsKernelLock) << 52 |
      static_cast<std::uint64_t>(static_cast<std::uint8_t>(task.references)) << 53 |
      std::uint64_t(task.owesWake) << 61 | std::uint64_t(task.foundChild) << 62 |
      std::uint64_t(task.waitsForChildren) << 63);
  std::uint64_t calls = task.calls;
  for (std::size_t at = 0; at < task.calls; ++at)
    calls = calls << 7 ^ static_cast<std::uint64_t>(task.callStack[at]) ^ calls >> 57;
  add(calls);
  refer(ofObject(task.op.object));
  refer(ofTask(task.op.task));
  refer(ofRequest(task.request));
  // Its request may have no more than a number yet.
  if (m_kernel.anyForkFails() && task.request != kNoRequest) add(m_kernel.willFail(task.request));
}

// Each store by its event; what it will change is as much as that says.
void Fingerprints::describeStores(const StoreBuffer& buffer) {
  add(buffer.count | unsigned(buffer.looked) << 8 | unsigned(buffer.awaited) << 9);
  for (const BufferedStore& store : buffer.all()) {
    const bool aboutTask =
        store.kind.event == EventKind::StopRequested || store.kind.event == EventKind::KthreaddTaskSet;
    add(static_cast<std::uint64_t>(store.kind.event) | static_cast<std::uint64_t>(store.object.type()) << 8 |
        std::uint64_t(aboutTask ? 0 : static_cast<std::uint32_t>(store.arg)) << 32);
    refer(ofObject(store.object));
    refer(ofTask(aboutTask ? static_cast<TaskId>(store.arg) : kNoTask));
    refer(store.changesList() ? ofRequest(store.request) : kNone);
  }
}

// What stands in its task_struct.
void Fingerprints::describeStruct(const task_struct& task) {
  add(task.word.peek());
  describePlace(task);
  const Environment& env = task.env;
  add(static_cast<std::uint32_t>(env.nice) ^ env.cpusAllowed << 8);
  add(env.blocked ^ std::uint64_t(env.ignoresSigchld) << 63 ^ env.flags);
  if (task_word::stateOf(task.word.peek()) == TaskState::Zombie)
    add(static_cast<std::uint64_t>(task.exit_code));
  refer(ofTask(task.parent));
  refer(ofRequest(task.bornOf));
  if (const ThreadFunction* threadfn = functionOf(task)) {
    // Wherever the program was loaded.
    add(numberIn(m_runs, threadfn->run));
    add(static_cast<std::uint32_t>(threadfn->number) | std::uint64_t(threadfn->noFreeze) << 32 |
        std::uint64_t(threadfn->nice.has_value()) << 33 |
        std::uint64_t(static_cast<std::uint8_t>(threadfn->nice.value_or(0))) << 34);
  }
  if (!task.waitsFor) return;
  add(static_cast<std::uint64_t>(task.waitsFor.type()));
  refer(ofObject(task.waitsFor));
  refer(ofTask(task.nextWaiter));
}

void Fingerprints::describe(const task_struct& task) {
  describeStruct(task);
  add(roleOf(task));
  const OpenAccesses& open = m_state->open(task.id);
  add(open.count);
  for (std::uint32_t at = 0; at < open.count; ++at) {
    add(static_cast<std::uint64_t>(open.all[at].object.type()) << 16 |
        static_cast<std::uint64_t>(open.all[at].field) << 8 | static_cast<std::uint64_t>(open.all[at].kind));
    refer(ofObject(open.all[at].object));
  }
  if (m_world.buffersStores()) describeStores(m_kernel.storesOf(task.id));
  if (task.locals) describeLocals(*task.locals);
  if (const ThreadFunction* threadfn = functionOf(task); threadfn && threadfn->stops) {
    const task_struct* stops = m_state->of(*threadfn->stops);
    refer(stops && !IS_ERR(stops) ? ofTask(stops->id) : kNone);
  }
  if (const OwnStop* own = m_kernel.ownStop(task.id)) {
    describeCompletion(own->exited);
    add(own->word.peek() | std::uint64_t(static_cast<std::uint32_t>(task.exit_code)) << 32);
  }
}

void Fingerprints::describeLocals(const Locals& locals) {
  add(m_state->of(locals).place);
  for (const task_struct* const& variable : locals.variables) {
    const task_struct* thread = m_state->of(variable);
    const bool error = IS_ERR(thread);
    add(error ? static_cast<std::uint64_t>(PTR_ERR(thread)) : 0);
    refer(error ? kNone : ofTask(thread));
  }
}

// ---- a request

void Fingerprints::describeCompletion(const completion& x) {
  add(x.done | std::uint64_t(x.initialised) << 32);
  refer(ofTask(x.firstWaiter));
  refer(ofTask(x.wait_lock.word.peek() - 1));
}

void Fingerprints::describe(const kthread_create_info& request) {
  constexpr std::uint64_t kRequest = 5;
  add(kRequest);
  add(std::uint64_t(request.resultStored) | std::uint64_t(m_kernel.willFail(request.id)) << 1);
  describeCompletion(request.done);
  describeCompletion(request.started);
  refer(ofTask(request.caller));
  const bool error = IS_ERR(request.result);
  add(error ? static_cast<std::uint64_t>(PTR_ERR(request.result)) : request.result != nullptr);
  refer(error || !request.resultStored ? kNone : ofTask(request.result));
  for (const std::uint32_t link : {request.next.load(), request.prev.load()})
    refer(link == 0 ? kNone : link == request.id + 1 ? kItself : ofRequest(link - 1));
}

// ---- the world

void Fingerprints::describeWorld() {
  m_hash = 0;
  for (std::size_t at = 0; at < m_locks.size(); ++at)
    if (const std::uint32_t owner = m_state->of(*m_locks[at]).word.peek())
      mark(owner - 1, mixed(kOwnsLock, at));
  for (const list_head* each : m_lists) {
    const list_head* list = &m_state->of(*each);
    std::uint32_t at = 0;
    for (std::uint32_t link = list->next.peek(); link != 0 && at <= m_requestCount; ++at) {
      const std::uint64_t place = mixed(mixed(kInList, list->id.value), at);
      m_marks[ofRequest(link - 1)] += finished(place);
      link = m_state->request(link - 1).next;
    }
    add(at);
    const std::uint32_t last = list->prev;
    if (last)
      m_marks[ofRequest(last - 1)] += finished(mixed(kInList, list->id.value));
    else
      add(1);
  }
  const auto addQueue = [&](const completion& x) {
    add(x.done | std::uint64_t(x.initialised) << 32);
    mark(x.firstWaiter, mixed(kFirstOfQueue, x.id.value));
  };
  for (const completion* queue : m_queues) addQueue(m_state->of(*queue));
  const kthread_stop_info& stop = m_state->of(m_kernel.stop());
  addQueue(stop.done);
  mark(stop.k.peek() - 1, kShouldStop);
  mark(m_state->of(m_kernel.kthreaddWord()).peek() - 1, kIsKthreadd);
  const SharedWord* helper = m_kernel.helperWqWord();
  const bool hasHelper = helper && m_state->of(*helper).peek() != 0;
  add(static_cast<std::uint32_t>(stop.err) | std::uint64_t(hasHelper) << 32);
  if (m_kernel.anyForkFails()) add(m_requestCount);
  m_worldHash = m_hash;
}

std::uint64_t hashOfBytes(const World& world) {
  std::uint64_t hash = 0;
  world.eachPiece([&](const std::byte* at, std::size_t size) { hash = mixed(hash, hashOf(at, size)); });
  return finished(hash);
}

}  // namespace kts::engine
