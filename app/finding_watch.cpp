// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/finding_watch.h"

namespace kts::app {

namespace {

constexpr Seq kAtOnce = 20'000;  // a few milliseconds

std::size_t breachesIn(const RuleWatch& watch) {
  std::size_t count = 0;
  for (int at = 0; at < kRules; ++at) count += watch.breachOf(static_cast<Rule>(at)).has_value();
  return count;
}

}  // namespace

FindingWatch::FindingWatch(QObject* parent) : QObject(parent) {
  connect(&m_next, &QTimer::timeout, this, &FindingWatch::lookOn);
}

void FindingWatch::setRecording(const recordings::Recording* recording) {
  m_next.stop();
  m_recording = recording;
  m_search.reset();
  m_breaches = 0;
  if (!m_findings.empty()) {
    m_findings.clear();
    m_marks.clear();
    Q_EMIT changed();
  }
  if (!recording) return;
  auto search = recordings::FindingSearch::begin(*recording);
  if (!search) return Q_EMIT problem(QString::fromStdString(search.error().message));
  m_search.emplace(std::move(*search));
  lookOn();
}

void FindingWatch::recordingGrew() {
  if (m_search) m_next.start(0);
}

void FindingWatch::lookOn() {
  const auto done = m_search->advance(kAtOnce);
  if (!done) {
    m_next.stop();
    return Q_EMIT problem(QString::fromStdString(done.error().message));
  }
  if (*done) m_next.stop();
  else if (!m_next.isActive()) m_next.start(0);
  const std::size_t breaches = breachesIn(m_search->watch());
  const bool more = std::exchange(m_breaches, breaches) != breaches;
  if (more || (*done && m_recording->info().summary.finding && m_findings.empty())) tell();
}

void FindingWatch::tell() {
  m_findings = m_search->findings();
  m_marks = views::marksOf(*m_recording, m_findings);
  Q_EMIT changed();
}

}  // namespace kts::app
