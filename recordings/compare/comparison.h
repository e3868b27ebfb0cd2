// SPDX-License-Identifier: GPL-2.0-or-later
// Two runs side by side: where their events first differ, and what each phase of each request cost in the
// one and in the other. A plain value that keeps neither recording open.
//
// Two runs are the same when they begin in the same world and the same events follow: the same tasks do the
// same to the same objects, in the same order, with the same outcome. When it happened, in which step, and on
// which line of the source does not count.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "recordings/compare/request_times.h"
#include "recordings/recording.h"

namespace kts::recordings {

enum class DifferenceKind : std::uint8_t {
  World,   // before the first event
  Turn,    // one run goes on with one task, the other with another: the scheduler's choice
  Act,     // the same task does something else
  Course,  // of two designs or variants: what is done for one request differs, whoever moves when
  End      // one run is the beginning of the other
};

// The first event in which one run differs from the other.
struct DifferenceSide {
  Seq seq = kNever;             // kNever: this run ends before
  std::uint64_t tNs = 0;
  TaskId task = kNoTask;
  RequestId request = kNoRequest;
  std::string sentence;         // "" when it ends before
};

struct Difference {
  DifferenceKind kind = DifferenceKind::Act;
  Seq common = 0;               // so many events at the beginning are the same
  DifferenceSide a, b;
  std::string summary;          // what kind of difference, in a few words: "after 17 equal events ..."
  std::string sentence;         // the summary and both sides, without a full stop
};

// One of the two runs.
struct ComparedRun {
  std::string file;             // its name without its folder
  RunInfo info;                 // without the world before its first event
  Seq events = 0;
  std::vector<RequestTimes> requests;   // in rising order of id
  std::vector<std::string> callers;     // of each of them: the caller's name
  std::vector<std::string> names;       // what each of them names its thread
  RunTimes times;
};

// A request by its id: where it stands in each run's `requests`.
struct RequestPair {
  RequestId id = 0;
  std::optional<std::size_t> a, b;
};

struct Comparison {
  ComparedRun a, b;
  std::optional<Difference> first;   // nothing: the runs are the same
  std::vector<RequestPair> pairs;    // every request of either run, in rising order of id

  bool same() const { return !first; }
};

// Reads both as far as they are the same, a few thousand events at a time. Problem when one cannot be read,
// and when it is asked to stop. Any thread, that of the recordings.
Result<Comparison> compare(const Recording& a, const Recording& b, std::stop_token stop = {});

}  // namespace kts::recordings
