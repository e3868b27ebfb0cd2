// SPDX-License-Identifier: GPL-2.0-or-later
// What the protocol does to a request, to the list and to kthread_stop_info, each with its event: the small
// words of which kthread.cpp is made.
#include "engine/protocol/kthread.h"

namespace kts::engine {

Kthread::Kthread(Runtime& runtime) : Kernel(runtime) {
  m_stop.done.id = ObjectId(ObjectType::StopDone);
  m_stop.done.wait_lock.id = ObjectId(ObjectType::StopDoneLock);
}

kthread_create_info& Kthread::newRequest() {
  const RequestId id = m_requests.add();
  kthread_create_info& create = m_requests[id];
  create.id = id;
  create.done.id = ObjectId(ObjectType::Done, id);
  create.done.wait_lock.id = ObjectId(ObjectType::DoneLock, id);
  create.started.id = ObjectId(ObjectType::Started, id);
  create.started.wait_lock.id = ObjectId(ObjectType::StartedLock, id);
  return create;
}

void Kthread::prepare(kthread_create_info& create, const ThreadFunction* threadfn, NameId namefmt, At at) {
  writes(ObjectId(ObjectType::Request, create.id), Field::Request, at);
  create.caller = current();
  create.threadfn = threadfn;
  create.comm = {namefmt, create.id + 1};
  create.alive = true;
  emit(EventKind::RequestPrepared, ObjectId(ObjectType::Request, create.id), namefmt, Effect::None, at);
  init_completion(create.started, at);
  init_completion(create.done, at);
}

// The stack is used again by whatever comes next.
void Kthread::endFrame(kthread_create_info& create, At at) {
  const ObjectId object(ObjectType::Request, create.id);
  m_runtime.access(object, Field::Request, AccessKind::FrameEnd, at);
  m_runtime.access(object, Field::Result, AccessKind::FrameEnd, at);
  m_runtime.access(create.done.id, Field::Done, AccessKind::FrameEnd, at);
  m_runtime.access(create.started.id, Field::Done, AccessKind::FrameEnd, at);
  create.alive = false;
  emit(EventKind::FrameDead, ObjectId(ObjectType::Request, create.id), at);
}

const ThreadFunction* Kthread::copyRequest(kthread_create_info& create, At at) {
  checkAlive(ObjectId(ObjectType::Request, create.id));
  reads(ObjectId(ObjectType::Request, create.id), Field::Request, at);
  emit(EventKind::RequestCopied, ObjectId(ObjectType::Request, create.id), at);
  return create.threadfn;
}

namespace {
std::int32_t pidOrError(const task_struct* result) {
  return !result ? 0 : IS_ERR(result) ? PTR_ERR(result) : result->pid;
}
}  // namespace

void Kthread::storeResult(kthread_create_info& create, task_struct* result, At at) {
  checkAlive(ObjectId(ObjectType::Request, create.id));
  writes(ObjectId(ObjectType::Request, create.id), Field::Result, at);
  create.result = result;
  create.resultStored = true;
  emit(EventKind::ResultStored, ObjectId(ObjectType::Request, create.id), pidOrError(result), Effect::None,
       at);
}

task_struct* Kthread::readResult(kthread_create_info& create, At at) {
  reads(ObjectId(ObjectType::Request, create.id), Field::Result, at);
  if (!create.resultStored)
    bug(nameOf(ObjectId(ObjectType::Task, current()->id)) + " reads the result of request " +
            std::to_string(create.id + 1) +
            ", which nobody has stored yet: it is whatever stood on the stack",
        "data-race");
  emit(EventKind::ResultRead, ObjectId(ObjectType::Request, create.id), pidOrError(create.result),
       Effect::None, at);
  return create.result;
}

task_struct* Kthread::readKthreaddTask(At at) {
  if (m_boots)
    m_runtime.before(Operation{OpKind::Pointer, ObjectId(ObjectType::KthreaddTask)}.looking().at(at));
  const std::uint32_t value = m_boots ? peek(m_kthreadd_task) : m_kthreadd_task.peek();
  return value ? &task(value - 1) : nullptr;
}

void Kthread::storeKthreaddTask(task_struct* task, At at) {
  const ObjectId object(ObjectType::KthreaddTask);
  m_runtime.before(Operation{OpKind::Pointer, object}.storing().at(at));
  const auto id = static_cast<std::int32_t>(task->id);
  if (waitsInBuffer(plain_store::kKthreaddTask, object, id, m_kthreadd_task, task->id + 1, at)) return;
  const auto access = m_kthreadd_task.write(task->id + 1);
  emit(EventKind::KthreaddTaskSet, object, id, Effect::None, at, access.ticket);
}

// ---- the list

// kthreadd also looks without the lock. That is meant so: the head is one word, and whoever adds wakes
// afterwards.
bool Kthread::list_empty(list_head& head, At at) {
  m_runtime.before(Operation{OpKind::ListHead, head.id}.looking().at(at));
  const auto access = look(head.next);
  const bool empty = access.before == 0;
  emit(EventKind::ListEmpty, head.id, 0, empty ? Effect::Empty : Effect::NotEmpty, at, access.ticket);
  return empty;
}

void Kthread::list_add_tail(kthread_create_info& create, list_head& head, At at) {
  m_runtime.before(Operation{OpKind::ListChange, head.id}.storing().at(at));
  const std::uint32_t self = create.id + 1;
  current()->owesWake = true;
  if (listChangeWaits(plain_store::kListAdd, head, head.prev == 0 ? self : head.next.peek(), at)) return;
  writes(head.id, Field::Links, at);
  const std::uint32_t last = head.prev;
  writes(head.id, Field::Links, at);
  head.prev = self;
  create.next = 0;
  create.prev = last;
  writes(head.id, Field::Links, at);
  SharedWord::Access access;
  if (last == 0) {
    access = head.next.write(self);
  } else {
    m_requests[last - 1].next = self;
    access = head.next.read();
  }
  m_runtime.publish(head.id);
  emit(EventKind::ListAddTail, head.id, 0, Effect::None, at, access.ticket);
}

void Kthread::list_del_init(kthread_create_info& create, list_head& head, At at) {
  checkAlive(ObjectId(ObjectType::Request, create.id));
  current()->request = create.id;
  m_runtime.before(Operation{OpKind::ListChange, head.id}.storing().at(at));
  const std::uint32_t headNext = create.prev == 0 ? create.next.load() : head.next.peek();
  if (listChangeWaits(plain_store::kListDel, head, headNext, at)) return;
  writes(head.id, Field::Links, at);
  const std::uint32_t next = create.next, prev = create.prev;
  (next == 0 ? head.prev : m_requests[next - 1].prev) = prev;
  writes(head.id, Field::Links, at);
  SharedWord::Access access;
  if (prev == 0) {
    access = head.next.write(next);
  } else {
    m_requests[prev - 1].next = next;
    access = head.next.read();
  }
  create.next = create.prev = create.id + 1;
  emit(EventKind::ListDelInit, head.id, 0, Effect::None, at, access.ticket);
}

// Where stores are buffered, the links follow the head when that reaches memory: only who has the list's
// lock, or races with who has it, looks at them.
bool Kthread::listChangeWaits(const StoreKind& kind, list_head& head, std::uint32_t next, At at) {
  if (!buffersStores()) return false;
  writes(head.id, Field::Links, at);
  return waitsInBuffer(kind, head.id, 0, head.next, next, at, &head);
}

void Kthread::reachMemory(const BufferedStore& store) {
  Kernel::reachMemory(store);
  if (!store.changesList()) return;
  auto& head = *static_cast<list_head*>(store.place);
  kthread_create_info& create = m_requests[store.request];
  const std::uint32_t self = create.id + 1;
  if (store.kind.event == EventKind::ListAddTail) {
    if (const std::uint32_t last = head.prev) m_requests[last - 1].next = self;
    create.next = 0;
    create.prev = head.prev.load();
    head.prev = self;
    m_runtime.publish(head.id);
  } else {
    const std::uint32_t next = create.next, prev = create.prev;
    (next == 0 ? head.prev : m_requests[next - 1].prev) = prev;
    if (prev != 0) m_requests[prev - 1].next = next;
    create.next = create.prev = self;
  }
}

std::vector<RequestId> Kthread::requestsIn(const list_head& head) const {
  std::vector<RequestId> list;
  for (std::uint32_t at = head.next.peek(); at != 0 && list.size() < m_requests.size();
       at = m_requests[at - 1].next)
    list.push_back(at - 1);
  return list;
}

// ---- kthread_stop_info

void Kthread::setStop(task_struct* k, At at) {
  const ObjectId object(ObjectType::StopInfo);
  m_runtime.before(Operation{OpKind::StopInfo, object}.storing().at(at));
  const auto id = static_cast<std::int32_t>(k->id);
  current()->owesWake = true;
  if (waitsInBuffer(plain_store::kStop, object, id, m_stop.k, k->id + 1, at)) return;
  const auto access = m_stop.k.write(k->id + 1);
  emit(EventKind::StopRequested, object, id, Effect::None, at, access.ticket);
}

void Kthread::clearStop(At at) {
  const ObjectId object(ObjectType::StopInfo);
  m_runtime.before(Operation{OpKind::StopInfo, object}.storing().at(at));
  if (waitsInBuffer(plain_store::kStopCleared, object, 0, m_stop.k, 0, at)) return;
  const auto access = m_stop.k.write(0);
  emit(EventKind::StopCleared, object, 0, Effect::None, at, access.ticket);
}

void Kthread::storeStopResult(std::int32_t ret, At at) {
  writes(ObjectId(ObjectType::StopInfo), Field::StopErr, at);
  m_stop.err = ret;
  emit(EventKind::StopResult, ObjectId(ObjectType::StopInfo), ret, Effect::None, at);
}

std::int32_t Kthread::readStopResult(At at) {
  reads(ObjectId(ObjectType::StopInfo), Field::StopErr, at);
  emit(EventKind::StopReturned, ObjectId(ObjectType::StopInfo), m_stop.err, Effect::None, at);
  return m_stop.err;
}

std::vector<const lock_base*> Kthread::worldLocks() const {
  auto locks = Kernel::worldLocks();
  locks.insert(locks.end(), {&m_kthread_create_lock, &m_kthread_stop_lock, &m_stop.done.wait_lock});
  return locks;
}

}  // namespace kts::engine
