// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/state_queue.h"

#include "engine/exploration/small_numbers.h"

namespace kts::engine {

// How many pieces there are; of each that differs how far it is from the last such, and the piece; then 0.
void StateQueue::push(std::span<const Piece> state) {
  std::uint8_t* at = m_bytes.roomFor((state.size() + 1) * 2 * kMostBytesOfNumber);
  putNumber(at, static_cast<std::uint32_t>(state.size()));
  m_last.resize(state.size(), ImageStore::kNone);
  std::size_t next = 0;  // the place after the last that differs
  for (std::size_t place = 0; place < state.size(); ++place) {
    if (state[place] == m_last[place]) continue;
    putNumber(at, static_cast<std::uint32_t>(place + 1 - next));
    putNumber(at, state[place]);
    m_last[place] = state[place];
    next = place + 1;
  }
  putNumber(at, 0);
  m_bytes.endAt(at);
}

std::span<const StateQueue::Piece> StateQueue::Reader::take() {
  const std::uint8_t* at = m_queue->m_bytes.data() + m_at;
  m_taken.resize(takeNumber(at), ImageStore::kNone);
  std::size_t next = 0;
  while (const std::uint32_t far = takeNumber(at)) {
    next += far;
    m_taken[next - 1] = takeNumber(at);
  }
  m_at = static_cast<std::size_t>(at - m_queue->m_bytes.data());
  return m_taken;
}

void StateQueue::clear() { m_bytes.clear(), m_last.clear(); }

}  // namespace kts::engine
