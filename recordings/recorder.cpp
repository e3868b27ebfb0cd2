// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/recorder.h"

#include <algorithm>
#include <atomic>
#include <bitset>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "recordings/storage/file_kind.h"
#include "recordings/writing/run_writer.h"

namespace kts::recordings {

namespace {

using Clock = std::chrono::steady_clock;
// A quiet time may add half of it: still below the 100 ms that are promised.
constexpr auto kCommitEvery = std::chrono::milliseconds(60);
constexpr std::size_t kMostLivingRows = 512;  // more are written only when they die, and at the end

}  // namespace

struct Recorder::Impl {
  explicit Impl(std::filesystem::path path) : file(std::move(path)), writer(file) {
    pending.reserve(kBlockEvents);
  }

  void write(std::span<const Event> events);
  void one(const Event& event);
  void bury(const Event& event);
  void noticeSite(const Event& event);
  void endBlock();
  void keyframe();
  void rows(std::size_t mostLiving);
  void flush(std::size_t mostLiving);
  void commit(std::size_t mostLiving = kMostLivingRows);
  void commitNowAndThen(const std::stop_token& stop);
  template <class F>
  void guarded(F&& work);

  std::filesystem::path file;
  RunWriter writer;
  std::optional<Problem> problem;  // written once, before `failed`
  std::atomic<bool> failed = false;
  std::vector<std::string> names;

  ProtocolState state;
  std::vector<TaskRow> tasks;  // that have left the state, until the next commit
  std::vector<RequestRow> requests;
  LaneMeter meter;
  std::vector<Event> pending;  // of the block being filled
  Seq block0 = 0;              // its first seq
  Seq lastKeyframe = 0;
  std::size_t keyframeBytes = 0;  // of the last one
  std::size_t stored = 0;         // how many of them are in the file's block
  std::array<std::uint64_t, 256> counts{}, storedCounts{};
  std::vector<std::uint64_t> laneEvents;  // as stored
  std::bitset<65536> sites;
  std::bitset<256> objects;
  std::atomic<Seq> committed = 0;
  bool begun = false, ended = false;

  std::mutex mutex;  // around everything above, for the thread that commits in quiet times
  std::condition_variable_any wake;
  Clock::time_point lastCommit = Clock::now();
  std::jthread committer;
};

// After the first failure nothing more is written, and the file keeps what was committed.
template <class F>
void Recorder::Impl::guarded(F&& work) {
  const std::lock_guard lock(mutex);
  if (problem) return;
  try {
    work();
  } catch (const std::exception& error) {
    problem = Problem{file.string() + ": recording stopped after " + std::to_string(committed.load()) +
                      " events (" + error.what() + "): free some space or choose another place"};
    failed.store(true, std::memory_order_release);
    writer.rollback();
  }
}

// What is about to leave the state becomes a row of the next commit.
void Recorder::Impl::bury(const Event& event) {
  if (event.kind == EventKind::Release && event.object.type() == ObjectType::Task) {
    if (const Task* gone = state.task(event.object.index())) tasks.push_back(rowOf(*gone, state, names));
  } else if (event.kind == EventKind::FrameDead) {
    const Request* gone = state.request(event.request);
    if (!gone) return;
    RequestRow row = rowOf(*gone, names);
    row.phase = Phase::Returned;
    row.seqOf.back() = state.seq;
    row.nsOf.back() = event.tNs;
    requests.push_back(std::move(row));
  }
}

void Recorder::Impl::noticeSite(const Event& event) {
  sites.set(event.site.value);
  const Task* self = state.task(event.task);
  writer.site(event.site, self ? self->function() : Function::None);
}

void Recorder::Impl::one(const Event& event) {
  if (state.seq % kLeafEvents == 0 && state.seq > 0) {
    meter.endLeaf(state.seq, event.tNs);
    for (int level = 0; level < kLodLevels; ++level) {
      if (meter.leaves(level) < kRowLeaves) continue;
      writer.lod(level, meter.firstLeaf(level), meter.row(level));
      meter.nextRow(level);
    }
  }
  std::uint16_t emptied = kNoLane;
  if (event.kind == EventKind::Release || event.kind == EventKind::FrameDead) {
    emptied = laneLeftBy(state, event);
    bury(event);
  }
  apply(state, event);
  meter.after(state, event, emptied);
  ++counts[static_cast<std::size_t>(event.kind)];
  if (!sites.test(event.site.value)) noticeSite(event);
  if (event.object && !objects.test(static_cast<std::size_t>(event.object.type()))) {
    objects.set(static_cast<std::size_t>(event.object.type()));
    if (infoOf(event.object.type()).scope == ObjectScope::World) writer.object(event.object);
  }
}

// The state of a crowd is large: then keyframes stand further apart, so that they cost about a byte an event,
// and a jump is still a short fold.
void Recorder::Impl::keyframe() {
  constexpr Seq kFarthest = 16 * kBlockEvents;
  if (state.seq - lastKeyframe < std::min<Seq>(keyframeBytes, kFarthest)) return;
  keyframeBytes = writer.keyframe(state);
  lastKeyframe = state.seq;
}

void Recorder::Impl::endBlock() {
  writer.block(block0, pending);
  keyframe();
  block0 += pending.size();
  pending.clear();
  stored = 0;
  if (Clock::now() - lastCommit >= kCommitEvery) commit();
}

void Recorder::Impl::write(std::span<const Event> events) {
  while (!events.empty()) {
    writer.startTransaction();
    const auto now = events.first(std::min(events.size(), kBlockEvents - pending.size()));
    pending.insert(pending.end(), now.begin(), now.end());
    for (const Event& event : now) one(event);
    events = events.subspan(now.size());
    if (pending.size() == kBlockEvents) endBlock();
  }
}

// Written together, in the order of the file: most rows are written once, at the end of their table.
void Recorder::Impl::rows(std::size_t mostLiving) {
  if (state.tasks.size() <= mostLiving)
    state.tasks.forEach([&](const Task& task) { tasks.push_back(rowOf(task, state, names)); });
  if (state.requests.size() <= mostLiving)
    state.requests.forEach([&](const Request& request) { requests.push_back(rowOf(request, names)); });
  std::ranges::sort(tasks, {}, &TaskRow::id);
  std::ranges::sort(requests, {}, &RequestRow::id);
  writer.tasks(tasks);
  writer.requests(requests);
  tasks.clear();
  requests.clear();
}

// Everything that the file does not have yet.
void Recorder::Impl::flush(std::size_t mostLiving) {
  if (pending.size() > stored) writer.block(block0, pending);
  stored = pending.size();
  for (int level = 0; level < kLodLevels; ++level)
    if (meter.leaves(level) > 0) writer.lod(level, meter.firstLeaf(level), meter.row(level));
  const auto& lanes = meter.lanes();
  laneEvents.resize(lanes.size(), ~0ull);
  for (std::size_t id = 0; id < lanes.size(); ++id)
    if (laneEvents[id] != lanes[id].events + lanes[id].tasks) {
      laneEvents[id] = lanes[id].events + lanes[id].tasks;
      writer.lane(id, lanes[id]);
    }
  for (std::size_t kind = 0; kind < counts.size(); ++kind)
    if (counts[kind] != storedCounts[kind])
      writer.count(static_cast<int>(kind), storedCounts[kind] = counts[kind]);
  rows(mostLiving);
  writer.progress(state.seq, state.tNs);
}

void Recorder::Impl::commit(std::size_t mostLiving) {
  writer.startTransaction();
  flush(mostLiving);
  writer.commit();
  committed = state.seq;
  lastCommit = Clock::now();
}

// For an engine that is quiet: what it said last is seen without its saying more.
void Recorder::Impl::commitNowAndThen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex);
      wake.wait_for(lock, stop, kCommitEvery / 2, [] { return false; });
    }
    guarded([&] {
      if (begun && !ended && state.seq > committed && Clock::now() - lastCommit >= kCommitEvery) commit();
    });
  }
}

