// SPDX-License-Identifier: GPL-2.0-or-later
// Looks through a whole recording for the events that pass a filter, on a thread of its own with its own view
// of the file, and tells the window what it found in portions, so that the window never waits.
#pragma once

#include <QObject>
#include <filesystem>
#include <thread>
#include <vector>

#include "views/events/event_filter.h"

namespace kts::views {

class FilterSearch : public QObject {
  Q_OBJECT
 public:
  explicit FilterSearch(QObject* parent = nullptr);
  ~FilterSearch() override;  // stops and waits, at most as long as a few thousand events take

  // Looks at the events [from, to) of the file; what was still looked for before is forgotten.
  void start(const std::filesystem::path& file, EventFilter filter, Seq from, Seq to);
  void stop();
  bool running() const { return m_running; }

 Q_SIGNALS:
  void found(const std::vector<kts::Seq>& seqs);  // in rising order
  void finished();
  void failed(const QString& why);

 private:
  void report(std::uint64_t round, std::vector<Seq> seqs, bool last, const QString& why);
  std::jthread m_thread;
  std::uint64_t m_round = 0;
  bool m_running = false;
};

}  // namespace kts::views
