// SPDX-License-Identifier: GPL-2.0-or-later
// Two synthetic runs and their comparison, made in a folder of its own.
#pragma once

#include <QTemporaryDir>
#include <memory>

#include "recordings/compare/comparison.h"
#include "recordings/recorder.h"
#include "tests/support/synthetic_run.h"

namespace kts::test {

struct ComparedRuns {
  // `keep`: so many events of B are written; it is unfinished when they are not all.
  static std::shared_ptr<const recordings::Comparison> of(const tests::SyntheticOptions& a,
                                                          const tests::SyntheticOptions& b,
                                                          std::size_t keep = std::size_t(-1)) {
    const QTemporaryDir folder;
    const std::filesystem::path in = folder.path().toStdString();
    write(in / "old.ktr", a, "workqueue");
    write(in / "new.ktr", b, "kthreadd", keep);
    const auto one = recordings::Recording::open(in / "old.ktr"),
               other = recordings::Recording::open(in / "new.ktr");
    if (!one || !other) qFatal("a recording made a moment ago does not open");
    auto comparison = recordings::compare(**one, **other);
    if (!comparison) qFatal("%s", comparison.error().message.c_str());
    return std::make_shared<recordings::Comparison>(std::move(*comparison));
  }

  static void write(const std::filesystem::path& file, const tests::SyntheticOptions& options,
                    const char* design, std::size_t keep = std::size_t(-1)) {
    tests::SyntheticRun run(options);
    auto recorder = recordings::Recorder::create(file);
    if (!recorder) qFatal("%s", recorder.error().message.c_str());
    RunHeader header = run.header();
    header.design = design;
    (*recorder)->begin(header);
    for (auto some = run.next(std::min<std::size_t>(keep, 5000)); !some.empty() && keep > 0;
         some = run.next(std::min<std::size_t>(keep, 5000))) {
      keep -= some.size();
      (*recorder)->events(some);
    }
    if (keep > 0) (*recorder)->end(run.summary());
  }
};

}  // namespace kts::test
