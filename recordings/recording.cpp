// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/recording.h"

#include <algorithm>
#include <thread>

#include "recordings/reading/recording_impl.h"
#include "recordings/storage/file_kind.h"
#include "recordings/storage/process.h"
#include "recordings/storage/rows.h"

namespace kts::recordings {

namespace {

constexpr Seq kVerifiedEvents = 1u << 20;  // of a longer recording blocks are verified when they are read
constexpr auto kLetGo = std::chrono::milliseconds(300);

Verdict verdictOf(const std::string& name) {
  for (int at = 0; at <= static_cast<int>(Verdict::Unfinished); ++at)
    if (nameOf(static_cast<Verdict>(at)) == name) return static_cast<Verdict>(at);
  return Verdict::Unfinished;
}

Problem noRunIn(const std::filesystem::path& file) {
  return Problem{file.string() +
                 ": holds no run, for it was ended before its first event, has lost the file that ends in "
                 "-wal, or is damaged: copy it again with what lies beside it, or record it again"};
}

}  // namespace

std::uint64_t RequestRow::waitNs() const {
  constexpr auto kEnqueued = static_cast<std::size_t>(Phase::Enqueued);
  constexpr auto kReturned = static_cast<std::size_t>(Phase::Returned);
  if (seqOf[kEnqueued] == kNever || seqOf[kReturned] == kNever) return 0;
  return nsOf[kReturned] - nsOf[kEnqueued];
}

Result<void> Recording::Impl::readHeader() {
  SQLite::Statement row(database(),
                        "SELECT scenario, scenario_json, title, design, variant, runtime, scheduler, "
                        "granularity, memory, max_events, seed FROM run WHERE id = 0");
  if (!row.executeStep()) return std::unexpected(noRunIn(file));
  RunHeader& header = info.header;
  int at = 0;
  for (std::string* text :
       {&header.scenario, &header.scenarioJson, &header.title, &header.design, &header.variant,
        &header.runtime, &header.scheduler, &header.granularity, &header.memory})
    *text = textAt(row, at++);
  header.maxEvents = numberAt(row, at++);
  if (!nullAt(row, at)) header.seed = numberAt(row, at);
  SQLite::Statement name(database(), "SELECT pattern FROM name WHERE run = 0 ORDER BY id");
  while (name.executeStep()) header.names.push_back(textAt(name, 0));
  SQLite::Statement parameter(database(),
                              "SELECT name, value FROM parameter WHERE run = 0 ORDER BY position");
  while (parameter.executeStep())
    header.parameters.emplace_back(textAt(parameter, 0), integerAt(parameter, 1));
  auto initial = states.keyframeBefore(database(), 0);
  if (!initial) return std::unexpected(initial.error());
  header.initial = std::move(*initial);
  return {};
}

Result<void> Recording::Impl::readRun() {
  SQLite::Statement row(database(),
                        "SELECT verdict, schedule, steps, events, closed, recorder_pid, recorder_start "
                        "FROM run WHERE id = 0");
  if (!row.executeStep()) return std::unexpected(noRunIn(file));
  info.summary = {};
  info.summary.verdict = verdictOf(textAt(row, 0));
  info.summary.schedule = textAt(row, 1);
  info.summary.steps = numberAt(row, 2);
  eventsSaid = numberAt(row, 3);
  closed = integerAt(row, 4) != 0;
  const Process recorder{integerAt(row, 5), integerAt(row, 6)};
  SQLite::Statement finding(database(), "SELECT kind, task, seq, sentence FROM finding WHERE run = 0");
  if (finding.executeStep())
    info.summary.finding =
        Finding{textAt(finding, 0), nullAt(finding, 1) ? kNoTask : static_cast<TaskId>(integerAt(finding, 1)),
                numberAt(finding, 2), textAt(finding, 3)};
  info.note.clear();
  SQLite::Statement note(database(),
                         "SELECT text FROM note WHERE run = 0 AND seq IS NULL ORDER BY rowid DESC");
  if (note.executeStep()) info.note = textAt(note, 0);
  if (!closed && !isAlive(recorder)) info.note = "ends early: its process was killed or could not write on";
  return {};
}

Result<void> Recording::Impl::readAgain() {
  laneCache.reset();
  lod.forget();
  return reading(file, [&]() -> Result<void> {
    {
      SQLite::Transaction together(database());  // the run's row and its blocks of one commit
      if (auto run = readRun(); !run) return run;
      store.readIndex(database());
    }
    if (!verified && store.events() <= kVerifiedEvents) store.verify(database());
    verified = true;
    info.damage = store.note();
    if (info.damage.empty() && store.events() < eventsSaid)
      info.damage = "is damaged: only the first " + std::to_string(store.events()) + " events can be read";
    if (!info.damage.empty()) info.note = info.damage;
    info.summary.events = store.events();
    info.durationNs = store.events() ? store.blocks().back().t1 : 0;
    return {};
  });
}

Recording::Recording() = default;
Recording::~Recording() = default;

Result<std::unique_ptr<Recording>> Recording::open(const std::filesystem::path& file) {
  auto connection = Connection::open(file);
  if (!connection) return std::unexpected(connection.error());
  std::unique_ptr<Recording> recording(new Recording);
  recording->m_impl = std::make_unique<Impl>(file);
  Impl& impl = *recording->m_impl;
  impl.connection = std::move(*connection);
  if (auto header = reading(file, [&] { return impl.readHeader(); }); !header)
    return std::unexpected(header.error());
  if (auto rest = impl.readAgain(); !rest) return std::unexpected(rest.error());
  return recording;
}

const std::filesystem::path& Recording::file() const { return m_impl->file; }
const RunInfo& Recording::info() const { return m_impl->info; }
Seq Recording::events() const { return m_impl->store.events(); }
bool Recording::finished() const { return m_impl->closed; }

Result<void> Recording::refresh() {
  Impl& impl = *m_impl;
  if (!impl.closed)
    if (auto again = impl.readAgain(); !again) return again;
  if (!impl.closed || impl.connection->immutable()) return {};
  // The recorder wants to make one file of it, and cannot while we hold on to the -wal.
  const auto until = std::chrono::steady_clock::now() + kLetGo;
  while (sizeOf(beside(impl.file, "-wal")) > 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  if (sizeOf(beside(impl.file, "-wal")) > 0) return {};
  auto connection = Connection::open(impl.file);
  if (!connection) return std::unexpected(connection.error());
  impl.connection = std::move(*connection);
  return {};
}

Result<std::vector<Event>> Recording::eventsIn(Seq from, Seq to) const {
  return m_impl->store.eventsIn(m_impl->database(), from, to);
}
Result<ProtocolState> Recording::stateAt(Seq seq) const {
  return m_impl->states.stateAt(m_impl->database(), seq);
}
std::uint64_t Recording::timeOf(Seq seq) const { return m_impl->store.timeOf(m_impl->database(), seq); }
Seq Recording::seqAt(std::uint64_t ns) const { return m_impl->store.seqAt(m_impl->database(), ns); }

}  // namespace kts::recordings