Recorder::Recorder() = default;

Result<std::unique_ptr<Recorder>> Recorder::create(const std::filesystem::path& file) {
  if (auto why = makeRoom(file); !why) return std::unexpected(why.error());
  try {
    std::unique_ptr<Recorder> recorder(new Recorder);
    recorder->m_impl = std::make_unique<Impl>(file);
    return recorder;
  } catch (const std::exception& error) {
    removeAll(file);  // what was begun says nothing
    return std::unexpected(Problem{file.string() + ": cannot be written (" + error.what() +
                                   "): choose a folder that exists, is yours and has room"});
  }
}

Recorder::~Recorder() {
  if (!m_impl) return;
  m_impl->committer = {};
  if (!m_impl->begun || (m_impl->problem && m_impl->committed == 0)) {  // nothing of a run stands in it
    const std::filesystem::path file = m_impl->file;
    m_impl.reset();
    removeAll(file);
    return;
  }
  m_impl->guarded([&] {
    if (m_impl->ended) return;
    m_impl->writer.closeUnfinished();
    m_impl->commit(~std::size_t{0});
    m_impl->writer.finishFile();
  });
}

void Recorder::begin(const RunHeader& header) {
  m_impl->guarded([&] {
    m_impl->names = header.names;
    m_impl->state = header.initial;
    m_impl->meter.begin(header.initial);
    m_impl->writer.begin(header);
    m_impl->commit(~std::size_t{0});
    m_impl->begun = true;
  });
  m_impl->committer =
      std::jthread([impl = m_impl.get()](const std::stop_token& stop) { impl->commitNowAndThen(stop); });
}

void Recorder::events(std::span<const Event> events) {
  m_impl->guarded([&] { m_impl->write(events); });
}

void Recorder::end(const RunSummary& summary) {
  m_impl->committer = {};
  m_impl->guarded([&] {
    m_impl->commit(~std::size_t{0});
    m_impl->writer.end(summary);
    m_impl->writer.commit();
    m_impl->ended = true;
    m_impl->writer.finishFile();
  });
}

void Recorder::commit() {
  m_impl->guarded([&] {
    if (m_impl->begun && !m_impl->ended && m_impl->state.seq > m_impl->committed) m_impl->commit();
  });
}

const std::optional<Problem>& Recorder::problem() const {
  static const std::optional<Problem> kNone;
  return m_impl->failed.load(std::memory_order_acquire) ? m_impl->problem : kNone;
}
Seq Recorder::committed() const { return m_impl->committed; }

}  // namespace kts::recordings
