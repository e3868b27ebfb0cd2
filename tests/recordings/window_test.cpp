// SPDX-License-Identifier: GPL-2.0-or-later
// Windows against a picture made the slow way: the state of every lane after every event.
#include <algorithm>
#include <map>
#include <set>

#include "tests/recordings/temporary_recording.h"

namespace kts::recordings {

namespace {

using tests::SyntheticOptions;
using tests::SyntheticRun;

struct Cell {
  LaneState state = LaneState::None;
  TaskId task = kNoTask;
  std::uint16_t depth = 0;  // Lock: 1 held, 2 contended
};

struct Picture {
  std::vector<Event> events;
  std::vector<Lane> lanes;
  std::vector<std::vector<Cell>> cells;        // by lane, then event: what the event left behind
  std::vector<std::vector<std::uint8_t>> acts; // by lane, then event: 1 when it was the lane's task's
};

Cell cellOf(const Lane& lane, const ProtocolState& state) {
  if (lane.kind == LaneKind::ListDepth)
    return {LaneState::None, kNoTask, static_cast<std::uint16_t>(state.list(lane.object).size())};
  if (lane.kind == LaneKind::Completion) {
    std::size_t waiting = 0;
    state.completions.forEach([&](const Completion& each) {
      if (each.id().type() == lane.object.type()) waiting += each.waiters.size();
    });
    return {LaneState::None, kNoTask, static_cast<std::uint16_t>(waiting)};
  }
  if (lane.kind == LaneKind::Lock) {
    const Lock* lock = state.lock(lane.object);
    if (!lock || lock->owner == kNoTask) return {};
    return {LaneState::Running, lock->owner, static_cast<std::uint16_t>(lock->waiters.empty() ? 1 : 2)};
  }
  if (lane.lane >= state.lanes.size() || state.lanes[lane.lane] == kNoTask) return {};
  const Task* task = state.task(state.lanes[lane.lane]);
  return {laneStateOf(*task, state), task->key, 0};
}

Picture pictureOf(const Recording& recording, const SyntheticOptions& options) {
  Picture picture{recording.eventsIn(0, recording.events()).value(), recording.lanes(), {}, {}};
  picture.cells.resize(picture.lanes.size());
  picture.acts.resize(picture.lanes.size());
  ProtocolState state = SyntheticRun(options).header().initial;
  for (const Event& event : picture.events) {
    const std::uint16_t lane = state.task(event.task)->lane;
    apply(state, event);
    for (std::size_t at = 0; at < picture.lanes.size(); ++at) {
      picture.cells[at].push_back(cellOf(picture.lanes[at], state));
      picture.acts[at].push_back(picture.lanes[at].kind == LaneKind::Task && picture.lanes[at].lane == lane);
    }
  }
  return picture;
}

const SyntheticOptions kOptions{5, 300, 3};

class Windows : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new TemporaryFolder;
    record(*folder / "a.ktr", kOptions);
    recording = opened(*folder / "a.ktr").release();
    picture = new Picture(pictureOf(*recording, kOptions));
  }
  static void TearDownTestSuite() { delete recording, delete folder, delete picture; }
  inline static TemporaryFolder* folder = nullptr;
  inline static Recording* recording = nullptr;
  inline static Picture* picture = nullptr;
};

TEST_F(Windows, PutCallersFirstThenKthreaddThreadsLocksWaitersAndTheListsDepth) {
  std::vector<std::string> labels;
  for (const Lane& lane : picture->lanes) labels.push_back(lane.label);
  ASSERT_GT(labels.size(), 9u);
  for (std::size_t at = 0; at < 5; ++at) EXPECT_EQ(labels[at], "caller/" + std::to_string(at + 1));
  EXPECT_EQ(labels[5], "kthreadd");
  EXPECT_EQ(labels[6], "thread lane 1");
  EXPECT_EQ((std::vector<std::string>(labels.end() - 5, labels.end())),
            (std::vector<std::string>{"kthread_create_lock", "tasklist_lock", "waiters of done",
                                      "waiters of started", "kthread_create_list"}));
  EXPECT_EQ(picture->lanes[5].pid, 2);
  EXPECT_EQ(picture->lanes[6].pid, 0);
}

