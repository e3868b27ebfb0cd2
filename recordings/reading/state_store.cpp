// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/reading/state_store.h"

#include <algorithm>

#include "engine/vocabulary/state_codec.h"
#include "recordings/storage/rows.h"

namespace kts::recordings {

namespace {

constexpr std::size_t kRemembered = 24;
constexpr Seq kRememberEvery = 512;  // on the way to a state, so that stepping back costs as little

}  // namespace

// The latest state at or before `seq` that is at hand.
const ProtocolState* StateStore::remembered(Seq seq) {
  auto best = m_recent.end();
  for (auto at = m_recent.begin(); at != m_recent.end(); ++at)
    if (at->seq <= seq && (best == m_recent.end() || at->seq > best->seq)) best = at;
  if (best == m_recent.end()) return nullptr;
  m_recent.splice(m_recent.begin(), m_recent, best);
  return &m_recent.front();
}

void StateStore::remember(const ProtocolState& state) {
  if (!m_recent.empty() && m_recent.front().seq == state.seq) return;
  std::erase_if(m_recent, [&](const ProtocolState& each) { return each.seq == state.seq; });
  m_recent.push_front(state);
  if (m_recent.size() > kRemembered) m_recent.pop_back();
}

Result<ProtocolState> StateStore::keyframeBefore(SQLite::Database& database, Seq seq) {
  return reading(m_file, [&]() -> Result<ProtocolState> {
    SQLite::Statement row(database,
                          "SELECT seq, data FROM keyframe WHERE run = 0 AND seq <= ? ORDER BY seq DESC");
    bindOne(row, 1, seq);
    while (row.executeStep()) {
      const auto bytes = m_unpacker.unpack(bytesAt(row, 1), kMostKeyframeBytes);
      auto state = bytes ? decodeState(*bytes) : std::nullopt;
      if (state && state->seq == numberAt(row, 0)) return std::move(*state);
    }
    return std::unexpected(damaged(m_file, "no keyframe before event " + std::to_string(seq)));
  });
}

Result<ProtocolState> StateStore::stateAt(SQLite::Database& database, Seq seq) {
  const auto state = peekAt(database, seq);
  if (!state) return std::unexpected(state.error());
  return **state;
}

Result<const ProtocolState*> StateStore::peekAt(SQLite::Database& database, Seq seq) {
  seq = std::min(seq, m_events.events());
  const ProtocolState* near = remembered(seq);
  if (near && near->seq == seq) return near;
  std::optional<ProtocolState> state;
  if (near && seq - near->seq <= kBlockEvents) {
    state = *near;
  } else {
    auto keyframe = keyframeBefore(database, seq);
    if (!keyframe) return std::unexpected(keyframe.error());
    if (near && near->seq > keyframe->seq) state = *near;
    else state = std::move(*keyframe);
  }
  while (state->seq < seq) {
    const Seq from = state->seq;
    const std::size_t at = m_events.blockOf(from);
    const auto block = m_events.block(database, at);
    if (!block) return std::unexpected(block.error());
    const Seq seq0 = m_events.blocks()[at].seq0;
    const Seq to = std::min<Seq>(seq, seq0 + m_events.blocks()[at].n);
    for (Seq each = from; each < to; ++each) {
      apply(*state, (**block)[each - seq0]);
      if (state->seq % kRememberEvery == 0 && state->seq < seq) remember(*state);
    }
  }
  remember(*state);
  return &m_recent.front();
}

}  // namespace kts::recordings
