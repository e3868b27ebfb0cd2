// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes of a recording: what is written is read alike, and nothing else is taken for it.
#include <SQLiteCpp/SQLiteCpp.h>

#include <random>

#include "recordings/storage/block_codec.h"
#include "recordings/storage/sealed.h"
#include "tests/recordings/temporary_recording.h"

namespace kts::recordings {

namespace {

using Bytes = std::vector<std::uint8_t>;

// Events as no run makes them: each field at random, now and then as it was.
std::vector<Event> wildEvents(std::mt19937_64& random, std::size_t count) {
  std::vector<Event> events(count);
  Event event;
  for (Event& each : events) {
    event.tNs += random() >> random() % 64 >> 4;
    if (random() % 2) event.step = static_cast<std::uint32_t>(random());
    if (random() % 2) event.task = static_cast<TaskId>(random() % 5 ? random() % 40 : random());
    if (random() % 2) event.request = static_cast<RequestId>(random() % 3 ? random() : kNoRequest);
    if (random() % 2)
      event.object = ObjectId::fromValue(static_cast<std::uint32_t>(random() % 8 ? random() : 0));
    if (random() % 2) event.arg = static_cast<std::int32_t>(random());
    if (random() % 2) event.kind = static_cast<EventKind>(random());
    if (random() % 4 == 0) event.effect = static_cast<Effect>(random());
    if (random() % 4 == 0) event.site = Site::fromValue(static_cast<std::uint16_t>(random()));
    each = event;
  }
  return events;
}

TEST(BlockCodec, GivesBackWhateverEventsItIsGiven) {
  std::mt19937_64 random(7);
  BlockCodec writer, reader;
  for (int round = 0; round < 60; ++round) {
    const auto events = wildEvents(random, round % 9 == 0 ? kBlockEvents : 1 + random() % 300);
    const Seq seq0 = random() >> random() % 64;
    const auto bytes = writer.encode(seq0, events);
    EXPECT_EQ(reader.decode(seq0, bytes), events) << "round " << round;
    EXPECT_EQ(reader.decode(seq0 + 1, bytes), std::nullopt);
    EXPECT_EQ(reader.decode(seq0, bytes.first(bytes.size() - 1)), std::nullopt);
  }
}

TEST(BlockCodec, ReadsEachBlockOfARunAlone) {
  const auto events = tests::SyntheticRun::all({4, 200, 1});
  BlockCodec writer;
  std::size_t size = 0;
  for (Seq seq0 = 0; seq0 < events.size(); seq0 += kBlockEvents) {
    const auto block =
        std::span(events).subspan(seq0, std::min<std::size_t>(kBlockEvents, events.size() - seq0));
    const auto bytes = writer.encode(seq0, block);
    size += bytes.size();
    const auto read = BlockCodec().decode(seq0, bytes);
    ASSERT_TRUE(read);
    EXPECT_TRUE(std::ranges::equal(*read, block));
  }
  EXPECT_LT(size, events.size() * 4);  // an eighth of what they take in memory
}

TEST(SealedBytes, AreRefusedWhateverBitIsFlippedAndWhereverTheyAreCut) {
  std::mt19937_64 random(3);
  Bytes room;
  for (const std::size_t size : {0, 1, 7, 8, 9, 64, 301}) {
    Bytes bytes(size);
    for (std::uint8_t& each : bytes) each = static_cast<std::uint8_t>(random() % 3 ? random() : 0);
    const auto sealed = seal(bytes, room);
    const auto whole = unseal(sealed);
    ASSERT_TRUE(whole);
    EXPECT_TRUE(std::ranges::equal(*whole, bytes));
    for (std::size_t left = 0; left < sealed.size(); ++left) EXPECT_FALSE(unseal(sealed.first(left)));
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
      Bytes bad(sealed.begin(), sealed.end());
      bad[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
      EXPECT_FALSE(unseal(bad)) << "bit " << bit << " of " << size << " bytes";
    }
  }
}

TEST(Recordings, OfAnEarlierBuildAreRefusedInOneLineThatSaysSo) {
  const TemporaryFolder folder;
  record(folder / "a.ktr", {2, 3, 1});
  SQLite::Database((folder / "a.ktr").string(), SQLite::OPEN_READWRITE)
      .exec("ALTER TABLE block RENAME COLUMN events TO data");
  const auto refused = Recording::open(folder / "a.ktr");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, (folder / "a.ktr").string() +
                                         ": was made by an earlier build (it has a table block of another "
                                         "shape), which this one does not read: record it again");
}

}  // namespace

}  // namespace kts::recordings
