// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/state_codec.h"

namespace kts {

namespace {

// 1 has no origins: they are kept as unknown when such a state is read.
constexpr std::uint64_t kCodecVersion = 2, kWithoutOrigins = 1;

class Writer {
 public:
  std::vector<std::uint8_t> bytes;
  static constexpr bool kReads = false;
  static constexpr std::uint64_t version = kCodecVersion;
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
    bytes.push_back(static_cast<std::uint8_t>(value));
  }
  template <class T>
  void value(const T& field) {
    if constexpr (std::is_signed_v<T>) number(static_cast<std::uint64_t>(static_cast<std::int64_t>(field)));
    else number(static_cast<std::uint64_t>(field));
  }
};

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : m_rest(bytes) {}
  static constexpr bool kReads = true;
  bool good = true;
  std::uint64_t version = kCodecVersion;
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (m_rest.empty()) break;
      const std::uint8_t byte = m_rest.front();
      m_rest = m_rest.subspan(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (!(byte & 0x80)) return value;
    }
    good = false;
    return 0;
  }
  template <class T>
  void value(T& field) {
    field = static_cast<T>(number());
  }
  // A count of things that each take at least a byte: a lie is found before memory is taken for it.
  std::size_t count() {
    const std::uint64_t count = number();
    if (count > m_rest.size()) good = false;
    return good ? count : 0;
  }
  bool atEnd() const { return m_rest.empty(); }

 private:
  std::span<const std::uint8_t> m_rest;
};

// One list of fields for both directions: `Self` is const when it is written.
template <class Io, class T>
void fieldsOf(Io& io, T& environment) requires std::is_same_v<std::remove_const_t<T>, Environment> {
  io.value(environment.nice), io.value(environment.cpusAllowed), io.value(environment.blocked);
  io.value(environment.ignoresSigchld), io.value(environment.flags), io.value(environment.fs),
      io.value(environment.files);
}

template <class Io, class T>
void fieldsOf(Io& io, T& name) requires std::is_same_v<std::remove_const_t<T>, Name> {
  io.value(name.pattern), io.value(name.number);
}

template <class Io, class T>
void storesOf(Io& io, T& task) {
  std::size_t count = task.stores.size();
  io.value(count);
  if constexpr (Io::kReads) {
    if (count > kMaxStores) io.good = false, count = 0;
    task.stores.resize(count);
  }
  for (auto& store : task.stores) {
    io.value(store.kind), io.value(store.object.value), io.value(store.arg), io.value(store.request);
    if constexpr (Io::kReads)
      if (!isPlainStore(store.kind)) io.good = false;
  }
}

// The freezer's two marks ride on the signal's, and so does whether the task's store buffer holds anything:
// so a file that knows nothing of them stays readable.
template <class Io, class T>
void signalsOf(Io& io, T& task) {
  unsigned marks = unsigned(task.signalPending) | unsigned(task.freezing) << 1 | unsigned(task.frozen) << 2 |
                   unsigned(!task.stores.empty()) << 3;
  io.value(marks);
  if constexpr (Io::kReads)
    task.signalPending = marks & 1, task.freezing = marks & 2, task.frozen = marks & 4;
  if (marks & 8) storesOf(io, task);
}

// The flag rides on the timer's mark: so a file that knows nothing of it stays readable.
template <class Io, class T>
void timerAndStop(Io& io, T& task) {
  unsigned marks = unsigned(task.timerPending) | unsigned(task.shouldStop) << 1;
  io.value(marks);
  if constexpr (Io::kReads) task.timerPending = marks & 1, task.shouldStop = marks & 2;
}

// kNever is the commonest there, and would take ten bytes.
template <class Io, class T>
void seqOf(Io& io, T& seq) {
  Seq after = seq + 1;
  io.value(after);
  if constexpr (Io::kReads) seq = after - 1;
}