TEST_F(Windows, ShowEachEventExactlyWhenThereIsRoom) {
  for (const Seq from : {Seq{0}, Seq{1}, Seq{4000}, Seq{70001}, recording->events() - 900}) {
    const Seq to = std::min(from + 900, recording->events());
    const Window window = recording->window(from, to, 1000, Axis::Steps).value();
    ASSERT_TRUE(window.exact);
    ASSERT_EQ(window.tracks.size(), picture->lanes.size());
    EXPECT_EQ(window.events.size(), to - from);
    EXPECT_EQ(window.nsOf.front(), picture->events[from].tNs);
    for (std::size_t lane = 0; lane < window.tracks.size(); ++lane) {
      std::vector<Cell> shown(to - from);
      const bool lock = picture->lanes[lane].kind == LaneKind::Lock;
      for (const Segment& segment : window.tracks[lane].segments) {
        ASSERT_LT(segment.from, segment.to);
        ASSERT_GE(segment.from, from);
        ASSERT_LE(segment.to, to);
        for (Seq seq = segment.from; seq < segment.to; ++seq) {
          ASSERT_EQ(shown[seq - from].task, kNoTask) << "segments overlap";
          shown[seq - from] = {segment.state, segment.task, segment.depth};
        }
        if (!lock) continue;
        bool contended = false;
        for (Seq seq = segment.from; seq < segment.to; ++seq)
          contended |= picture->cells[lane][seq].depth == 2;
        EXPECT_EQ(segment.contended, contended);
      }
      for (Seq seq = from; seq < to; ++seq) {
        const Cell& real = picture->cells[lane][seq];
        EXPECT_EQ(shown[seq - from].state, real.state) << picture->lanes[lane].label << " at " << seq;
        EXPECT_EQ(shown[seq - from].task, real.task);
        if (!lock) {
          EXPECT_EQ(shown[seq - from].depth, real.depth);
        }
      }
    }
  }
}

// Which states fill how much of each column, the slow way.
struct Filled {
  std::array<double, kLaneStates> weights{};
  std::uint32_t events = 0;
  std::uint16_t depth = 0;
  double held = 0, contended = 0;  // of 1
};

std::vector<Filled> filled(const Picture& picture, std::size_t lane, Seq from, Seq to, int columns,
                           Axis axis) {
  std::vector<Filled> all(static_cast<std::size_t>(columns));
  const auto place = [&](Seq seq) {
    if (axis == Axis::Steps) return static_cast<double>(seq);
    return static_cast<double>(picture.events[std::min<Seq>(seq, picture.events.size() - 1)].tNs);
  };
  const double begin = place(from), width = (place(to) - begin) / columns;
  for (Seq seq = from; seq < to; ++seq) {
    const double a = place(seq) - begin, b = place(seq + 1) - begin;
    const Cell& cell = picture.cells[lane][seq];
    for (auto column = static_cast<std::size_t>(a / width);
         column < all.size() && static_cast<double>(column) * width < b; ++column) {
      const double left = static_cast<double>(column) * width;
      all[column].weights[static_cast<std::size_t>(cell.state)] +=
          std::min(b, left + width) - std::max(a, left);
      all[column].depth = std::max(all[column].depth, cell.depth);
      if (picture.lanes[lane].kind != LaneKind::Lock) continue;
      const double part = (std::min(b, left + width) - std::max(a, left)) / width;
      all[column].held += cell.depth >= 1 ? part : 0;
      all[column].contended += cell.depth >= 2 ? part : 0;
    }
    all[std::min(static_cast<std::size_t>(a / width), all.size() - 1)].events += picture.acts[lane][seq];
  }
  return all;
}

