// SPDX-License-Identifier: GPL-2.0-or-later
// A stretch of the run as the timeline draws it. Three ways, by how many events a column holds: exactly,
// event by event; folded into columns; or from the level of detail, which walks no events at all.
#include <algorithm>

#include "recordings/lanes/columns.h"
#include "recordings/lanes/link_finder.h"
#include "recordings/lanes/segments.h"
#include "recordings/reading/recording_impl.h"

namespace kts::recordings {

namespace {

constexpr Seq kLinkReach = 2048;  // how far outside the window the other end of an arrow is looked for

// Columns of all lanes of one window, fed piece by piece from left to right.
class ColumnSet {
 public:
  ColumnSet(const LaneSet& lanes, const Scale& scale, Axis axis, const std::vector<bool>& wanted)
      : m_lanes(lanes), m_axis(axis), m_wanted(wanted) {
    const Scale none{scale.from, scale.to, 0};
    for (std::size_t lane = 0; lane < lanes.lanes.size(); ++lane)
      m_fills.emplace_back(isWanted(lane) ? scale : none);
  }

  // `endNs` is when the last event's stretch ends.
  void addFolded(ProtocolState& state, std::span<const Event> events, std::uint64_t endNs) {
    const Seq first = state.seq;
    SegmentFold fold(m_lanes, true);
    fold.fold(state, events);
    const auto place = [&](Seq seq) {
      if (m_axis == Axis::Steps) return seq;
      return seq - first < events.size() ? events[seq - first].tNs : endNs;
    };
    for (std::size_t lane = 0; lane < m_fills.size(); ++lane)
      for (const Segment& each : isWanted(lane) ? fold.segments()[lane] : std::vector<Segment>()) {
        const bool lock = m_lanes.lanes[lane].kind == LaneKind::Lock;
        m_fills[lane].stretch(place(each.from), place(each.to), each.state,
                              lock ? static_cast<std::uint16_t>(each.contended ? 2 : 1) : each.depth, lock,
                              lock && each.contended);
      }
    for (std::size_t at = 0; at < events.size(); ++at)
      if (const int lane = fold.laneOfEvent()[at]; lane >= 0 && isWanted(static_cast<std::size_t>(lane)))
        m_fills[static_cast<std::size_t>(lane)].events(place(first + at), place(first + at), 1);
  }

  void addLeaves(const LodPiece& piece) {
    const LodRow& row = *piece.row;
    const std::size_t first = (piece.from - piece.rowFrom) / piece.leafEvents;
    const std::size_t end = std::min<std::size_t>(
        (piece.to - piece.rowFrom + piece.leafEvents - 1) / piece.leafEvents, row.leaves());
    for (std::size_t id = 0; id < row.lanes.size() && id < m_lanes.ofId.size(); ++id) {
      if (m_lanes.ofId[id] < 0 || !isWanted(static_cast<std::size_t>(m_lanes.ofId[id]))) continue;
      ColumnFill& fill = m_fills[static_cast<std::size_t>(m_lanes.ofId[id])];
      for (std::size_t leaf = first; leaf < end && leaf < row.lanes[id].size(); ++leaf) {
        const LodLeaf& each = row.lanes[id][leaf];
        const bool steps = m_axis == Axis::Steps;
        const std::uint64_t from = steps ? piece.rowFrom + leaf * piece.leafEvents : row.times[leaf];
        const std::uint64_t to = steps ? from + piece.leafEvents : row.times[leaf + 1];
        const LaneState state = steps ? each.bySteps : each.byTime;
        const auto share = [&](const LodShare& of) { return (steps ? of.bySteps : of.byTime) / 255.0; };
        if (state != LaneState::None || each.depth)
          fill.stretch(from, to, state, each.depth, share(each.held), share(each.contended));
        fill.events(from, to, each.events);
      }
    }
  }

  std::vector<Track> finish() {
    std::vector<Track> tracks;
    for (std::size_t lane = 0; lane < m_fills.size(); ++lane)
      tracks.push_back(
          {m_lanes.lanes[lane], {}, isWanted(lane) ? m_fills[lane].finish() : std::vector<Column>()});
    return tracks;
  }

 private:
  bool isWanted(std::size_t lane) const { return lane >= m_wanted.size() || m_wanted[lane]; }

