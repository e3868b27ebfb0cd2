// SPDX-License-Identifier: GPL-2.0-or-later
// A sink that keeps everything it is told.
#pragma once

#include <vector>

#include "engine/vocabulary/event_sink.h"

namespace kts {

struct CollectingSink : EventSink {
  RunHeader header;
  std::vector<Event> all;
  RunSummary summary;
  bool ended = false;

  void begin(const RunHeader& h) override { header = h; }
  void events(std::span<const Event> events) override { all.insert(all.end(), events.begin(), events.end()); }
  void end(const RunSummary& s) override { summary = s, ended = true; }

  ProtocolState folded() const {
    ProtocolState state = header.initial;
    for (const Event& event : all) apply(state, event);
    return state;
  }
};

}  // namespace kts
