// SPDX-License-Identifier: GPL-2.0-or-later
// Looks through the recording that is shown for what was found in it, a little at a time, so that the window
// stays awake beside a run of millions of events; and goes on as the recording grows.
#pragma once

#include <QObject>
#include <QTimer>
#include <optional>
#include <vector>

#include "views/findings/finding_marks.h"

namespace kts::app {

class FindingWatch : public QObject {
  Q_OBJECT
 public:
  explicit FindingWatch(QObject* parent = nullptr);

  // Null for none. It must not go before it is replaced.
  void setRecording(const recordings::Recording* recording);
  void recordingGrew();

  // What is known so far.
  const std::vector<Finding>& findings() const { return m_findings; }
  const std::vector<views::FindingMark>& marks() const { return m_marks; }

 Q_SIGNALS:
  void changed();
  void problem(const QString& line);

 private:
  void lookOn();
  void tell();

  QTimer m_next;
  const recordings::Recording* m_recording = nullptr;
  std::optional<recordings::FindingSearch> m_search;
  std::size_t m_breaches = 0;
  std::vector<Finding> m_findings;
  std::vector<views::FindingMark> m_marks;
};

}  // namespace kts::app
