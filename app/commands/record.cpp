// SPDX-License-Identifier: GPL-2.0-or-later
#include <atomic>
#include <chrono>
#include <filesystem>
#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/finding_json.h"
#include "app/commands/interrupt_guard.h"
#include "app/commands/run_spec.h"
#include "app/commands/text_table.h"
#include "engine/vocabulary/judge.h"
#include "recordings/recorder.h"
#include "recordings/save_as.h"

namespace kts::app {

namespace {

// What showed only on the way, such as a schedule that does not fit.
Problem whyNotRun(const RecordOptions& options, const engine::Problem& wrong) {
  if (!options.schedule) return Problem(wrong);
  const std::string named = options.schedule->starts_with('@') ? " " + *options.schedule : "";
  return Problem("--schedule" + named + ": " + wrong.message +
                 "; give one of a run with the same scenario, parameters, granularity and memory");
}

// The recorder, with what the command prints counted on the way. Asks the run to end when the recorder cannot
// go on.
class CountingSink : public EventSink {
 public:
  CountingSink(recordings::Recorder& recorder, std::atomic<bool>& cancel)
      : m_recorder(recorder), m_cancel(cancel) {}

  void begin(const RunHeader& header) override {
    m_header = header;
    m_recorder.begin(header);
  }
  void events(std::span<const Event> events) override {
    for (const Event& event : events) {
      requests += event.kind == EventKind::RequestPrepared;
      created +=
          event.kind == EventKind::Fork && event.effect == Effect::Forked && event.request != kNoRequest;
    }
    m_recorder.events(events);
    if (m_recorder.problem()) m_cancel = true;
  }
  void end(const RunSummary& summary) override { m_recorder.end(summary); }

  const RunHeader& header() const { return m_header; }
  std::uint64_t requests = 0, created = 0;

 private:
  recordings::Recorder& m_recorder;
  std::atomic<bool>& m_cancel;
  RunHeader m_header;
};

int exitOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::Finished:
    case Verdict::Unfinished: return kGood;
    case Verdict::BoundReached: return kBound;
    case Verdict::Deadlock:
    case Verdict::LostWakeup:
    case Verdict::RuleBroken: return kFinding;
  }
  return kGood;
}

struct Recorded {
  std::string file;
  RunHeader header;
  RunSummary summary;
  std::uint64_t requests = 0, created = 0;
  double seconds = 0;
};

void printJson(const Recorded& run, const std::optional<FindingFacts>& finding) {
  const bool controlled = run.header.runtime == "controlled";
  JsonWriter json(std::cout);
  json.beginObject()
      .field("file", run.file)
      .field("scenario", run.header.scenario)
      .field("design", run.header.design)
      .textOrNull("variant", run.header.variant)
      .field("runtime", run.header.runtime)
      .textOrNull("scheduler", run.header.scheduler)
      .field("seed", run.header.seed);
  if (controlled) json.field("schedule", run.summary.schedule);
  else json.key("schedule").null();
  json.field("steps", run.summary.steps)
      .field("events", run.summary.events)
      .field("requests", run.requests)
      .field("created", run.created)
      .field("verdict", nameOf(run.summary.verdict))
      .key("finding");
  writeFinding(json, finding);
  json.field("seconds", run.seconds).field("events_lost", 0).endObject();
}

void printText(const Recorded& run) {
  const RunHeader& header = run.header;
  std::cout << header.scenario << ": " << header.design;
  if (!header.variant.empty()) std::cout << ", variant " << header.variant;
  std::cout << ", " << header.runtime;
  if (!header.scheduler.empty()) std::cout << ", " << header.scheduler;
  if (header.seed) std::cout << " with seed " << *header.seed;
  std::cout << "\n  " << counted(run.summary.events, "event");
  if (header.runtime == "controlled") std::cout << " in " << counted(run.summary.steps, "step");
  std::cout << ", " << counted(run.requests, "request") << ", " << counted(run.created, "thread")
            << " created\n  " << nameOf(run.summary.verdict);
  if (run.summary.finding) std::cout << ": " << run.summary.finding->sentence;
  std::error_code error;
  const auto bytes = std::filesystem::file_size(run.file, error);
  std::cout << "\n  " << run.file << ", " << (error ? "size unknown" : sizeText(bytes)) << ", "
            << durationText(static_cast<std::uint64_t>(run.seconds * 1e9)) << '\n';
}

}  // namespace

Outcome runRecord(const RecordOptions& options) {
  if (options.output.empty()) return problem("-o: is empty; name the recording to write, as in -o run.ktr");
  auto spec = runSpecOf(options);
  if (!spec) return std::unexpected(spec.error());
  const auto place = recordings::placeToRecord(options.output);
  if (!place) return std::unexpected(Problem(place.error()));
  InterruptGuard guard;  // as long as there is a file that would stay behind half made
  auto recorder = recordings::Recorder::create(*place);
  if (!recorder) return std::unexpected(Problem(recorder.error()));

  Recorded recorded{.file = options.output};
  const auto began = std::chrono::steady_clock::now();
  {
    CountingSink sink(**recorder, guard.interrupted());
    Judge judged(sink);
    auto summary = engine::run(*spec, judged, &guard.interrupted());
    if (const auto& wrong = (*recorder)->problem()) return std::unexpected(Problem(*wrong));
    if (!summary) {
      recorder->reset();
      recordings::discard(*place);
      return std::unexpected(whyNotRun(options, summary.error()));
    }
    recorded.summary = judged.summary();
    recorded.header = sink.header();
    recorded.requests = sink.requests;
    recorded.created = sink.created;
  }
  recorder->reset();  // closes the file
  if (auto placed = recordings::putInPlace(*place, options.output); !placed)
    return std::unexpected(Problem(placed.error()));
  recorded.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();

  if (options.json) {
    auto finding = findingFactsOf(options.output, recorded.summary);
    if (!finding) return std::unexpected(finding.error());
    printJson(recorded, *finding);
  } else {
    printText(recorded);
  }
  return exitOf(recorded.summary.verdict);
}

}  // namespace kts::app
