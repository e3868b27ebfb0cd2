// SPDX-License-Identifier: GPL-2.0-or-later
// Two runs side by side, by their properties.
#include "recordings/compare/comparison.h"

#include <functional>

#include "recordings/compare/first_difference.h"
#include "tests/recordings/temporary_recording.h"

namespace kts::recordings {
namespace {

using tests::SyntheticOptions;

struct CompareTest : testing::Test {
  TemporaryFolder folder;

  // Writes a run of its own, as it is or changed.
  std::unique_ptr<Recording> write(const std::string& name, std::vector<Event> events,
                                   const std::function<void(RunHeader&)>& change = {}) {
    RunHeader header = tests::SyntheticRun(SyntheticOptions{}).header();
    if (change) change(header);
    auto recorder = Recorder::create(folder / name);
    (*recorder)->begin(header);
    (*recorder)->events(events);
    RunSummary summary;
    summary.events = events.size();
    (*recorder)->end(summary);
    recorder->reset();
    return opened(folder / name);
  }
  std::unique_ptr<Recording> synthetic(const std::string& name, const SyntheticOptions& options) {
    record(folder / name, options);
    return opened(folder / name);
  }
  static Comparison compared(const Recording& a, const Recording& b) {
    auto comparison = compare(a, b);
    EXPECT_TRUE(comparison) << comparison.error().message;
    return std::move(*comparison);
  }
};

TEST_F(CompareTest, ARunBesideItselfIsTheSameAndCostsTheSame) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const auto run = synthetic("run.ktr", {.callers = 4, .requestsPerCaller = 5, .seed = seed});
    const Comparison comparison = compared(*run, *run);
    EXPECT_TRUE(comparison.same());
    EXPECT_EQ(comparison.pairs.size(), 20u);
    for (int phase = 0; phase < kTimedPhases; ++phase)
      EXPECT_EQ(comparison.a.times.of(static_cast<Phase>(phase)).sorted,
                comparison.b.times.of(static_cast<Phase>(phase)).sorted);
  }
}

TEST_F(CompareTest, ThePhasesOfARequestAddUpToItsTime) {
  const auto run = synthetic("run.ktr", {.callers = 5, .requestsPerCaller = 8, .seed = 4});
  const auto rows = run->requests();
  const Comparison comparison = compared(*run, *run);
  std::uint64_t waits = 0, wholes = 0, phases = 0;
  ASSERT_EQ(rows->size(), comparison.a.requests.size());
  for (std::size_t at = 0; at < rows->size(); ++at) {
    const RequestTimes& times = comparison.a.requests[at];
    EXPECT_EQ(times.waitNs(), (*rows)[at].waitNs());
    EXPECT_EQ(times.wholeNs(), (*rows)[at].nsOf[kTimedPhases] - (*rows)[at].nsOf[0]);
    std::uint64_t sum = 0;
    for (const Stretch& stretch : times.all()) {
      EXPECT_EQ(stretch.fromNs, sum);  // one begins where the one before ends
      sum += stretch.ns;
    }
    EXPECT_EQ(sum, times.wholeNs());
    waits += times.waitNs(), wholes += times.wholeNs();
  }
  for (const Spread& spread : comparison.a.times.phases) phases += spread.totalNs;
  EXPECT_EQ(phases, wholes);
  EXPECT_EQ(comparison.a.times.whole.totalNs, wholes);
  EXPECT_EQ(comparison.a.times.wait.totalNs, waits);
}

TEST_F(CompareTest, SwappedRunsGiveSwappedFigures) {
  const auto a = synthetic("a.ktr", {.callers = 3, .requestsPerCaller = 4, .seed = 1});
  const auto b = synthetic("b.ktr", {.callers = 4, .requestsPerCaller = 4, .seed = 2});
  const Comparison forth = compared(*a, *b), back = compared(*b, *a);
  ASSERT_TRUE(forth.first && back.first);
  EXPECT_EQ(forth.first->a.seq, back.first->b.seq);
  EXPECT_EQ(forth.first->b.seq, back.first->a.seq);
  EXPECT_EQ(forth.first->a.sentence, back.first->b.sentence);
  EXPECT_EQ(forth.first->common, back.first->common);
  EXPECT_EQ(forth.first->kind, back.first->kind);
  for (int phase = 0; phase < kTimedPhases; ++phase) {
    EXPECT_EQ(forth.a.times.of(static_cast<Phase>(phase)).sorted,
              back.b.times.of(static_cast<Phase>(phase)).sorted);
    EXPECT_EQ(forth.b.times.of(static_cast<Phase>(phase)).sorted,
              back.a.times.of(static_cast<Phase>(phase)).sorted);
  }
  ASSERT_EQ(forth.pairs.size(), 16u);  // those of B that A has not stand alone
  for (std::size_t at = 0; at < forth.pairs.size(); ++at) {
    EXPECT_EQ(forth.pairs[at].a, back.pairs[at].b);
    EXPECT_EQ(forth.pairs[at].a.has_value(), forth.pairs[at].id < 12);
  }
}