  const LaneSet& m_lanes;
  Axis m_axis;
  const std::vector<bool>& m_wanted;
  std::vector<ColumnFill> m_fills;
};

int levelFor(Seq eventsPerColumn) {
  int level = -1;
  while (level + 1 < kLodLevels && leafEventsOf(level + 1) <= eventsPerColumn) ++level;
  return level;
}

}  // namespace

// Segments, ticks, and the arrows of which one end lies in the window.
Result<void> Recording::Impl::fillExact(const Recording& recording, Window& window) {
  const LaneSet& lanes = laneSet(recording);
  const Seq before = window.from - std::min(window.from, kLinkReach);
  const Seq after = std::min(window.to + kLinkReach, store.events());
  auto state = states.stateAt(database(), before);
  if (!state) return std::unexpected(state.error());
  const auto events = store.eventsIn(database(), before, after);
  if (!events) return std::unexpected(events.error());
  LinkFinder finder;
  ProtocolState begin = *state;
  for (const Event& event : *events) {
    if (state->seq == window.from) begin = *state;
    apply(*state, event);
    finder.after(*state, event);
  }
  for (const Link& link : finder.links())
    if (link.cause < window.to && link.effect >= window.from) window.links.push_back(link);
  const auto first = events->begin() + static_cast<std::ptrdiff_t>(window.from - before);
  window.events.assign(first, first + static_cast<std::ptrdiff_t>(window.to - window.from));
  for (const Event& event : window.events) window.nsOf.push_back(event.tNs);
  SegmentFold fold(lanes, false);
  fold.fold(begin, window.events);
  for (std::size_t lane = 0; lane < lanes.lanes.size(); ++lane)
    window.tracks.push_back({lanes.lanes[lane], std::move(fold.segments()[lane]), {}});
  return {};
}

Result<void> Recording::Impl::fillColumns(const Recording& recording, Window& window, int columns,
                                         const std::vector<bool>& wanted) {
  Scale scale{window.from, window.to, columns};
  if (window.axis == Axis::Time) {
    scale.from = store.timeOf(database(), window.from);
    scale.to = std::max(store.timeOf(database(), window.to), scale.from + 1);
  }
  ColumnSet set(laneSet(recording), scale, window.axis, wanted);
  const int level = levelFor((window.to - window.from) / static_cast<Seq>(columns));
  for (const LodPiece& piece : lod.pieces(database(), level, window.from, window.to)) {
    if (piece.row) {
      set.addLeaves(piece);
      continue;
    }
    auto state = states.stateAt(database(), piece.from);
    if (!state) return std::unexpected(state.error());
    const auto events = store.eventsIn(database(), piece.from, piece.to);
    if (!events) return std::unexpected(events.error());
    set.addFolded(*state, *events, store.timeOf(database(), piece.to));
  }
  window.tracks = set.finish();
  return {};
}

Result<Window> Recording::window(Seq from, Seq to, int columns, Axis axis,
                                 const std::vector<bool>& wanted) const {
  Window window;
  window.to = std::min(to, events());
  window.from = std::min(from, window.to);
  window.axis = axis;
  columns = std::max(columns, 1);
  if (window.from == window.to) {
    for (const Lane& lane : lanes()) window.tracks.push_back({lane, {}, {}});
    return window;
  }
  window.exact = window.to - window.from <= static_cast<Seq>(columns);
  const auto filled = window.exact ? m_impl->fillExact(*this, window)
                                   : m_impl->fillColumns(*this, window, columns, wanted);
  if (!filled) return std::unexpected(filled.error());
  return window;
}

Density Recording::density(int buckets, Axis axis) const {
  Density density;
  density.events.assign(static_cast<std::size_t>(std::max(buckets, 1)), 0);
  if (events() == 0) return density;
  Impl& impl = *m_impl;
  Scale scale{0, events(), std::max(buckets, 1)};
  if (axis == Axis::Time) scale.from = timeOf(0), scale.to = std::max(timeOf(events()), scale.from + 1);
  const auto spread = [&](std::uint64_t a, std::uint64_t b, Seq count) {
    const std::size_t first = scale.columnOf(a), last = b > a ? scale.columnOf(b - 1) : first;
    const auto each = count / (last - first + 1), rest = count % (last - first + 1);
    for (std::size_t at = first; at <= last; ++at)
      density.events[at] += static_cast<std::uint32_t>(each + (at - first < rest ? 1 : 0));
  };
  const int level = levelFor(events() / static_cast<Seq>(scale.columns));
  for (const LodPiece& piece : impl.lod.pieces(impl.database(), level, 0, events())) {
    if (axis == Axis::Steps) {
      spread(piece.from, piece.to, piece.to - piece.from);
    } else if (piece.row) {
      const std::size_t leaf0 = (piece.from - piece.rowFrom) / piece.leafEvents;
      for (std::size_t leaf = leaf0; leaf < leaf0 + (piece.to - piece.from) / piece.leafEvents; ++leaf)
        spread(piece.row->times[leaf], piece.row->times[leaf + 1], piece.leafEvents);
    } else if (const auto part = eventsIn(piece.from, piece.to)) {
      for (const Event& event : *part) ++density.events[scale.columnOf(event.tNs)];
    }
  }
  return density;
}

}  // namespace kts::recordings
