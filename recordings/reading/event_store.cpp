// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/reading/event_store.h"

#include <algorithm>

#include "recordings/storage/rows.h"
#include "recordings/storage/sealed.h"

namespace kts::recordings {

namespace {

constexpr std::size_t kCachedBlocks = 64;  // 8 MiB

}  // namespace

void EventStore::readIndex(SQLite::Database& database) {
  // Only the last block can have grown; those before it are as they were.
  if (!m_blocks.empty()) m_blocks.pop_back();
  m_note.clear();
  Seq expected = m_blocks.empty() ? 0 : m_blocks.back().seq0 + m_blocks.back().n;
  try {
    SQLite::Statement row(database,
                          "SELECT seq0, n, t0, t1 FROM block WHERE run = 0 AND seq0 >= ? ORDER BY seq0");
    bindOne(row, 1, expected);
    while (row.executeStep()) {
      const std::int64_t n = integerAt(row, 1);
      if (numberAt(row, 0) != expected || n <= 0 || n > static_cast<std::int64_t>(kBlockEvents)) {
        cutAt(m_blocks.size(), "a block of events is missing there");
        break;
      }
      m_blocks.push_back({expected, numberAt(row, 2), numberAt(row, 3), static_cast<std::uint32_t>(n)});
      expected += static_cast<Seq>(n);
    }
  } catch (const SQLite::Exception& error) {
    cutAt(m_blocks.size(), error.what());
  }
  m_events = expected;
}

void EventStore::verify(SQLite::Database& database) {
  std::size_t at = 0;
  try {
    SQLite::Statement row(database, "SELECT events FROM block WHERE run = 0 ORDER BY seq0");
    while (at < m_blocks.size() && row.executeStep() && unseal(bytesAt(row, 0)))
      ++at;
  } catch (const SQLite::Exception&) {
    // The row that cannot be read is the first that is cut off.
  }
  if (at < m_blocks.size()) cutAt(at, "the block of events there is damaged");
}

void EventStore::cutAt(std::size_t block, const std::string& why) {
  const Seq seq = block < m_blocks.size() ? m_blocks[block].seq0
                  : m_blocks.empty()      ? 0
                                          : m_blocks.back().seq0 + m_blocks.back().n;
  m_blocks.resize(std::min(block, m_blocks.size()));
  m_events = seq;
  m_note = "is damaged: only the first " + std::to_string(seq) + " events can be read (" + why + ")";
}

Result<EventStore::Events> EventStore::block(SQLite::Database& database, std::size_t at) {
  if (at >= m_blocks.size())
    return std::unexpected(Problem{m_file.string() + ": has no such event: ask for an earlier one"});
  const Block& wanted = m_blocks[at];
  for (auto found = m_cache.begin(); found != m_cache.end(); ++found)
    if (found->first == wanted.seq0 && found->second->size() >= wanted.n) {
      m_cache.splice(m_cache.begin(), m_cache, found);
      return m_cache.front().second;
    }
  return reading(m_file, [&]() -> Result<Events> {
    SQLite::Statement row(database, "SELECT events FROM block WHERE run = 0 AND seq0 = ?");
    bindOne(row, 1, wanted.seq0);
    std::optional<std::vector<Event>> events;
    if (row.executeStep())
      if (const auto bytes = unseal(bytesAt(row, 0)))
        events = m_codec.decode(wanted.seq0, *bytes);
    if (!events || events->size() < wanted.n)
      return std::unexpected(damaged(m_file, "the block of events from " + std::to_string(wanted.seq0)));
    std::erase_if(m_cache, [&](const auto& each) { return each.first == wanted.seq0; });
    m_cache.emplace_front(wanted.seq0, std::make_shared<const std::vector<Event>>(std::move(*events)));
    if (m_cache.size() > kCachedBlocks) m_cache.pop_back();
    return m_cache.front().second;
  });
}

std::size_t EventStore::blockOf(Seq seq) const {
  const auto after = std::upper_bound(m_blocks.begin(), m_blocks.end(), seq,
                                      [](Seq value, const Block& block) { return value < block.seq0; });
  return static_cast<std::size_t>(after - m_blocks.begin()) - 1;
}

Result<std::vector<Event>> EventStore::eventsIn(SQLite::Database& database, Seq from, Seq to) {
  std::vector<Event> events;
  to = std::min(to, m_events);
  if (from >= to) return events;
  events.reserve(to - from);
  for (std::size_t at = blockOf(from); at < m_blocks.size() && m_blocks[at].seq0 < to; ++at) {
    const auto part = block(database, at);
    if (!part) return std::unexpected(part.error());
    const Seq seq0 = m_blocks[at].seq0;
    const Seq first = std::max(from, seq0) - seq0;
    const Seq last = std::min(to - seq0, static_cast<Seq>(m_blocks[at].n));
    events.insert(events.end(), (*part)->begin() + static_cast<std::ptrdiff_t>(first),
                  (*part)->begin() + static_cast<std::ptrdiff_t>(last));
  }
  return events;
}

std::uint64_t EventStore::timeOf(SQLite::Database& database, Seq seq) {
  if (m_events == 0) return 0;
  if (seq >= m_events - 1) return m_blocks.back().t1;
  const std::size_t at = blockOf(seq);
  const Block& found = m_blocks[at];
  if (seq == found.seq0) return found.t0;
  const auto part = block(database, at);
  return part ? (**part)[seq - found.seq0].tNs : found.t0;
}

Seq EventStore::seqAt(SQLite::Database& database, std::uint64_t ns) {
  const auto found =
      std::lower_bound(m_blocks.begin(), m_blocks.end(), ns,
                       [](const Block& block, std::uint64_t value) { return block.t1 < value; });
  if (found == m_blocks.end()) return m_events;
  if (ns <= found->t0) return found->seq0;
  const auto part = block(database, static_cast<std::size_t>(found - m_blocks.begin()));
  if (!part) return found->seq0;
  const auto event =
      std::lower_bound((*part)->begin(), (*part)->begin() + found->n, ns,
                       [](const Event& each, std::uint64_t value) { return each.tNs < value; });
  return found->seq0 + static_cast<Seq>(event - (*part)->begin());
}

}  // namespace kts::recordings
