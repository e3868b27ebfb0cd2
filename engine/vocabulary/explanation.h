// SPDX-License-Identifier: GPL-2.0-or-later
// The events of one breach, in the end in the order in which they came.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/vocabulary/rule_watch.h"

namespace kts {

class Explanation {
 public:
  Explanation(Breach& breach, const ProtocolState& state, Names names)
      : m_breach(breach), m_state(state), m_names(names) {}
  ~Explanation() { std::ranges::stable_sort(m_breach.events, {}, &FindingEvent::seq); }
  Explanation(const Explanation&) = delete;

  void add(std::string_view role, const Noted& noted) {
    if (noted.seq == kNever) return;
    m_breach.events.push_back({std::string(role), noted.seq, sentenceOf(noted.event, m_state, m_names)});
  }

 private:
  Breach& m_breach;
  const ProtocolState& m_state;
  Names m_names;
};

}  // namespace kts
