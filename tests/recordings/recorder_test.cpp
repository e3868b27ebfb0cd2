// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/recorder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <map>
#include <thread>

#include "engine/vocabulary/legality.h"
#include "tests/recordings/temporary_recording.h"

namespace kts::recordings {

namespace {

using tests::SyntheticOptions;
using tests::SyntheticRun;
namespace fs = std::filesystem;

// States before each of some events, by folding alone.
auto foldedAt(const ProtocolState& initial, std::span<const Event> events, std::span<const Seq> wanted) {
  std::map<Seq, std::vector<std::uint8_t>> states;
  for (const Seq seq : wanted) states[seq];
  ProtocolState state = initial;
  for (Seq seq = 0;; ++seq) {
    if (const auto found = states.find(seq); found != states.end()) found->second = encodeState(state);
    if (seq == events.size()) return states;
    apply(state, events[seq]);
  }
}

TEST(SyntheticRun, IsLegalAndTakesAboutEightyEventsACreation) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const SyntheticOptions options{4, 25, seed};
    SyntheticRun run(options);
    ProtocolState state = run.header().initial;
    const std::vector<Event> events = SyntheticRun::all(options);
    for (const Event& event : events) {
      const auto why = whyIllegal(state, event);
      ASSERT_FALSE(why) << "seed " << seed << ", event " << state.seq << ": " << *why;
      apply(state, event);
    }
    EXPECT_EQ(state.createdTasks, 100u) << "seed " << seed;
    EXPECT_EQ(state.requests.size(), 0u);
    EXPECT_NEAR(static_cast<double>(events.size()) / 100, 80, 12);
  }
}

TEST(Recorder, GivesBackEveryEvent) {
  for (const std::size_t batch : {1u, 17u, 4096u, 100000u}) {
    const TemporaryFolder folder;
    const auto events = record(folder / "a.ktr", {5, 40, batch}, ~std::size_t{0}, batch);
    const auto recording = opened(folder / "a.ktr");
    ASSERT_EQ(recording->events(), events.size());
    EXPECT_EQ(recording->eventsIn(0, events.size()).value(), events);
    for (const Seq from : samples(events.size(), 20)) {
      const auto part = recording->eventsIn(from, from + 700).value();
      const Seq to = std::min<Seq>(from + 700, events.size());
      EXPECT_TRUE(std::equal(part.begin(), part.end(), events.begin() + static_cast<std::ptrdiff_t>(from),
                             events.begin() + static_cast<std::ptrdiff_t>(to)));
    }
  }
}

TEST(Recorder, KeepsEventsThatNoProtocolMakes) {
  const TemporaryFolder folder;
  std::mt19937_64 random(7);
  std::vector<Event> events(9000);
  std::uint64_t time = 0;
  for (Event& event : events) {
    time += random() % 3 ? random() % 1000 : random() % (1ull << 40);
    event = {time, static_cast<std::uint32_t>(random()), static_cast<TaskId>(random()),
             ObjectId::fromValue(static_cast<std::uint32_t>(random())), static_cast<RequestId>(random()),
             static_cast<std::int32_t>(random()), static_cast<EventKind>(random() % kEventKinds),
             static_cast<Effect>(random() % kEffects), Site::fromValue(static_cast<std::uint16_t>(random()))};
  }
  auto recorder = Recorder::create(folder / "a.ktr").value();
  recorder->begin(SyntheticRun({}).header());
  recorder->events(events);
  recorder->end({});
  ASSERT_FALSE(recorder->problem()) << recorder->problem()->message;
  EXPECT_EQ(opened(folder / "a.ktr")->eventsIn(0, 9000).value(), events);
}

TEST(Recorder, KeepsWhatTheRunSaidAboutItself) {
  const TemporaryFolder folder;
  SyntheticRun run({2, 1, 3});
  RunHeader header = run.header();
  header.seed = ~0ull;
  auto recorder = Recorder::create(folder / "a.ktr").value();
  recorder->begin(header);
  recorder->events(run.next(5000));
  RunSummary summary = run.summary();
  summary.verdict = Verdict::LostWakeup;
  summary.schedule = "4x3,2";
  summary.finding = Finding{"lost-wakeup", 3, 17, "caller 1 sleeps for ever"};
  recorder->end(summary);

  const auto recording = opened(folder / "a.ktr");
  const RunInfo& info = recording->info();
  EXPECT_TRUE(recording->finished());
  EXPECT_EQ(info.note, "");
  EXPECT_EQ(info.header.scenario, header.scenario);
  EXPECT_EQ(info.header.seed, header.seed);
  EXPECT_EQ(info.header.parameters, header.parameters);
  EXPECT_EQ(info.header.names, header.names);
  EXPECT_EQ(encodeState(info.header.initial), encodeState(header.initial));
  EXPECT_EQ(info.summary.verdict, Verdict::LostWakeup);
  EXPECT_EQ(info.summary.schedule, summary.schedule);
  EXPECT_EQ(info.summary.events, summary.events);
  EXPECT_EQ(info.summary.finding->sentence, summary.finding->sentence);
  EXPECT_EQ(info.durationNs, recording->timeOf(summary.events - 1));
}