TEST_F(Windows, FillEachColumnWithWhatTookMostOfIt) {
  for (const Axis axis : {Axis::Steps, Axis::Time})
    for (const auto& [from, to] : {std::pair<Seq, Seq>{0, 9000}, {4095, 12289}, {50000, 60001}}) {
      const int columns = 400;
      const Window window = recording->window(from, to, columns, axis).value();
      ASSERT_FALSE(window.exact);
      for (std::size_t lane = 0; lane < window.tracks.size(); ++lane) {
        const auto expected = filled(*picture, lane, from, to, columns, axis);
        const auto& shown = window.tracks[lane].columns;
        ASSERT_EQ(shown.size(), expected.size());
        for (std::size_t at = 0; at < shown.size(); ++at) {
          const auto& weights = expected[at].weights;
          const double most = *std::max_element(weights.begin(), weights.end());
          EXPECT_GE(weights[static_cast<std::size_t>(shown[at].state)], most * 0.999)
              << window.tracks[lane].lane.label << " column " << at;
          EXPECT_EQ(shown[at].events, expected[at].events);
          EXPECT_GE(shown[at].depth, expected[at].depth);
          EXPECT_NEAR(shown[at].held, expected[at].held * 255, 1.5) << window.tracks[lane].lane.label;
          EXPECT_NEAR(shown[at].contended, expected[at].contended * 255, 1.5);
        }
      }
    }
}

// The level of detail keeps one state a leaf: it may differ where a column's states are close, and nowhere
// else.
TEST_F(Windows, OfTheWholeRunComeCloseToTheTruth) {
  const Seq to = recording->events();
  for (const Axis axis : {Axis::Steps, Axis::Time})
    for (const int columns : {50, 300, 1500}) {
      const Window window = recording->window(0, to, columns, axis).value();
      std::size_t right = 0, all = 0;
      for (std::size_t lane = 0; lane < window.tracks.size(); ++lane) {
        const auto expected = filled(*picture, lane, 0, to, columns, axis);
        std::uint64_t events = 0, shownEvents = 0;
        std::array<double, 4> held{};
        for (std::size_t at = 0; at < expected.size(); ++at) {
          const Column& shown = window.tracks[lane].columns[at];
          const auto& weights = expected[at].weights;
          const double most = *std::max_element(weights.begin(), weights.end());
          right += weights[static_cast<std::size_t>(shown.state)] >= 0.8 * most;
          EXPECT_GE(shown.depth, expected[at].depth)
              << window.tracks[lane].lane.label << " column " << at << " of " << columns;
          if (window.tracks[lane].lane.kind == LaneKind::Lock) {
            held[0] += expected[at].held * 255, held[1] += shown.held;
            held[2] += expected[at].contended * 255, held[3] += shown.contended;
          }
          ++all;
          events += expected[at].events, shownEvents += shown.events;
        }
        // A lock held for a moment in each leaf is not a lock held all along.
        const auto width = static_cast<double>(columns);
        EXPECT_NEAR(held[1] / width, held[0] / width, 2) << window.tracks[lane].lane.label;
        EXPECT_NEAR(held[3] / width, held[2] / width, 2) << window.tracks[lane].lane.label;
        EXPECT_EQ(shownEvents, events) << window.tracks[lane].lane.label;
      }
      EXPECT_GT(static_cast<double>(right) / static_cast<double>(all), 0.95) << columns;
    }
}

TEST_F(Windows, AreTheSameFromADamagedLevelOfDetailButSlower) {
  TemporaryFolder other;
  // A run cut off in the middle of a leaf has no level of detail at its end.
  const auto events = record(other / "a.ktr", kOptions, 33333);
  const auto cut = opened(other / "a.ktr");
  const Window window = cut->window(0, events.size(), 300, Axis::Steps).value();
  for (std::size_t lane = 0; lane < window.tracks.size(); ++lane) {
    std::uint64_t shown = 0, real = 0;
    for (const Column& column : window.tracks[lane].columns) shown += column.events;
    const auto same = std::find_if(picture->lanes.begin(), picture->lanes.end(), [&](const Lane& each) {
      return each.kind == window.tracks[lane].lane.kind && each.lane == window.tracks[lane].lane.lane &&
             each.object == window.tracks[lane].lane.object;
    });
    ASSERT_NE(same, picture->lanes.end());
    const auto& acts = picture->acts[static_cast<std::size_t>(same - picture->lanes.begin())];
    for (Seq seq = 0; seq < events.size(); ++seq) real += acts[seq];
    EXPECT_EQ(shown, real);
  }
}

