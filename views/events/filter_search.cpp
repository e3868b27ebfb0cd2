// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/events/filter_search.h"

#include <algorithm>
#include <chrono>

namespace kts::views {

namespace {

constexpr Seq kAtOnce = 4096;
constexpr std::chrono::milliseconds kBetweenPortions{50};

}  // namespace

FilterSearch::FilterSearch(QObject* parent) : QObject(parent) {}

FilterSearch::~FilterSearch() { stop(); }

void FilterSearch::stop() {
  ++m_round;  // portions that are on their way are not delivered any more
  m_running = false;
  if (!m_thread.joinable()) return;
  m_thread.request_stop();
  m_thread.join();
}

void FilterSearch::start(const std::filesystem::path& file, EventFilter filter, Seq from, Seq to) {
  stop();
  m_running = true;
  m_thread = std::jthread(
      [this, file, filter = std::move(filter), from, to, round = m_round](std::stop_token stopped) {
        const auto tell = [&](std::vector<Seq> seqs, bool last, const QString& why = {}) {
          QMetaObject::invokeMethod(
              this, [this, round, seqs = std::move(seqs), last, why] { report(round, seqs, last, why); },
              Qt::QueuedConnection);
        };
        auto recording = recordings::Recording::open(file);
        if (!recording) return tell({}, true, QString::fromStdString(recording.error().message));
        const TaskNames names(recording->get());
        std::vector<Seq> portion;
        auto told = std::chrono::steady_clock::now();
        for (Seq at = from; at < to && !stopped.stop_requested();) {
          const Seq until = std::min(to, (at / kAtOnce + 1) * kAtOnce);
          const auto events = (*recording)->eventsIn(at, until);
          if (!events) return tell(std::move(portion), true, QString::fromStdString(events.error().message));
          for (std::size_t i = 0; i < events->size(); ++i)
            if (filter.passes(at + i, (*events)[i], names)) portion.push_back(at + i);
          at = until;
          if (const auto now = std::chrono::steady_clock::now();
              now - told >= kBetweenPortions && !portion.empty()) {
            tell(std::exchange(portion, {}), false);
            told = now;
          }
        }
        tell(std::move(portion), true);
      });
}

void FilterSearch::report(std::uint64_t round, std::vector<Seq> seqs, bool last, const QString& why) {
  if (round != m_round) return;
  if (!seqs.empty()) Q_EMIT found(seqs);
  if (!last) return;
  m_running = false;
  if (!why.isEmpty()) Q_EMIT failed(why);
  Q_EMIT finished();
}

}  // namespace kts::views
