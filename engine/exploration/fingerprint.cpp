// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/fingerprint.h"

#include <algorithm>
#include <cstring>

#include "engine/exploration/hash.h"

namespace kts::engine {

namespace {

// What the world says of a task or request, and where.
enum Mark : std::uint64_t { kOwnsLock = 1, kFirstOfQueue, kShouldStop, kIsKthreadd, kInList, kNamedBy };

// References go this far: thread, request, caller, the caller's other threads.
constexpr int kRounds = 3;

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
    m_named.push_back(!m_symmetry || m_kernel.task(id).locals == nullptr);
}

void Fingerprints::add(std::uint64_t value) { m_hash = mixed(m_hash, value); }

// Whom it refers to is mixed in later, by colour; that it refers to somebody, or to nobody, or to the same as
// before, or to somebody with a name, is known now.
void Fingerprints::refer(Reference to) {
  if (to < kFirstTask) return add(to);
  if (isNamed(to - kFirstTask)) return add(~std::uint64_t(to));
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

// In the order in which they were met: where the functions lie is another matter in each binary.
template <class T>
std::uint32_t Fingerprints::numberIn(std::vector<T>& all, T each) {
  const auto known = std::ranges::find(all, each);
  const auto number = static_cast<std::uint32_t>(known - all.begin());
  if (known == all.end()) all.push_back(each);
  return number;
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

void Fingerprints::collect() {
  begin();
  describeWorld();
  for (TaskId id = 0; id < m_taskCount; ++id) collectTask(id);
  for (RequestId id = 0; id < m_requestCount; ++id) collectRequest(id);
  for (const Live& live : m_live)
    m_own[live.at] = m_colours[live.at] = mixed(m_own[live.at], m_marks[live.at]);
  for (TaskId id = 0; id < m_named.size(); ++id) {
    const Reference at = ofTask(id);
    if (!m_named[id] || m_own[at] == kGone) continue;
    m_colours[at] = m_next[at] = mixed(m_own[at], m_marks[at]);
    m_worldHash += finished(m_colours[at]);
  }
}

// Who is gone has no colour of its own.
void Fingerprints::begin() {
  m_taskCount = m_state->taskCount();
  m_requestCount = m_state->requestCount();
  const std::size_t places = kFirstRequest + m_requestCount;
  if (m_own.size() < places)
    for (auto* each : {&m_own, &m_marks, &m_colours, &m_next, &m_back}) each->resize(places);
  const auto fill = [&](std::vector<std::uint64_t>& all, std::uint64_t with) {
    std::fill_n(all.data() + kFirstTask, m_taskCount, with);
    std::fill_n(all.data() + kFirstRequest, m_requestCount, with);
  };
  fill(m_own, kGone), fill(m_colours, kGone), fill(m_next, kGone);
  fill(m_marks, 0), fill(m_back, 0);
  m_live.clear();
}

Fingerprints::About& Fingerprints::aboutOf(ImageStore::Piece piece) {
  if (piece >= m_abouts.size()) m_abouts.resize(piece + 1);
  return m_abouts[piece];
}

const Fingerprints::About& Fingerprints::aboutTask(TaskId id) {
  About& about = aboutOf(m_state->pieceOf(id));
  if (about.known) return about;
  const task_struct& task = m_state->task(id);
  about.known = true;
  about.here = !task.gone;
  if (task.locals) about.variables = static_cast<std::uint16_t>(m_state->partWith(task.locals) + 1);
  about.bornOf = task.bornOf;
  return about;
}

const Fingerprints::About& Fingerprints::aboutRequest(RequestId id) {
  About& about = aboutOf(m_state->pieceOfRequest(id));
  if (about.known) return about;
  const kthread_create_info& request = m_state->request(id);
  about.known = true;
  about.here = request.alive;
  if (request.threadfn) about.function = numberIn(m_functions, request.threadfn) + 1;
  return about;
}

// What a task's description looks at beyond the piece that it stands in.
std::uint64_t Fingerprints::lookBeside(TaskId id, const About& about) {
  std::uint64_t beside = about.variables ? m_state->pieceOfPart(about.variables - 1u) + 1u : 0;
  if (const RequestId bornOf = about.bornOf; bornOf != kNoRequest)
    if (const std::uint32_t function = aboutRequest(bornOf).function) {
      beside |= std::uint64_t(function) << 32;
      if (const auto* stops = m_functions[function - 1]->stops)
        beside = mixed(beside, reinterpret_cast<std::uintptr_t>(m_state->of(*stops)));
    }
  return m_symmetry ? beside : mixed(beside, roleOf(m_state->task(id)));
}

void Fingerprints::collectTask(TaskId id) {
  const About about = aboutTask(id);
  if (!about.here) return;
  const Reference at = ofTask(id);
  const Said& its = said(m_state->pieceOf(id), lookBeside(id, about), m_state->task(id));
  m_own[at] = its.hash;
  if (!isNamed(id)) return m_live.push_back({at, its.references, its.count});
  for (std::uint32_t n = 0; n < its.count; ++n)
    m_marks[m_references[its.references + n]] += finished(mixed(mixed(kNamedBy, at), n));
}

void Fingerprints::collectRequest(RequestId id) {
  if (!aboutRequest(id).here) return;
  const Reference at = ofRequest(id);
  const Said& its = said(m_state->pieceOfRequest(id), 0, m_state->request(id));
  m_own[at] = its.hash;
  m_live.push_back({at, its.references, its.count});
}

template <class T>
const Fingerprints::Said& Fingerprints::said(ImageStore::Piece piece, std::uint64_t beside, const T& what) {
  About& about = m_abouts[piece];
  std::uint32_t known = about.said;
  while (known != kNobody && m_said[known].beside != beside) known = m_said[known].next;
  if (known == kNobody) {
    known = static_cast<std::uint32_t>(m_said.size());
    const auto first = static_cast<std::uint32_t>(m_references.size());
    m_first = first;
    m_hash = 0;
    describe(what);
    const auto count = static_cast<std::uint32_t>(m_references.size() - first);
    m_said.push_back({beside, m_hash, first, count, about.said});
    about.said = known;
  }
  return m_said[known];
}

// Both ways: two that look alike, but for somebody who still holds on to one of them, go on each in its own
// way.
void Fingerprints::mixIn() {
  for (const Live& live : m_live) {
    std::uint64_t hash = m_own[live.at];
    std::uint64_t place = m_colours[live.at];
    for (const Reference to : std::span(m_references).subspan(live.references, live.count)) {
      hash = mixed(hash, m_colours[to]);
      m_back[to] += place *= 0x9e3779b97f4a7c15ull;
    }
    m_next[live.at] = hash;
  }
  for (const Live& live : m_live) {
    m_next[live.at] = mixed(m_next[live.at], m_back[live.at]);
    m_back[live.at] = 0;  // of who is gone nobody asks
  }
  m_colours.swap(m_next);
}

std::uint64_t Fingerprints::of(const SeenState& state) {
  m_state = &state;
  collect();
  for (int round = 0; round < (m_symmetry ? kRounds : 1); ++round) mixIn();
  std::uint64_t all = m_worldHash;
  for (const Live& live : m_live) all += finished(m_colours[live.at]);
  return finished(all);
}

// Who has a name has the same everywhere.
std::uint64_t Fingerprints::names() const {
  std::uint64_t hash = 1;
  for (std::size_t one = 0; one < m_live.size(); ++one) {
    const Reference at = m_live[one].at;
    if (at >= kFirstRequest) break;  // tasks come first
    for (std::size_t other = 0; other < one; ++other)
      if (m_colours[m_live[other].at] == m_colours[at]) return kAlike;
    hash += mixed(mixed(0, at), m_colours[at]);
  }
  return finished(hash) | 1;
}

std::uint64_t hashOfBytes(const World& world) {
  std::uint64_t hash = 0;
  world.eachPiece([&](const std::byte* at, std::size_t size) { hash = mixed(hash, hashOf(at, size)); });
  return finished(hash);
}

}  // namespace kts::engine
