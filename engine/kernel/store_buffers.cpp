// SPDX-License-Identifier: GPL-2.0-or-later
// How plain stores wait in their task's store buffer, and leave it.
#include <utility>

#include "engine/kernel/kernel.h"

namespace kts::engine {

// False when the store is made in memory at once, by the caller.
bool Kernel::waitsInBuffer(const StoreKind& kind, ObjectId object, std::int32_t arg, SharedWord& word,
                           std::uint32_t value, Site at, void* place) {
  if (!m_stores) return false;
  task_struct* self = current();
  StoreBuffer& buffer = m_stores->of[self->id];
  if (kind.op == OpKind::Unlock && buffer.count == 0) {
    m_runtime.storeReached(self, kind.op, object);
    return false;
  }
  buffer.stores[buffer.count++] = {kind, object, arg, &word, value, place, self->request, at};
  emit(kind.event, object, arg, Effect::Buffered, at);
  m_runtime.storeWaits(self);
  return true;
}

SharedWord::Access Kernel::look(SharedWord& word) {
  auto access = word.read();
  if (m_stores) access.before = withOwnStores(word, access.before);
  return access;
}

std::uint32_t Kernel::peek(const SharedWord& word) {
  return m_stores ? withOwnStores(word, word.peek()) : word.peek();
}

// What was found in a word that the current task looks at, with what it has stored there itself.
std::uint32_t Kernel::withOwnStores(const SharedWord& word, std::uint32_t found) {
  StoreBuffer& buffer = m_stores->of[current()->id];
  buffer.looked = buffer.count > 0;
  for (const BufferedStore& store : buffer.all())
    if (store.word == &word) found = (found & ~store.kind.mask) | store.value;
  return found;
}

bool Kernel::mayArrive(const Operation& operation) {
  if (!m_stores) return true;
  task_struct* self = current();
  StoreBuffer& buffer = m_stores->of[self->id];
  if (buffer.count == 0 || operation.looks() || operation.kind == OpKind::Access) return true;
  while (!buffer.looked && buffer.count > 0) drainOldest(self);
  buffer.awaited = buffer.count > 0 && !buffer.takes(operation);
  return !buffer.awaited;
}

// True when its task has waited for that.
bool Kernel::drainOldest(task_struct* task) {
  StoreBuffer& buffer = m_stores->of[task->id];
  const BufferedStore store = buffer.stores[0];
  std::copy(buffer.stores.begin() + 1, buffer.stores.begin() + buffer.count, buffer.stores.begin());
  buffer.stores[--buffer.count] = {};
  if (buffer.count == 0) buffer.looked = false;
  reachMemory(store);
  const RequestId now = std::exchange(task->request, store.request);
  emit(EventKind::StoreDrained, store.object, drainedArg(store.kind.event, store.arg), Effect::None,
       store.site);
  task->request = now;
  m_runtime.storeReached(task, store.kind.op, store.object);
  return buffer.count == 0 && std::exchange(buffer.awaited, false);
}

void Kernel::reachMemory(const BufferedStore& store) {
  store.word->change([&](std::uint32_t word) { return (word & ~store.kind.mask) | store.value; });
  if (store.kind.op == OpKind::Unlock) m_runtime.lockReleased(*static_cast<lock_base*>(store.place));
}

}  // namespace kts::engine