TEST_F(Windows, CountAllEventsInTheOverview) {
  for (const Axis axis : {Axis::Steps, Axis::Time})
    for (const int buckets : {1, 7, 500, 200000}) {
      const Density density = recording->density(buckets, axis);
      std::uint64_t sum = 0;
      for (const std::uint32_t each : density.events) sum += each;
      EXPECT_EQ(sum, recording->events()) << buckets;
    }
}

using Ends = std::tuple<LinkKind, Seq, Seq, bool>;

// Causes and effects by looking ahead from each cause.
std::set<Ends> linksBetween(const std::vector<Event>& events, Seq from, Seq to, RequestId request) {
  std::set<Ends> links;
  const auto next = [&](Seq seq, auto&& fits) {
    while (++seq < events.size() && !fits(events[seq])) {}
    return seq;
  };
  for (Seq seq = from; seq < to; ++seq) {
    const Event& cause = events[seq];
    if (request != kNoRequest && cause.request != request) continue;
    const TaskId target = cause.object.index();
    Seq effect = events.size();
    LinkKind kind = LinkKind::Queue;
    if (cause.kind == EventKind::ListAddTail)
      effect = next(seq, [&](const Event& e) {
        return e.kind == EventKind::ListDelInit && e.request == cause.request;
      });
    else if (cause.kind == EventKind::WakeTookEffect && cause.effect == Effect::Woke)
      kind = LinkKind::Wake,
      effect = next(seq, [&](const Event& e) { return e.kind == EventKind::Resumed && e.task == target; });
    else if (cause.kind == EventKind::WakeTookEffect) links.emplace(LinkKind::Wake, seq, seq, false);
    else if (cause.kind == EventKind::Fork)
      kind = LinkKind::Fork,
      effect = next(seq, [&](const Event& e) { return e.kind == EventKind::FirstRun && e.task == target; });
    else if (cause.kind == EventKind::Complete)
      kind = LinkKind::Complete, effect = next(seq, [&](const Event& e) {
                                   return e.kind == EventKind::CompletionTaken && e.object == cause.object;
                                 });
    if (effect < events.size()) links.emplace(kind, seq, effect, true);
  }
  return links;
}

TEST_F(Windows, LinkCausesToTheirEffects) {
  const Seq from = 30000, to = 30800;
  std::set<Ends> shown, expected;
  const Window window = recording->window(from, to, 1000, Axis::Steps).value();
  for (const Link& link : window.links)
    shown.emplace(link.kind, link.cause, link.effect, link.tookEffect);
  for (const Ends& link : linksBetween(picture->events, from - 2000, to, kNoRequest))
    if (std::get<2>(link) >= from && std::get<2>(link) < to + 1500) expected.insert(link);
  for (const Ends& link : expected)
    EXPECT_TRUE(shown.contains(link)) << std::get<1>(link) << " -> " << std::get<2>(link);
  std::set<LinkKind> kinds;
  for (const Ends& link : shown) kinds.insert(std::get<0>(link));
  EXPECT_EQ(kinds.size(), 4u);
}

TEST_F(Windows, LinkOneRequestFromItsRowAlone) {
  for (const RequestId request : {0u, 1u, 77u, 1000u, 1499u}) {
    std::set<Ends> shown;
    const std::vector<Link> links = recording->linksOf(request).value();
    for (const Link& link : links) {
      shown.emplace(link.kind, link.cause, link.effect, link.tookEffect);
      EXPECT_EQ(link.request, request);
    }
    const auto row = recording->request(request).value();
    const std::set<Ends> expected = linksBetween(picture->events, row->seqOf[0],
                                                 std::min(row->seqOf[6] + 60, recording->events()), request);
    for (const Ends& link : expected)
      EXPECT_TRUE(shown.contains(link)) << std::get<1>(link) << " -> " << std::get<2>(link);
    EXPECT_TRUE(shown.contains(Ends{LinkKind::Queue, row->seqOf[1], row->seqOf[2], true}));
  }
}

}  // namespace

}  // namespace kts::recordings
