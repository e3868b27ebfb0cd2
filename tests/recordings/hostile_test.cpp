// SPDX-License-Identifier: GPL-2.0-or-later
// Files cut off, write-ahead logs that do not belong to the file beside them, and places where a run may not
// be recorded.
#include "recordings/check_file.h"
#include "recordings/save_as.h"
#include "recordings/storage/file_kind.h"
#include "tests/recordings/temporary_recording.h"

namespace kts::recordings {

namespace {

namespace fs = std::filesystem;
using tests::SyntheticOptions;
using tests::SyntheticRun;

constexpr std::size_t kPage = 4096;

// The file's answer: refused in one line, or a first part of `whole` that folds.
void expectAPrefixOrARefusal(const fs::path& file, const std::vector<Event>& whole, const std::string& what) {
  const auto recording = Recording::open(file);
  if (!recording) {
    EXPECT_EQ(recording.error().message.find(file.string() + ": "), 0u) << what;
    EXPECT_EQ(recording.error().message.find('\n'), std::string::npos) << what;
    return;
  }
  const Seq count = (*recording)->events();
  ASSERT_LE(count, whole.size()) << what;
  const auto events = (*recording)->eventsIn(0, count);
  EXPECT_TRUE(!events || std::equal(events->begin(), events->end(), whole.begin())) << what;
  (void)(*recording)->stateAt(count);
  (void)(*recording)->window(0, count, 100, Axis::Time);
  (void)(*recording)->query("SELECT count(*), sum(arg) FROM event");
  (void)checkFile(file);
}

TEST(HostileFiles, CutOffAtAnyPageAreRefusedOrOpenToAPrefix) {
  const TemporaryFolder folder;
  const auto events = record(folder / "a.ktr", {4, 60, 1});
  const std::string good = bytesOf(folder / "a.ktr");
  ASSERT_GT(good.size() / kPage, 20u);
  for (std::size_t page = 0; page < good.size() / kPage; ++page)
    for (const std::size_t at : {page * kPage, page * kPage + 1, page * kPage + kPage / 2}) {
      write(folder / "cut.ktr", good.substr(0, at));
      expectAPrefixOrARefusal(folder / "cut.ktr", events, "cut at byte " + std::to_string(at));
      EXPECT_FALSE(Recording::open(folder / "cut.ktr")) << at;
    }
}

TEST(HostileFiles, WithAPageOfZeroesOrOfAnotherPlaceNeverGiveOtherEvents) {
  const TemporaryFolder folder;
  const auto events = record(folder / "a.ktr", {4, 60, 1});
  const std::string good = bytesOf(folder / "a.ktr");
  for (std::size_t page = 0; page < good.size() / kPage; ++page)
    for (const bool zeroes : {true, false}) {
      std::string bad = good;
      const std::size_t other = (page + 7) % (good.size() / kPage);
      bad.replace(page * kPage, kPage, zeroes ? std::string(kPage, '\0') : good.substr(other * kPage, kPage));
      write(folder / "bad.ktr", bad);
      expectAPrefixOrARefusal(folder / "bad.ktr", events, "page " + std::to_string(page));
      EXPECT_EQ(bytesOf(folder / "bad.ktr"), bad);
    }
}

TEST(HostileFiles, OfAKilledProcessOpenToAPrefixWhereverTheirLogIsCutOrDamaged) {
  const TemporaryFolder folder;
  const SyntheticOptions options{6, 0, 1, 200, true};
  const fs::path file = killedRecording(folder, options);
  const Seq count = opened(file)->events();
  ASSERT_GT(count, 0u);
  const auto events = SyntheticRun(options).next(count);
  const std::string main = bytesOf(file), log = bytesOf(beside(file, "-wal"));
  ASSERT_GT(log.size(), 20 * kPage);
  std::mt19937_64 random(3);
  for (int round = 0; round < 30; ++round) {
    const std::size_t at = random() % log.size();
    std::string bad = log;
    if (round % 2) bad.resize(at);
    else bad[at] ^= static_cast<char>(1 << random() % 8);
    write(file, main);
    write(beside(file, "-wal"), bad);
    fs::remove(beside(file, "-shm"));
    expectAPrefixOrARefusal(file, events, "log, byte " + std::to_string(at));
    EXPECT_EQ(bytesOf(file), main);
  }
}

TEST(HostileFiles, BesideWhichAnotherLogWasLeftAreReadAsTheyAre) {
  const TemporaryFolder folder;
  const auto events = record(folder / "a.ktr", {3, 20, 1});
  const fs::path killed = killedRecording(folder, {6, 0, 1, 200, true});
  const std::string good = bytesOf(folder / "a.ktr");
  const std::string logs[] = {bytesOf(beside(killed, "-wal")), std::string(20000, 'x'), "x"};
  for (const std::string& log : logs) {
    write(folder / "a.ktr-wal", log);
    const auto recording = opened(folder / "a.ktr");
    ASSERT_NE(recording, nullptr);
    EXPECT_EQ(recording->eventsIn(0, ~Seq{0}).value(), events);
    EXPECT_EQ(bytesOf(folder / "a.ktr"), good);
    EXPECT_EQ(bytesOf(folder / "a.ktr-wal"), log);
  }
  record(folder / "a.ktr", {2, 5, 1});  // and one that is recorded there anew has none of it
  EXPECT_FALSE(fs::exists(folder / "a.ktr-wal"));
  EXPECT_TRUE(checkFile(folder / "a.ktr")->ok());
}

TEST(PlaceToRecord, IsRefusedWhileAnotherRunIsRecordedThere) {
  const TemporaryFolder folder;
  const fs::path file = folder / "a.ktr", part = folder / "a.ktr.part";
  record(folder / "other.ktr", {2, 2, 1});
  for (const fs::path& taken : {file, part}) {
    SyntheticRun run({2, 9, 1});
    auto recorder = Recorder::create(taken).value();
    recorder->begin(run.header());
    recorder->events(run.next(100));
    const auto place = placeToRecord(file);
    ASSERT_FALSE(place) << taken;
    EXPECT_EQ(place.error().message,
              taken.string() + ": is being recorded, and is not replaced: choose another name");
    EXPECT_EQ(saveAs(folder / "other.ktr", file).has_value(), taken != file);
    recorder->end(run.summary());
    recorder.reset();
    EXPECT_EQ(placeToRecord(file).value(), part);  // it has ended: now it may be replaced
  }
}

TEST(PlaceToRecord, IsBesideAnOldRecordingAndNeverOnSomethingElse) {
  const TemporaryFolder folder;
  write(folder / "a.ktr.part", "a letter");
  EXPECT_EQ(placeToRecord(folder / "a.ktr").value(), folder / "a.ktr");
  record(folder / "a.ktr", {2, 2, 1});
  EXPECT_FALSE(placeToRecord(folder / "a.ktr"));
  EXPECT_EQ(bytesOf(folder / "a.ktr.part"), "a letter");
}

TEST(PlaceToRecord, IsRefusedWhereARecordingIsWriteProtected) {
  const TemporaryFolder folder;
  record(folder / "a.ktr", {2, 2, 1});
  fs::permissions(folder / "a.ktr", fs::perms::owner_read);
  const auto place = placeToRecord(folder / "a.ktr");
  ASSERT_FALSE(place);
  EXPECT_NE(place.error().message.find("write-protected"), std::string::npos) << place.error().message;
  EXPECT_FALSE(Recorder::create(folder / "a.ktr"));
}

TEST(SaveAs, LeavesAKilledRunBesideItsTargetAlone) {
  const TemporaryFolder folder;
  record(folder / "a.ktr", {2, 2, 1});
  record(folder / "b.ktr", {2, 5, 1});
  record(folder / "b.ktr.part", {2, 9, 1}, 300);
  const std::string before = bytesOf(folder / "b.ktr.part");
  ASSERT_TRUE(saveAs(folder / "a.ktr", folder / "b.ktr"));
  EXPECT_EQ(bytesOf(folder / "b.ktr.part"), before);
  write(folder / "b.ktr.copy", "a letter");
  EXPECT_FALSE(saveAs(folder / "a.ktr", folder / "b.ktr"));
  EXPECT_EQ(bytesOf(folder / "b.ktr.copy"), "a letter");
}

}  // namespace

}  // namespace kts::recordings
