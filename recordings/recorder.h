// SPDX-License-Identifier: GPL-2.0-or-later
// Writes one run into one file while it happens. An EventSink: the engine's thread calls it, and waits as
// long as writing takes, so nothing is ever lost. Commits at least every 100 ms; killed at any moment it
// leaves a file that opens with everything up to its last commit.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/vocabulary/event_sink.h"
#include "recordings/recording.h"

namespace kts::recordings {

class Recorder : public EventSink {
 public:
  // Replaces an existing recording; Problem when the file is anything else, or cannot be written.
  static Result<std::unique_ptr<Recorder>> create(const std::filesystem::path& file);
  ~Recorder() override;  // a run that did not end is kept, as Unfinished

  void begin(const RunHeader& header) override;
  void events(std::span<const Event> events) override;
  void end(const RunSummary& summary) override;

  // Commits at once: who is told after it finds everything so far in the file.
  void commit();

  // Any thread. The first thing that went wrong (a full disk): after it nothing more is written, and what was
  // committed is whole.
  const std::optional<Problem>& problem() const;
  Seq committed() const;  // any thread: events that a reader can see now

 private:
  Recorder();
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace kts::recordings
