// SPDX-License-Identifier: GPL-2.0-or-later
// A recording (.ktr) opened for reading: the only way in which the rest of the program asks about the past.
// Never writes to the file. One thread at a time per Recording; open another for another thread. A file that
// is still being written can be followed with refresh().
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/vocabulary/event_sink.h"
#include "engine/vocabulary/protocol_state.h"
#include "engine/vocabulary/verdict.h"

namespace kts::recordings {

// One line for a person: names the file or the value, and says what to do.
struct Problem {
  std::string message;
};
template <class T>
using Result = std::expected<T, Problem>;

// RunHeader and RunSummary as they were recorded, and what the file itself knows.
struct RunInfo {
  int formatVersion = 1;
  RunHeader header;
  RunSummary summary;      // verdict Unfinished until the run has ended
  std::uint64_t durationNs = 0;
  std::string note;        // "" or one line: "ends early: its process was killed", ...
  std::string damage;      // "", or what of it cannot be read; then it is the note, too
};

struct TaskRow {
  TaskId id = 0;
  std::int32_t pid = 0, ppid = 0;
  std::string comm;
  Environment env;             // its last
  std::optional<std::int32_t> exit;
  Seq bornSeq = 0, exitSeq = kNever;
  std::uint16_t lane = 0;
  RequestId bornOf = kNoRequest;
};

struct RequestRow {
  RequestId id = 0;
  TaskId caller = kNoTask, child = kNoTask;
  std::string comm;
  std::optional<std::int32_t> result;       // PID or negative errno
  Phase phase = Phase::Prepared;            // how far it came
  std::array<Seq, kPhases> seqOf;           // kNever for a phase it never entered
  std::array<std::uint64_t, kPhases> nsOf;
  std::uint64_t waitNs() const;             // enqueued until returned, 0 when it never returned
};

enum class Axis : std::uint8_t { Steps, Time };  // every event equally wide, or nanoseconds

// A lane of the timeline: a task's (fixed or of the pool), a lock's, the list's depth, or how many wait for
// completions of one kind, whichever the request.
enum class LaneKind : std::uint8_t { Task, Lock, ListDepth, Completion };
// One that shows a number, not what somebody does.
constexpr bool showsDepth(LaneKind kind) {
  return kind == LaneKind::ListDepth || kind == LaneKind::Completion;
}
struct Lane {
  LaneKind kind = LaneKind::Task;
  std::uint16_t lane = 0;      // Task: the lane's number
  ObjectId object;             // Lock, ListDepth; Completion: its type alone counts
  std::string label;           // "kthreadd", "caller 1", "thread lane 3", "kthread_create_lock"
  std::int32_t pid = 0;        // of the only task that ever lived in it, else 0
};

// One unbroken stretch of a lane. Lock lanes: task is the owner. ListDepth and Completion: `depth`.
struct Segment {
  Seq from = 0, to = 0;        // events [from, to)
  LaneState state = LaneState::None;
  TaskId task = kNoTask;
  RequestId request = kNoRequest;
  Function function = Function::None;  // innermost named function, or None
  ObjectId waitsFor;
  std::uint16_t depth = 0;
  bool contended = false;      // Lock: somebody waited meanwhile
};

// A pixel column of a lane where events are narrower than pixels.
struct Column {
  LaneState state = LaneState::None;   // the one that filled most of it
  std::uint16_t events = 0;            // of the lane's task, saturating
  std::uint16_t depth = 0;             // a number's highest; Lock: 1 held, 2 contended at some moment
  std::uint8_t held = 0;               // Lock: for how much of it, 255 all; at least 1 when it was at all
  std::uint8_t contended = 0;          // and for how much of it others waited meanwhile
};

// What the timeline draws of one lane: segments when events are wider than pixels, else columns.
struct Track {
  Lane lane;
  std::vector<Segment> segments;
  std::vector<Column> columns;
};

// A cause and its effect, both events. `tookEffect` is false for a wake that found nobody asleep.
enum class LinkKind : std::uint8_t { Queue, Wake, Fork, Complete, Stop };
struct Link {
  LinkKind kind = LinkKind::Wake;
  Seq cause = 0, effect = 0;
  std::uint16_t causeLane = 0, effectLane = 0;
  RequestId request = kNoRequest;
  bool tookEffect = true;
};

// A stretch of the run as the timeline wants it.
struct Window {
  Seq from = 0, to = 0;
  Axis axis = Axis::Steps;
  bool exact = true;                    // segments and ticks, else columns
  std::vector<Track> tracks;
  std::vector<Link> links;              // exact windows only
  std::vector<std::uint64_t> nsOf;      // exact windows only: the time of each event of [from, to)
  std::vector<Event> events;            // exact windows only
};

// Per bucket of the whole run: for the overview strip.
struct Density {
  std::vector<std::uint32_t> events;
};

class Recording {
 public:
  // Problem for a file that is empty, truncated, damaged, no SQLite, another program's, of a newer
  // format, a directory, or not there.
  static Result<std::unique_ptr<Recording>> open(const std::filesystem::path& file);
  ~Recording();

  const std::filesystem::path& file() const;
  const RunInfo& info() const;
  Seq events() const;              // how many there are; a committed prefix while it is written
  bool finished() const;           // the run has ended
  Result<void> refresh();          // looks for what was committed since

  // Events [from, to), to clipped to events().
  Result<std::vector<Event>> eventsIn(Seq from, Seq to) const;
  // The state after the first `seq` events: stateAt(0) is the world before the first.
  Result<ProtocolState> stateAt(Seq seq) const;
  std::uint64_t timeOf(Seq seq) const;    // of event seq; of the last one beyond the end
  Seq seqAt(std::uint64_t ns) const;      // the first event at or after ns; events() beyond the end

  std::vector<Lane> lanes() const;
  // The stretch [from, to) in at most `columns` columns (pixels).
  // `wanted` is by index in lanes(), empty for all: in a window of columns other lanes come back without any.
  Result<Window> window(Seq from, Seq to, int columns, Axis axis, const std::vector<bool>& wanted = {}) const;
  Density density(int buckets, Axis axis) const;
  // Causes and effects of one request, from its rows alone: cheap anywhere in the run.
  Result<std::vector<Link>> linksOf(RequestId request) const;

  Result<std::vector<TaskRow>> tasks() const;
  Result<std::optional<TaskRow>> task(TaskId id) const;
  Result<std::vector<RequestRow>> requests() const;
  Result<std::optional<RequestRow>> request(RequestId id) const;
  Result<std::vector<std::pair<std::string, std::uint64_t>>> eventsByKind() const;

  // Read-only SQL over the file's tables and the virtual table `event`. Each row: a value per column.
  struct Cell {
    enum class Type : std::uint8_t { Null, Integer, Real, Text, Blob } type = Type::Null;
    std::int64_t integer = 0;
    double real = 0;
    std::string text;  // a Blob's bytes are hexadecimal
  };
  struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;
  };
  Result<Table> query(std::string_view sql, std::size_t maxRows = 1'000'000) const;

 private:
  Recording();
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace kts::recordings
