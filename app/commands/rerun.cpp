// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/rerun.h"

#include <atomic>

#include "app/commands/run_spec.h"
#include "engine/vocabulary/judge.h"
#include "engine/vocabulary/sentence.h"
#include "engine/vocabulary/state_codec.h"

namespace kts::app {

namespace {

// Compares what a run tells with what a recording holds, and asks the run to end at the first difference.
class ComparingSink : public EventSink {
 public:
  ComparingSink(const recordings::Recording& recording, std::atomic<bool>& cancel)
      : m_recording(recording), m_cancel(cancel), m_cutOff(isCutOff(recording.info().summary)) {}

  void begin(const RunHeader& header) override {
    const auto stored = m_recording.stateAt(0);
    if (!stored) return stopReading(stored.error());
    if (encodeState(*stored) != encodeState(header.initial))
      differ(0, "the world before the first event differs");
    m_names = header.names;
    m_state = header.initial;
    stopWhenCompared();
  }

  void events(std::span<const Event> events) override {
    if (different || problem || comparedAll()) return;
    const auto stored = m_recording.eventsIn(m_next, m_next + events.size());
    if (!stored) return stopReading(stored.error());
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (i == stored->size()) {
        m_next += i;
        if (comparedAll()) return stopWhenCompared();
        return differ(m_next, "the recording ends here, and the run goes on: " + say(events[i]));
      }
      if (events[i] != (*stored)[i])
        return differ(m_next + i, "recorded is: " + say((*stored)[i]) + "; run again: " + say(events[i]));
      apply(m_state, events[i]);
    }
    m_next += events.size();
    stopWhenCompared();
  }

  void end(const RunSummary& summary) override {
    if (different || problem || comparedAll()) return;
    const RunSummary& stored = m_recording.info().summary;
    if (m_next < m_recording.events()) return differ(m_next, "the recording goes on, and the run ends here");
    if (nameOf(summary.verdict) != nameOf(stored.verdict))
      differ(m_next, "recorded verdict: " + std::string(nameOf(stored.verdict)) + "; run again: " +
                         std::string(nameOf(summary.verdict)));
    else if (summary.steps != stored.steps)
      differ(m_next, "recorded are " + std::to_string(stored.steps) + " steps; run again: " +
                         std::to_string(summary.steps));
  }

  // A recording that ends before its run would have is compared as far as it goes.
  bool comparedAll() const { return m_cutOff && m_next == m_recording.events(); }

  std::optional<std::pair<Seq, std::string>> different;
  std::optional<recordings::Problem> problem;

 private:
  // The story of a livelock is cut off where it has gone around once.
  static bool isCutOff(const RunSummary& summary) {
    return summary.verdict == Verdict::Unfinished || summary.verdict == Verdict::BoundReached ||
           (summary.finding && summary.finding->kind == "livelock");
  }
  std::string say(const Event& event) const { return sentenceOf(event, m_state, m_names); }
  void differ(Seq seq, std::string sentence) {
    different.emplace(seq, std::move(sentence));
    m_cancel = true;
  }
  // Also where the recording ends exactly with a batch: what follows could be a run of hours.
  void stopWhenCompared() {
    if (comparedAll()) m_cancel = true;
  }
  void stopReading(const recordings::Problem& wrong) {
    problem = wrong;
    m_cancel = true;
  }

  const recordings::Recording& m_recording;
  std::atomic<bool>& m_cancel;
  const bool m_cutOff;
  std::vector<std::string> m_names;
  ProtocolState m_state;
  Seq m_next = 0;
};

}  // namespace

std::string_view nameOf(Rerun::Result result) {
  switch (result) {
    case Rerun::Result::Identical: return "identical";
    case Rerun::Result::Different: return "different";
    case Rerun::Result::NotControlled: return "not-controlled";
  }
  return "";
}

recordings::Result<Rerun> rerun(const recordings::Recording& recording) {
  if (recording.info().header.runtime != "controlled")
    return Rerun{Rerun::Result::NotControlled, 0, "recorded on real threads, which never run alike"};
  auto spec = rerunSpecOf(recording);
  if (!spec) return Rerun{Rerun::Result::Different, 0, spec.error().message};

  std::atomic<bool> cancel = false;
  ComparingSink sink(recording, cancel);
  Judge judged(sink);
  const auto summary = engine::run(*spec, judged, &cancel);
  if (sink.problem) return std::unexpected(*sink.problem);
  if (sink.different) return Rerun{Rerun::Result::Different, sink.different->first, sink.different->second};
  if (!summary && !sink.comparedAll()) return Rerun{Rerun::Result::Different, 0, summary.error().message};
  return Rerun{Rerun::Result::Identical, 0, {}};
}

}  // namespace kts::app