TEST(Recorder, LeavesOneFileThatOpensFromAFolderNobodyMayWriteTo) {
  const TemporaryFolder folder;
  record(folder / "a.ktr", {3, 10, 1});
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
  const std::string before = bytesOf(folder / "a.ktr");
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_NE(opened(folder / "a.ktr"), nullptr);
  fs::permissions(folder.path(), fs::perms::owner_all);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
  EXPECT_EQ(bytesOf(folder / "a.ktr"), before);
}

TEST(Recorder, KeepsARunThatDidNotEndAsUnfinished) {
  const TemporaryFolder folder;
  SyntheticRun run({3, 100, 1});
  {
    auto recorder = Recorder::create(folder / "a.ktr").value();
    recorder->begin(run.header());
    recorder->events(run.next(5000));
  }
  const auto recording = opened(folder / "a.ktr");
  EXPECT_EQ(recording->events(), 5000u);
  EXPECT_EQ(recording->info().summary.verdict, Verdict::Unfinished);
  EXPECT_NE(recording->info().note.find("cancelled"), std::string::npos);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

// A child process records until it is killed; what it had committed is what is found.
TEST(Recorder, KeepsEverythingUpToTheLastCommitWhenKilled) {
  const TemporaryFolder folder;
  for (int round = 0; round < 6; ++round) {
    const fs::path file = folder / ("killed" + std::to_string(round) + ".ktr");
    const SyntheticOptions options{6, 0, static_cast<std::uint64_t>(round) + 1, 200, true};
    int pipes[2];
    ASSERT_EQ(pipe(pipes), 0);
    const pid_t child = fork();
    if (child == 0) {
      SyntheticRun run(options);
      auto recorder = Recorder::create(file).value();
      recorder->begin(run.header());
      for (;;) {
        recorder->events(run.next(500));
        const Seq committed = recorder->committed();
        if (::write(pipes[1], &committed, sizeof committed) < 0) _exit(1);
      }
    }
    Seq told = 0;
    while (told == 0) ASSERT_EQ(::read(pipes[0], &told, sizeof told), ssize_t{sizeof told});
    std::this_thread::sleep_for(std::chrono::milliseconds(70 * round));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(pipes[1]);
    for (Seq each; ::read(pipes[0], &each, sizeof each) == sizeof each;) told = each;
    close(pipes[0]);
    const std::string before = bytesOf(file);
    const auto recording = opened(file);
    ASSERT_NE(recording, nullptr);
    EXPECT_GE(recording->events(), told);
    EXPECT_GT(recording->events(), 0u);
    EXPECT_NE(recording->info().note.find("killed"), std::string::npos) << recording->info().note;
    const auto expected = SyntheticRun(options).next(recording->events());
    EXPECT_EQ(recording->eventsIn(0, recording->events()).value(), expected);
    EXPECT_EQ(bytesOf(file), before);
  }
}

TEST(Recorder, CommitsWithinATenthOfASecondThoughTheEngineIsQuiet) {
  const TemporaryFolder folder;
  SyntheticRun run({2, 3, 1});
  auto recorder = Recorder::create(folder / "a.ktr").value();
  recorder->begin(run.header());
  recorder->events(run.next(50));
  const auto recording = opened(folder / "a.ktr");
  for (int waited = 0; waited < 400 && recorder->committed() < 50; ++waited)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // generous: the machine may be busy
  EXPECT_EQ(recorder->committed(), 50u);
  ASSERT_TRUE(recording->refresh());
  EXPECT_EQ(recording->events(), 50u);
  EXPECT_FALSE(recording->finished());
  EXPECT_EQ(recording->info().note, "");
}

TEST(Recorder, IsFollowedToTheEndAndStillLeavesOneFile) {
  const TemporaryFolder folder;
  const SyntheticOptions options{4, 60, 9};
  const auto events = SyntheticRun::all(options);
  std::jthread engine([&] {
    SyntheticRun run(options);
    auto recorder = Recorder::create(folder / "a.ktr").value();
    recorder->begin(run.header());
    for (auto part = run.next(900); !part.empty(); part = run.next(900)) {
      recorder->events(part);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    recorder->end(run.summary());
  });
  while (!fs::exists(folder / "a.ktr") || !Recording::open(folder / "a.ktr"))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto recording = opened(folder / "a.ktr");
  Seq last = 0;
  while (!recording->finished()) {
    ASSERT_TRUE(recording->refresh());
    ASSERT_GE(recording->events(), last);
    last = recording->events();
    EXPECT_EQ(recording->stateAt(last)->seq, last);
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
  engine.join();
  EXPECT_EQ(recording->eventsIn(0, recording->events()).value(), events);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST(Recorder, SaysThatTheDiskIsFullAndKeepsWhatWasCommitted) {
  const TemporaryFolder folder;
  const fs::path file = folder / "a.ktr";
  const SyntheticOptions options{6, 0, 3, 200, true};
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{400'000, 400'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    SyntheticRun run(options);
    auto recorder = Recorder::create(file).value();
    recorder->begin(run.header());
    for (int at = 0; at < 3000 && !recorder->problem(); ++at) {
      recorder->events(run.next(500));
      std::this_thread::sleep_for(std::chrono::milliseconds(2));  // long enough for several commits
    }
    const std::string line = recorder->problem() ? recorder->problem()->message : "";
    const bool said = line.find(file.string()) != line.npos && line.find('\n') == line.npos;
    recorder->end(run.summary());
    recorder.reset();
    _exit(said ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  const auto recording = opened(file);
  ASSERT_NE(recording, nullptr);
  const Seq kept = recording->events();
  EXPECT_GT(kept, 0u);
  EXPECT_EQ(recording->eventsIn(0, kept).value(), SyntheticRun(options).next(kept));
}

TEST(Recorder, ReplacesARecordingAndNothingElse) {
  const TemporaryFolder folder;
  record(folder / "a.ktr", {3, 10, 1});
  const auto events = record(folder / "a.ktr", {2, 2, 2});
  EXPECT_EQ(opened(folder / "a.ktr")->events(), events.size());
  write(folder / "empty", "");
  EXPECT_TRUE(Recorder::create(folder / "empty"));
  const std::string text = "This is a letter, longer than the header of a database: " + std::string(200, '.');
  write(folder / "letter.txt", text);
  write(folder / "short.txt", "x");
  for (const char* name : {"letter.txt", "short.txt", "", "no/such/folder"}) {
    const auto refused = Recorder::create(folder / name);
    ASSERT_FALSE(refused) << name;
    EXPECT_NE(refused.error().message.find(folder.path().string()), std::string::npos);
    EXPECT_EQ(refused.error().message.find('\n'), std::string::npos);
  }
  EXPECT_EQ(bytesOf(folder / "letter.txt"), text);
  EXPECT_EQ(bytesOf(folder / "short.txt"), "x");
}

TEST(Recording, GivesTheSameStateOnEveryWayToIt) {
  const TemporaryFolder folder;
  const SyntheticOptions options{5, 60, 11};
  const auto events = record(folder / "a.ktr", options);
  const auto wanted = samples(events.size(), 60);
  const auto folded = foldedAt(SyntheticRun(options).header().initial, events, wanted);
  const auto recording = opened(folder / "a.ktr");
  for (const Seq seq : wanted) EXPECT_EQ(encodeState(recording->stateAt(seq).value()), folded.at(seq)) << seq;
  for (auto seq = wanted.rbegin(); seq != wanted.rend(); ++seq)
    EXPECT_EQ(encodeState(opened(folder / "a.ktr")->stateAt(*seq).value()), folded.at(*seq)) << *seq;
  // Step by step, forwards over a block's end and back again.
  ProtocolState state = recording->stateAt(4000).value();
  std::vector<std::vector<std::uint8_t>> steps;
  for (Seq seq = 4000; seq < 4200; ++seq) {
    EXPECT_EQ(encodeState(recording->stateAt(seq).value()), encodeState(state)) << seq;
    steps.push_back(encodeState(state));
    apply(state, events[seq]);
  }
  for (Seq seq = 4199; seq >= 4000; --seq)
    EXPECT_EQ(encodeState(recording->stateAt(seq).value()), steps[seq - 4000]) << seq;
}

TEST(Recording, FindsEventsByTheirTime) {
  const TemporaryFolder folder;
  const auto events = record(folder / "a.ktr", {5, 30, 2});
  const auto recording = opened(folder / "a.ktr");
  for (const Seq seq : samples(events.size() - 1, 300)) {
    const std::uint64_t ns = events[seq].tNs;
    EXPECT_EQ(recording->timeOf(seq), ns);
    const auto earlier = [](const Event& event, std::uint64_t value) { return event.tNs < value; };
    const auto first = std::lower_bound(events.begin(), events.end(), ns, earlier);
    EXPECT_EQ(recording->seqAt(ns), static_cast<Seq>(first - events.begin()));
  }
  EXPECT_EQ(recording->seqAt(events.back().tNs + 1), events.size());
  EXPECT_EQ(recording->timeOf(events.size() + 5), events.back().tNs);
}

// Rows against a book that is kept by hand along the events.
TEST(Recording, HasARowForEachTaskAndEachRequest) {
  for (const std::size_t most : {~std::size_t{0}, std::size_t{6000}, std::size_t{5}}) {
    const TemporaryFolder folder;
    const SyntheticOptions options{5, 30, 4};
    const auto events = record(folder / "a.ktr", options, most);
    std::map<RequestId, RequestRow> requests;
    std::map<TaskId, TaskRow> tasks;
    for (TaskId id = 0; id < 8; ++id) tasks[id].id = id;
    for (Seq seq = 0; seq < events.size(); ++seq) {
      const Event& event = events[seq];
      const auto phase = [&](Phase entered) {
        requests[event.request].seqOf[static_cast<std::size_t>(entered)] = seq;
        requests[event.request].nsOf[static_cast<std::size_t>(entered)] = event.tNs;
        requests[event.request].phase = entered;
      };
      switch (event.kind) {
        case EventKind::RequestPrepared:
          requests[event.request].seqOf.fill(kNever), requests[event.request].nsOf.fill(0);
          requests[event.request].caller = event.task;
          phase(Phase::Prepared);
          break;
        case EventKind::ListAddTail: phase(Phase::Enqueued); break;
        case EventKind::ListDelInit: phase(Phase::Dequeued); break;
        case EventKind::Fork:
          tasks[event.object.index()].pid = event.arg, tasks[event.object.index()].bornSeq = seq;
          tasks[event.object.index()].bornOf = event.request;
          requests[event.request].child = event.object.index();
          phase(Phase::Forked);
          break;
        case EventKind::Complete:
          phase(event.object.type() == ObjectType::Done ? Phase::Done : Phase::Started);
          break;
        case EventKind::FrameDead: phase(Phase::Returned); break;
        case EventKind::ResultStored: requests[event.request].result = event.arg; break;
        case EventKind::Exit: tasks[event.task].exit = event.arg, tasks[event.task].exitSeq = seq; break;
        default: break;
      }
    }
    const auto recording = opened(folder / "a.ktr");
    const auto requestRows = recording->requests().value();
    ASSERT_EQ(requestRows.size(), requests.size());
    for (const RequestRow& row : requestRows) {
      const RequestRow& book = requests.at(row.id);
      EXPECT_EQ(row.seqOf, book.seqOf);
      EXPECT_EQ(row.nsOf, book.nsOf);
      EXPECT_EQ(row.phase, book.phase);
      EXPECT_EQ(row.caller, book.caller);
      EXPECT_EQ(row.child, book.child);
      EXPECT_EQ(row.result, book.result);
      EXPECT_EQ(row.comm, "worker/" + std::to_string(row.id + 1));
      EXPECT_EQ(recording->request(row.id).value()->seqOf, row.seqOf);
    }
    const auto taskRows = recording->tasks().value();
    ASSERT_EQ(taskRows.size(), tasks.size());
    for (const TaskRow& row : taskRows) {
      const TaskRow& book = tasks.at(row.id);
      EXPECT_EQ(row.exit, book.exit);
      EXPECT_EQ(row.exitSeq, book.exitSeq);
      EXPECT_EQ(row.bornSeq, book.bornSeq);
      EXPECT_EQ(row.bornOf, book.bornOf);
      EXPECT_EQ(recording->task(row.id).value()->exitSeq, row.exitSeq);
      if (row.id >= 8) {
        EXPECT_EQ(row.pid, book.pid);
        EXPECT_EQ(row.ppid, 2);
      }
    }
  }
}

TEST(Recording, CountsEventsByKind) {
  const TemporaryFolder folder;
  const auto events = record(folder / "a.ktr", {3, 30, 4});
  std::map<std::string, std::uint64_t> counts;
  for (const Event& event : events) ++counts[std::string(infoOf(event.kind).name)];
  const auto counted = opened(folder / "a.ktr")->eventsByKind().value();
  EXPECT_EQ((std::map<std::string, std::uint64_t>(counted.begin(), counted.end())), counts);
}

}  // namespace

}  // namespace kts::recordings
