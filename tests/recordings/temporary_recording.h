// SPDX-License-Identifier: GPL-2.0-or-later
// A folder for one test, and recordings of synthetic runs in it.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "engine/vocabulary/state_codec.h"
#include "recordings/recorder.h"
#include "recordings/storage/file_kind.h"
#include "tests/support/synthetic_run.h"

namespace kts::recordings {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string path = (std::filesystem::temp_directory_path() / "kts-test-XXXXXX").string();
    m_path = mkdtemp(path.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return m_path / name; }
  const std::filesystem::path& path() const { return m_path; }

 private:
  std::filesystem::path m_path;
};

// Records a synthetic run to its end, `batch` events at a time, and gives its events.
inline std::vector<Event> record(const std::filesystem::path& file, const tests::SyntheticOptions& options,
                                 std::size_t most = ~std::size_t{0}, std::size_t batch = 1000) {
  tests::SyntheticRun run(options);
  auto recorder = Recorder::create(file);
  EXPECT_TRUE(recorder) << recorder.error().message;
  (*recorder)->begin(run.header());
  std::vector<Event> all;
  while (all.size() < most) {
    const std::vector<Event> events = run.next(std::min(batch, most - all.size()));
    if (events.empty()) break;
    (*recorder)->events(events);
    all.insert(all.end(), events.begin(), events.end());
  }
  RunSummary summary = run.summary();
  summary.events = all.size();
  (*recorder)->end(summary);
  EXPECT_FALSE((*recorder)->problem()) << (*recorder)->problem()->message;
  return all;
}

inline std::unique_ptr<Recording> opened(const std::filesystem::path& file) {
  auto recording = Recording::open(file);
  EXPECT_TRUE(recording) << recording.error().message;
  return recording ? std::move(*recording) : nullptr;
}

inline std::string bytesOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

// A process that records until it is killed, and everything that it has told.
inline std::filesystem::path killedRecording(const TemporaryFolder& folder,
                                             const tests::SyntheticOptions& options) {
  const std::filesystem::path file = folder / "killed.ktr";
  const pid_t child = fork();
  if (child == 0) {
    tests::SyntheticRun run(options);
    auto recorder = Recorder::create(file).value();
    recorder->begin(run.header());
    for (;;) recorder->events(run.next(500));
  }
  // However busy the machine is: until something of the run is committed, and the log is long.
  std::error_code none;
  for (int turn = 0; turn < 1000; ++turn) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const auto recording = Recording::open(file);
    if (!recording || (*recording)->events() == 0) continue;
    const auto size = std::filesystem::file_size(beside(file, "-wal"), none);
    if (!none && size > 400'000) break;
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  return file;
}

// Every value a test tries from `from` to `to`, about `count` of them, the ends and the block borders among
// them.
inline std::vector<Seq> samples(Seq to, std::size_t count) {
  std::vector<Seq> all = {0, 1, 4095, 4096, 4097, to - 1, to};
  for (std::size_t at = 0; at < count; ++at) all.push_back(at * to / count);
  std::erase_if(all, [&](Seq seq) { return seq > to; });
  return all;
}

}  // namespace kts::recordings
