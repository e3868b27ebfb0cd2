// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/exploration.h"

#include <system_error>

#include "engine/vocabulary/judge.h"
#include "recordings/recorder.h"
#include "views/exploration/exploration_words.h"

namespace kts::app {

using engine::Explored;
using engine::ExploreProgress;
using engine::ExploreResult;
using engine::Method;
using views::ExplorationPhase;

namespace {

const char* promiseOf(Method method) {
  switch (method) {
    case Method::Graph: return "every reachable state once: a proof, or the smallest run that goes wrong";
    case Method::Dpor: return "one run of each class of orders that differ in nothing that matters";
    case Method::Bounded: return "by preemptions: 0, then 1, then 2, as far as time and memory go";
    case Method::Random: return "runs with random steps: proves nothing, and finds what is not rare";
    case Method::Pct: return "runs with random priorities: finds what needs few things in an unlucky order";
  }
  return "";
}

}  // namespace

std::vector<views::ExplorationMethod> explorationMethods() {
  std::vector<views::ExplorationMethod> methods;
  for (const std::string_view name : engine::methodNames())
    methods.push_back({std::string(name), promiseOf(static_cast<Method>(methods.size()))});
  return methods;
}

namespace {

// "storm, callers=2, variant=check-before-state"
std::string subjectOf(const engine::ExploreSpec& spec) {
  std::string text = spec.scenario.name;
  for (const auto& [key, value] : spec.settings)
    if (!value.empty()) text += ", " + key + "=" + value;
  if (spec.memory == engine::Memory::Tso) text += ", memory tso";
  return text;
}

void setCovered(views::ExplorationFigures& figures, const ExploreProgress& covered) {
  figures.states = covered.states;
  figures.transitions = covered.transitions;
  figures.executions = covered.executions;
  figures.waiting = covered.waiting;
  figures.depth = covered.depth;
  figures.bytes = covered.bytes;
  figures.seconds = covered.seconds;
}

ExplorationPhase phaseOf(Explored verdict, bool stopped) {
  if (verdict == Explored::Counterexample) return ExplorationPhase::Found;
  if (verdict == Explored::Proved) return ExplorationPhase::Proved;
  return stopped ? ExplorationPhase::Cancelled : ExplorationPhase::Bounded;
}

std::string minimalOf(const engine::Story& story) {
  if (story.fewestPreemptions) return "no schedule that goes wrong has fewer preemptions";
  return story.fewestSteps ? "none has fewer steps" : "";
}

}  // namespace

Exploration::~Exploration() { end(); }

// Waits for its thread: the search looks at its control every few microseconds.
void Exploration::end() {
  ++m_round;
  if (m_shared) m_shared->cancel = true;
  m_thread = {};
  m_shared.reset();
}

void Exploration::start(engine::ExploreSpec spec) {
  end();
  m_spec = spec;
  m_result.reset();
  m_figures = {};
  m_figures.phase = ExplorationPhase::Running;
  m_figures.subject = subjectOf(spec);
  m_figures.method = engine::methodNames()[static_cast<std::size_t>(spec.method)];
  m_counts = &m_countsOf[m_figures.subject + (spec.granularity == engine::Granularity::Fine ? " fine" : "")];
  m_figures.counts = *m_counts;
  m_shared = std::make_shared<Shared>();
  const auto tell = [this, round = m_round](auto&& call) {
    QMetaObject::invokeMethod(
        this,
        [this, round, call] {
          if (round == m_round) call();
        },
        Qt::QueuedConnection);
  };
  m_shared->progress = [this, tell](const ExploreProgress& at) { tell([this, at] { progressed(at); }); };
  m_thread = std::jthread([this, tell, shared = m_shared, spec = std::move(spec)] {
    auto result = engine::explore(spec, *shared);
    tell([this, result = std::move(result)] { ended(result); });
  });
  Q_EMIT changed();
}

void Exploration::pause(bool pause) {
  if (!running()) return;
  m_shared->pause = pause;
  m_figures.phase = pause ? ExplorationPhase::Paused : ExplorationPhase::Running;
  Q_EMIT changed();
}

void Exploration::stop() {
  if (!running()) return;
  m_shared->stopped = true;
  m_shared->cancel = true;
}

void Exploration::progressed(const ExploreProgress& at) {
  if (!running()) return;
  setCovered(m_figures, at);
  // How many states there are shows only at the end; how many of those known are done can be said.
  m_figures.done.reset();
  m_figures.doneOf.clear();
  if (at.rulesOn > 0) {
    m_figures.done = static_cast<double>(at.rulesOn) / static_cast<double>(at.transitions);
    m_figures.doneOf = tr("rules tried on %1 of the %2 transitions")
                           .arg(views::countText(static_cast<double>(at.rulesOn)),
                                views::countText(static_cast<double>(at.transitions)))
                           .toStdString();
  } else if (m_spec.method == Method::Graph && at.states > 0) {
    m_figures.done = 1.0 - static_cast<double>(at.waiting) / static_cast<double>(at.states);
    m_figures.doneOf = tr("%1 of the %2 states known so far are gone on from")
                           .arg(views::countText(static_cast<double>(at.states - at.waiting)),
                                views::countText(static_cast<double>(at.states)))
                           .toStdString();
  } else if (m_spec.method == Method::Bounded) {
    m_figures.doneOf =
        tr("schedules with %n preemption(s) are tried now", nullptr, static_cast<int>(at.preemptions))
            .toStdString();
  }
  if (at.found) m_figures.guarantee = tr("Something was found: counting what else there is.").toStdString();
  Q_EMIT changed();
}

void Exploration::ended(const std::expected<ExploreResult, engine::Problem>& result) {
  m_thread = {};
  if (!result) {
    m_figures = {};
    Q_EMIT changed();
    Q_EMIT problem(QString::fromStdString(result.error().message));
    return;
  }
  m_result = *result;
  setCovered(m_figures, result->covered);
  m_figures.phase = phaseOf(result->verdict, m_shared->stopped);
  m_figures.guarantee = result->guarantee;
  m_figures.waiting = 0;
  m_figures.done.reset();
  m_figures.doneOf.clear();
  if (result->interleavings) m_counts->orders = result->interleavings;
  if (result->whole && m_spec.method == Method::Graph)
    m_counts->states = static_cast<double>(result->covered.states);
  if (result->whole && m_spec.method == Method::Dpor)
    m_counts->classes = static_cast<double>(result->covered.executions);
  m_figures.counts = *m_counts;
  m_figures.badShare = result->randomChance;
  m_figures.sitesReached = result->sites.reached;
  m_figures.sites = result->sites.known;
  m_figures.sitesMissed = result->sites.missed;
  if (const auto& story = result->story)
    m_figures.findings = {{story->finding.kind, story->finding.sentence, story->schedule.steps(),
                           story->switches, story->preemptions, minimalOf(*story), story->twin.has_value()}};
  Q_EMIT changed();
}

std::optional<engine::RunSpec> Exploration::story() const {
  if (!m_result || !m_result->story) return std::nullopt;
  return engine::runSpecOf(m_spec, *m_result->story);
}

bool Exploration::isStory(const RunHeader& header, const RunSummary& summary) const {
  if (!m_result || !m_result->story || header.scenarioJson != m_spec.scenario.json) return false;
  const auto variant = m_spec.settings.find("variant");
  const engine::Story& story = *m_result->story;
  return header.variant == (variant == m_spec.settings.end() ? "" : variant->second) &&
         summary.schedule == story.schedule.text() && summary.finding &&
         summary.finding->kind == story.finding.kind && summary.finding->seq == story.finding.seq;
}

std::expected<void, engine::Problem> Exploration::recordTwin(const std::filesystem::path& file) const {
  if (!m_result || !m_result->story || !m_result->story->twin)
    return std::unexpected(engine::Problem("There is no run of this kind that ends well."));
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  std::filesystem::remove(file, error);
  auto made = recordings::Recorder::create(file);
  if (!made) return std::unexpected(engine::Problem(made.error().message));
  const std::shared_ptr<recordings::Recorder> recorder = std::move(*made);
  Judge judged(*recorder, recorder);
  if (const auto ran = engine::run(engine::runSpecOf(m_spec, *m_result->story->twin), judged); !ran)
    return std::unexpected(ran.error());
  if (const auto why = recorder->problem()) return std::unexpected(engine::Problem(why->message));
  return {};
}

}  // namespace kts::app
