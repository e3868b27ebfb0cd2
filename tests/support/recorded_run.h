// SPDX-License-Identifier: GPL-2.0-or-later
// A recording of a synthetic run in a folder of its own, gone with the object.
#pragma once

#include <QTemporaryDir>
#include <memory>

#include "recordings/recorder.h"
#include "tests/support/synthetic_run.h"

namespace kts::test {

struct RecordedRun {
  QTemporaryDir folder;
  std::filesystem::path file;
  std::vector<Event> events;
  std::shared_ptr<recordings::Recording> recording;

  explicit RecordedRun(const tests::SyntheticOptions& options = {}, const char* name = "run.ktr") {
    file = std::filesystem::path(folder.path().toStdString()) / name;
    tests::SyntheticRun run(options);
    auto recorder = recordings::Recorder::create(file);
    if (!recorder) qFatal("%s", recorder.error().message.c_str());
    (*recorder)->begin(run.header());
    for (auto some = run.next(5000); !some.empty(); some = run.next(5000)) {
      (*recorder)->events(some);
      events.insert(events.end(), some.begin(), some.end());
    }
    (*recorder)->end(run.summary());
    recorder->reset();
    auto opened = recordings::Recording::open(file);
    if (!opened) qFatal("%s", opened.error().message.c_str());
    recording = std::move(*opened);
  }
};

}  // namespace kts::test
