// SPDX-License-Identifier: GPL-2.0-or-later
// Files that are no recordings, or no longer whole ones.
#include <SQLiteCpp/SQLiteCpp.h>

#include "recordings/check_file.h"
#include "recordings/save_as.h"
#include "tests/recordings/temporary_recording.h"

namespace kts::recordings {

namespace {

namespace fs = std::filesystem;
using tests::SyntheticOptions;
using tests::SyntheticRun;

void expectRefused(const fs::path& file) {
  const auto refused = Recording::open(file);
  ASSERT_FALSE(refused) << file;
  EXPECT_EQ(refused.error().message.find(file.string() + ": "), 0u) << refused.error().message;
  EXPECT_NE(refused.error().message.rfind(": "), file.string().size())
      << "no remedy: " << refused.error().message;
  EXPECT_EQ(refused.error().message.find('\n'), std::string::npos);
}

// Asks a file everything, as the program would; a damaged one may refuse, and must not crash.
void askEverything(const fs::path& file) {
  const auto recording = Recording::open(file);
  if (!recording) return;
  const Seq events = (*recording)->events();
  (void)(*recording)->eventsIn(0, events);
  for (const Seq seq : {Seq{0}, events / 2, events}) (void)(*recording)->stateAt(seq);
  (void)(*recording)->tasks();
  (void)(*recording)->requests();
  (void)(*recording)->lanes();
  for (const Axis axis : {Axis::Steps, Axis::Time}) {
    (void)(*recording)->window(0, events, 100, axis);
    (void)(*recording)->window(events / 2, events / 2 + 50, 100, axis);
    (void)(*recording)->density(50, axis);
  }
  (void)(*recording)->linksOf(1);
  (void)(*recording)->query("SELECT count(*), sum(arg) FROM event");
  (void)(*recording)->eventsByKind();
  (void)checkFile(file);
}

TEST(DamagedFiles, AreRefusedInOneLineThatNamesThemAndNeverWrittenTo) {
  const TemporaryFolder folder;
  record(folder / "a.ktr", {3, 20, 1});
  const std::string good = bytesOf(folder / "a.ktr");
  write(folder / "empty", "");
  write(folder / "text", std::string(5000, 'x'));
  write(folder / "short", good.substr(0, 60));
  write(folder / "half", good.substr(0, good.size() / 2));
  write(folder / "onepage", good.substr(0, 4096));
  std::string newer = good;
  newer[63] = 2;
  write(folder / "newer", newer);
  {
    SQLite::Database other((folder / "other.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE x(y)");
  }
  {
    SQLite::Database other((folder / "pretender.ktr").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("PRAGMA application_id = 1263817811; PRAGMA user_version = 1");
    other.exec(
        "CREATE VIEW block AS WITH RECURSIVE x(y) AS (SELECT 1 UNION ALL SELECT y + 1 FROM x) SELECT y FROM "
        "x");
  }
  fs::create_directory(folder / "folder.ktr");
  for (const char* name :
       {"empty", "text", "short", "half", "onepage", "newer", "other.db", "pretender.ktr"}) {
    const std::string before = bytesOf(folder / name);
    expectRefused(folder / name);
    EXPECT_EQ(bytesOf(folder / name), before);
  }
  expectRefused(folder / "folder.ktr");
  expectRefused(folder / "missing.ktr");
  expectRefused("/dev/null");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 10);
}

TEST(DamagedFiles, NeverCrashTheReaderWhateverBitIsFlipped) {
  const TemporaryFolder folder;
  record(folder / "a.ktr", {3, 30, 1});
  const std::string good = bytesOf(folder / "a.ktr");
  std::mt19937_64 random(5);
  for (int round = 0; round < 150; ++round) {
    std::string bad = good;
    for (int flips = 0; flips < 1 + round % 4; ++flips)
      bad[random() % bad.size()] ^= static_cast<char>(1 << random() % 8);
    write(folder / "bad.ktr", bad);
    askEverything(folder / "bad.ktr");
    ASSERT_EQ(bytesOf(folder / "bad.ktr"), bad) << "round " << round;
  }
}

TEST(DamagedFiles, OpenUpToTheFirstDamagedBlock) {
  const TemporaryFolder folder;
  const auto events = record(folder / "a.ktr", {4, 100, 1});
  {
    SQLite::Database database((folder / "a.ktr").string(), SQLite::OPEN_READWRITE);
    database.exec(
        "UPDATE block SET events = CAST(substr(events, 1, 900) || x'0001' || substr(events, 903) AS BLOB) "
        "WHERE seq0 = 8192");
  }
  const auto recording = opened(folder / "a.ktr");
  EXPECT_EQ(recording->events(), 8192u);
  EXPECT_NE(recording->info().note.find("damaged"), std::string::npos) << recording->info().note;
  EXPECT_EQ(recording->eventsIn(0, 8192)->size(), 8192u);
  EXPECT_TRUE(recording->stateAt(8192));
  const CheckReport report = checkFile(folder / "a.ktr").value();
  EXPECT_FALSE(report.integrity);
  EXPECT_EQ(report.rules[1].seq, 8192u) << report.rules[1].sentence;
}

TEST(CheckFile, FindsNothingInAWholeRecording) {
  const TemporaryFolder folder;
  for (const std::size_t most : {~std::size_t{0}, std::size_t{7777}, std::size_t{0}}) {
    record(folder / "a.ktr", {4, 100, 1}, most);
    const auto report = checkFile(folder / "a.ktr");
    ASSERT_TRUE(report) << report.error().message;
    for (const CheckedRule& rule : report->rules) EXPECT_TRUE(rule.ok) << rule.name << ": " << rule.sentence;
    EXPECT_TRUE(report->ok());
  }
}

TEST(CheckFile, FindsEachLie) {
  const TemporaryFolder folder;
  const std::pair<const char*, const char*> lies[] = {
      {"UPDATE request SET done_ns = done_ns + 1 WHERE id = 7",
       "the rows of requests are what the events say"},
      {"DELETE FROM request WHERE id = 9", "the rows of requests are what the events say"},
      {"UPDATE task SET nice = 3 WHERE id = 20", "the rows of tasks are what the events say"},
      {"INSERT INTO task(run, id, born_seq) VALUES(0, 99999, 5)",
       "the rows of tasks are what the events say"},
      {"UPDATE event_count SET events = events + 1 WHERE kind = 5",
       "the events are as many of each kind as is said"},
      {"UPDATE keyframe SET data = (SELECT data FROM keyframe WHERE seq = 4096) WHERE seq = 8192",
       "every keyframe is the fold of the events before it"},
      {"UPDATE lod SET leaves = x'00' WHERE level = 0 AND leaf0 = 0",
       "every row of the level of detail has its checksum"},
      {"UPDATE block SET events = x'00' WHERE seq0 = 4096", "every block of events has its checksum"}};
  for (const auto& [sql, rule] : lies) {
    record(folder / "a.ktr", {4, 100, 1});
    {
      SQLite::Database database((folder / "a.ktr").string(), SQLite::OPEN_READWRITE);
      EXPECT_EQ(database.exec(sql), 1) << sql;
    }
    const auto report = checkFile(folder / "a.ktr");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_FALSE(report->ok()) << sql;
    bool found = false;
    for (const CheckedRule& each : report->rules)
      found |= each.name == rule && !each.ok && !each.sentence.empty();
    EXPECT_TRUE(found) << sql;
  }
}

TEST(CheckFile, FindsAnOrderThatCannotBe) {
  const TemporaryFolder folder;
  SyntheticRun run({3, 20, 1});
  auto events = run.next(3000);
  const auto taken = std::find_if(events.begin() + 1000, events.end(),
                                  [](const Event& e) { return e.kind == EventKind::LockTaken; });
  Event twice = *taken;
  twice.task = twice.task == 3 ? 4 : 3;
  const auto at = static_cast<Seq>(taken + 1 - events.begin());
  events.insert(taken + 1, twice);
  auto recorder = Recorder::create(folder / "a.ktr").value();
  recorder->begin(run.header());
  recorder->events(events);
  recorder->end({});
  const CheckReport report = checkFile(folder / "a.ktr").value();
  EXPECT_TRUE(report.integrity);
  EXPECT_FALSE(report.fold);
  EXPECT_EQ(report.rules[3].seq, at) << report.rules[3].sentence;
}

TEST(SaveAs, MakesOneFileOfARecordingWhoseProcessWasKilled) {
  const TemporaryFolder folder;
  killedRecording(folder, {6, 0, 1, 200, true});
  const auto killed = opened(folder / "killed.ktr");
  ASSERT_GT(killed->events(), 0u);
  const std::string before = bytesOf(folder / "killed.ktr");
  const auto saved = saveAs(folder / "killed.ktr", folder / "whole.ktr");
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(bytesOf(folder / "killed.ktr"), before);
  fs::create_directory(folder / "alone");
  fs::rename(folder / "whole.ktr", folder / "alone" / "whole.ktr");
  const auto whole = opened(folder / "alone" / "whole.ktr");
  EXPECT_EQ(whole->eventsIn(0, ~Seq{0}).value(), killed->eventsIn(0, ~Seq{0}).value());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "alone"), {}), 1);
  EXPECT_TRUE(checkFile(folder / "alone" / "whole.ktr")->ok());
}

TEST(SaveAs, ReplacesNothingButARecording) {
  const TemporaryFolder folder;
  record(folder / "a.ktr", {2, 2, 1});
  record(folder / "b.ktr", {2, 9, 1});
  write(folder / "letter", std::string(300, 'x'));
  EXPECT_FALSE(saveAs(folder / "a.ktr", folder / "letter"));
  EXPECT_EQ(bytesOf(folder / "letter"), std::string(300, 'x'));
  EXPECT_FALSE(saveAs(folder / "letter", folder / "b.ktr"));
  EXPECT_FALSE(saveAs(folder / "a.ktr", folder / "a.ktr"));
  ASSERT_TRUE(saveAs(folder / "a.ktr", folder / "b.ktr"));
  EXPECT_EQ(opened(folder / "b.ktr")->events(), opened(folder / "a.ktr")->events());
}

}  // namespace

}  // namespace kts::recordings
