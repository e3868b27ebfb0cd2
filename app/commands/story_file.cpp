// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/story_file.h"

#include "engine/exploration/exploration.h"
#include "engine/vocabulary/judge.h"
#include "recordings/recorder.h"
#include "recordings/save_as.h"

namespace kts::app {

namespace {

// Folds and watches what it passes on, for the words.
class TellingSink : public EventSink {
 public:
  void setRecorder(recordings::Recorder* recorder) { m_recorder = recorder; }
  void begin(const RunHeader& header) override {
    m_watch.emplace(header);
    m_names = header.names;
    m_state = header.initial;
    if (m_recorder) m_recorder->begin(header);
  }
  void events(std::span<const Event> events) override {
    for (const Event& event : events) {
      m_watch->see(m_state, event);
      m_lastSentence = sentenceOf(event, m_state, m_names);
      apply(m_state, event);
    }
    if (m_recorder) m_recorder->events(events);
  }
  void end(const RunSummary& summary) override {
    if (summary.verdict != Verdict::RuleBroken) m_watch->end(m_state);
    if (m_recorder) m_recorder->end(summary);
  }

  std::string explanation(const RunSummary& summary) const;

 private:
  recordings::Recorder* m_recorder = nullptr;
  std::optional<RuleWatch> m_watch;
  std::vector<std::string> m_names;
  ProtocolState m_state;
  std::string m_lastSentence;
};

// The events that missed each other, in their order, between the finding and what it takes to meet it.
std::string TellingSink::explanation(const RunSummary& summary) const {
  std::string text = summary.finding->sentence + ".";
  const auto& breach = m_watch->breachOf(Rule::NoLostWakeup);
  if (breach && summary.finding->kind == "lost-wakeup") {
    const char* join = " First, ";
    for (const FindingEvent& event : breach->events) {
      text += join + event.sentence + " (event " + std::to_string(event.seq) + ")";
      join = "; then ";
    }
    if (!breach->events.empty()) text += ".";
  } else {
    text += " The last that happened: " + m_lastSentence + " (event " +
            std::to_string(m_state.seq ? m_state.seq - 1 : 0) + ").";
  }
  return text;
}

std::expected<RunSummary, Problem> runInto(const engine::RunSpec& run,
                                           const std::optional<std::string>& file, TellingSink& sink) {
  std::filesystem::path place;
  std::unique_ptr<recordings::Recorder> recorder;
  if (file) {
    auto where = recordings::placeToRecord(*file);
    if (!where) return std::unexpected(Problem(where.error()));
    place = *where;
    auto made = recordings::Recorder::create(place);
    if (!made) return std::unexpected(Problem(made.error()));
    recorder = std::move(*made);
    sink.setRecorder(recorder.get());
  }
  Judge judged(sink);  // so that `check` runs the file again to the same verdict
  if (const auto ran = engine::run(run, judged); !ran)
    return std::unexpected(Problem(ran.error()));
  if (recorder && recorder->problem()) return std::unexpected(Problem(*recorder->problem()));
  recorder.reset();  // closes the file
  if (file)
    if (auto placed = recordings::putInPlace(place, *file); !placed)
      return std::unexpected(Problem(placed.error()));
  return judged.summary();
}

}  // namespace

std::expected<std::string, Problem> tellStory(const engine::ExploreSpec& spec, const engine::Story& story,
                                              const std::optional<std::string>& file) {
  TellingSink sink;
  const auto summary = runInto(engine::runSpecOf(spec, story), file, sink);
  if (!summary) return std::unexpected(summary.error());
  return sink.explanation(*summary);
}

std::string twinOf(const std::string& file) {
  const std::filesystem::path path(file);
  return (path.parent_path() / (path.stem().string() + "-twin" + path.extension().string())).string();
}

std::optional<Problem> recordTwin(const engine::ExploreSpec& spec, const Schedule& twin,
                                  const std::string& file) {
  TellingSink sink;
  const auto summary = runInto(engine::runSpecOf(spec, twin), twinOf(file), sink);
  if (!summary) return summary.error();
  return std::nullopt;
}

}  // namespace kts::app
