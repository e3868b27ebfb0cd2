// SPDX-License-Identifier: GPL-2.0-or-later
// Finds causes and their effects along a stretch of events.
#pragma once

#include <deque>
#include <unordered_map>
#include <vector>

#include "recordings/recording.h"

namespace kts::recordings {

class LinkFinder {
 public:
  // After each event is applied: `state` is the state behind it.
  void after(const ProtocolState& state, const Event& event);
  const std::vector<Link>& links() const { return m_links; }

 private:
  struct Cause {
    Seq seq = 0;
    std::uint16_t lane = 0;
    RequestId request = kNoRequest;
  };
  using Causes = std::unordered_map<std::uint32_t, Cause>;
  void wake(const ProtocolState& state, const Event& event, const Cause& cause);
  void effect(LinkKind kind, Causes& causes, std::uint32_t of, const Cause& effect);

  Causes m_queued, m_woken, m_forked, m_stopped;
  std::unordered_map<std::uint32_t, std::deque<Cause>> m_completed;
  std::vector<Link> m_links;
};

}  // namespace kts::recordings