template <class Io, class T>
void fieldsOf(Io& io, T& task) requires std::is_same_v<std::remove_const_t<T>, Task> {
  io.value(task.pid), io.value(task.parent), fieldsOf(io, task.comm), io.value(task.state);
  io.value(task.asleep), io.value(task.started), signalsOf(io, task), timerAndStop(io, task);
  io.value(task.children), io.value(task.cloneFlags), io.value(task.exitCode), io.value(task.wantsLock.value),
      io.value(task.waitsFor.value);
  io.value(task.bornOf), fieldsOf(io, task.env), io.value(task.calls);
  if constexpr (Io::kReads)
    if (task.calls > kMaxCalls) io.good = false, task.calls = 0;
  for (int at = 0; at < task.calls; ++at) {
    auto& frame = task.callStack[static_cast<std::size_t>(at)];
    io.value(frame.function), io.value(frame.site.value), io.value(frame.sinceSeq);
  }
  io.value(task.lane), io.value(task.onCpu), io.value(task.site.value), io.value(task.request);
  io.value(task.sinceSeq), io.value(task.sinceNs), io.value(task.lastSeq), io.value(task.bornSeq);
  if (io.version == kWithoutOrigins) return;
  for (auto& origin : task.origins) seqOf(io, origin.seq), io.value(origin.task), io.value(origin.function);
}

template <class Io, class T>
void listOf(Io& io, T& all) {
  if constexpr (Io::kReads) all.resize(io.count());
  else io.value(all.size());
  for (auto& one : all) io.value(one);
}

template <class Io, class T>
void fieldsOf(Io& io, T& lock) requires std::is_same_v<std::remove_const_t<T>, Lock> {
  io.value(lock.owner), io.value(lock.depth), listOf(io, lock.waiters), io.value(lock.sinceSeq);
}
template <class Io, class T>
void fieldsOf(Io& io, T& completion) requires std::is_same_v<std::remove_const_t<T>, Completion> {
  io.value(completion.done), listOf(io, completion.waiters);
}
template <class Io, class T>
void fieldsOf(Io& io, T& list) requires std::is_same_v<std::remove_const_t<T>, RequestList> {
  listOf(io, list.requests);
}
template <class Io, class T>
void fieldsOf(Io& io, T& request) requires std::is_same_v<std::remove_const_t<T>, Request> {
  io.value(request.caller), io.value(request.child), io.value(request.result), io.value(request.resultStored);
  fieldsOf(io, request.comm), io.value(request.phase);
  for (auto& seq : request.seqOf) io.value(seq);
  for (auto& ns : request.nsOf) io.value(ns);
  if constexpr (Io::kReads)
    if (static_cast<int>(request.phase) >= kPhases) io.good = false;
}

template <class T>
void table(Writer& io, const LiveTable<T>& all) {
  io.value(all.size());
  for (const T* one : all.sorted()) io.value(one->key), fieldsOf(io, *one);
}
template <class T>
void table(Reader& io, LiveTable<T>& all) {
  const std::size_t count = io.count();
  for (std::size_t at = 0; at < count && io.good; ++at) {
    const auto key = static_cast<std::uint32_t>(io.number());
    if (key == kNoTask || all.find(key)) io.good = false;  // twice the same is no state either
    else fieldsOf(io, all.ensure(key));
  }
}

template <class Io, class State>
void fieldsOfState(Io& io, State& state) {
  table(io, state.tasks), table(io, state.locks), table(io, state.completions);
  table(io, state.lists), table(io, state.requests);
  io.value(state.stop.k), io.value(state.stop.err), io.value(state.kthreaddTask), io.value(state.helperWq);
  io.value(state.seq), io.value(state.tNs), io.value(state.fixedLanes), listOf(io, state.lanes);
  io.value(state.createdTasks), io.value(state.finishedRequests);
}

}  // namespace

std::vector<std::uint8_t> encodeState(const ProtocolState& state) {
  Writer writer;
  writer.number(kCodecVersion);
  fieldsOfState(writer, state);
  return std::move(writer.bytes);
}

std::optional<ProtocolState> decodeState(std::span<const std::uint8_t> bytes) {
  Reader reader(bytes);
  reader.version = reader.number();
  if (reader.version != kCodecVersion && reader.version != kWithoutOrigins) return {};
  ProtocolState state;
  fieldsOfState(reader, state);
  if (!reader.good || !reader.atEnd() || state.fixedLanes > state.lanes.size()) return {};
  state.countWaiting();
  return state;
}

}  // namespace kts