// Whatever event is changed, and in whatever it is changed: exactly there they part.
TEST_F(CompareTest, TheFirstChangedEventIsTheFirstDifference) {
  const auto events = tests::SyntheticRun::all({.callers = 8, .requestsPerCaller = 10, .seed = 3});
  ASSERT_GT(events.size(), 5000u);
  const auto a = write("a.ktr", events);
  for (const Seq at : {Seq{0}, Seq{1}, Seq{777}, Seq{4095}, Seq{4096}, events.size() - 1}) {
    auto changed = events;
    changed[at].object = ObjectId(ObjectType::StopLock);
    changed[at].kind = EventKind::LockWanted;
    const auto b = write("b.ktr", changed);
    const Comparison comparison = compared(*a, *b);
    ASSERT_TRUE(comparison.first);
    EXPECT_EQ(comparison.first->kind, DifferenceKind::Act);
    EXPECT_EQ(comparison.first->a.seq, at);
    EXPECT_EQ(comparison.first->b.seq, at);
    EXPECT_EQ(comparison.first->common, at);
    EXPECT_NE(comparison.first->sentence.find("arrives at kthread_stop_lock"), std::string::npos);
  }
}

TEST_F(CompareTest, TimesStepsAndSourceLinesDoNotCount) {
  auto events = tests::SyntheticRun::all({});
  const auto a = write("a.ktr", events);
  for (Event& event : events) event.tNs *= 3, event.step += 5, event.site = Site::fromValue(513);
  const auto b = write("b.ktr", events);
  const Comparison comparison = compared(*a, *b);
  EXPECT_TRUE(comparison.same());
  EXPECT_EQ(comparison.b.times.whole.totalNs, 3 * comparison.a.times.whole.totalNs);
}

TEST_F(CompareTest, ARunThatEndsEarlierIsTheBeginningOfTheOther) {
  auto events = tests::SyntheticRun::all({});
  const auto whole = write("whole.ktr", events);
  events.resize(100);
  const auto part = write("part.ktr", events);
  const Comparison comparison = compared(*part, *whole);
  ASSERT_TRUE(comparison.first);
  EXPECT_EQ(comparison.first->kind, DifferenceKind::End);
  EXPECT_EQ(comparison.first->a.seq, kNever);
  EXPECT_EQ(comparison.first->b.seq, 100u);
  EXPECT_TRUE(comparison.first->a.sentence.empty());
  std::size_t open = 0, unfinished = 0;
  for (const Spread& spread : comparison.a.times.phases) open += spread.open;
  for (const RequestTimes& request : comparison.a.requests) {
    unfinished += !request.returned;
    if (!request.returned) {
      EXPECT_TRUE(request.all().back().open);
      EXPECT_EQ(request.beganNs + request.wholeNs(), part->info().durationNs);
    }
  }
  EXPECT_GT(open, 0u);
  EXPECT_EQ(open, unfinished);
}

TEST_F(CompareTest, AnotherTaskIsAnotherTurn) {
  auto events = tests::SyntheticRun::all({});
  const auto a = write("a.ktr", events);
  Seq at = 50;
  while (events[at].task == events[at + 1].task) ++at;
  std::swap(events[at], events[at + 1]);
  std::swap(events[at].tNs, events[at + 1].tNs);
  const auto b = write("b.ktr", events);
  const Comparison comparison = compared(*a, *b);
  ASSERT_TRUE(comparison.first);
  EXPECT_EQ(comparison.first->kind, DifferenceKind::Turn);
  EXPECT_EQ(comparison.first->a.seq, at);
}

TEST_F(CompareTest, WorldsThatDifferAreNotTheSame) {
  const auto events = tests::SyntheticRun::all({});
  const auto a = write("a.ktr", events);
  const auto b = write("b.ktr", events, [](RunHeader& header) {
    header.initial.tasks.find(3)->env.nice = 10;
  });
  const Comparison comparison = compared(*a, *b);
  ASSERT_TRUE(comparison.first);
  EXPECT_EQ(comparison.first->kind, DifferenceKind::World);
  EXPECT_NE(comparison.first->sentence.find("the nice value 0 in A and 10 in B"), std::string::npos)
      << comparison.first->sentence;
}

// Two designs under other schedules: what counts is where the way of a request parts, not who moved first.
TEST_F(CompareTest, OfTwoDesignsTheWayOfARequestCounts) {
  const auto a = synthetic("a.ktr", {.callers = 3, .requestsPerCaller = 2, .seed = 1});
  auto events = tests::SyntheticRun::all({.callers = 3, .requestsPerCaller = 2, .seed = 2});
  Seq changed = 0;
  while (events[changed].kind != EventKind::WakeIssued || events[changed].request != 0) ++changed;
  events[changed].kind = EventKind::SetStatePlain;
  const auto b = write("b.ktr", events, [](RunHeader& header) { header.design = "workqueue"; });
  const Comparison comparison = compared(*a, *b);
  ASSERT_TRUE(comparison.first);
  EXPECT_EQ(comparison.first->kind, DifferenceKind::Course);
  EXPECT_EQ(comparison.first->b.seq, changed);
  EXPECT_EQ(a->eventsIn(comparison.first->a.seq, comparison.first->a.seq + 1)->front().kind,
            EventKind::WakeIssued);
}

TEST_F(CompareTest, PercentilesAreValuesOfTheirOwn) {
  Spread spread;
  for (std::uint64_t value = 1; value <= 200; ++value)
    spread.sorted.push_back(value), spread.totalNs += value;
  EXPECT_EQ(spread.at(0), 1u);
  EXPECT_EQ(spread.medianNs(), 100u);
  EXPECT_EQ(spread.at(0.99), 198u);
  EXPECT_EQ(spread.at(1), 200u);
  EXPECT_EQ(spread.meanNs(), 101u);
  EXPECT_EQ(Spread().medianNs(), 0u);
}

}  // namespace
}  // namespace kts::recordings
