// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/wait.h>

#include <cstdio>

#include "tests/recordings/temporary_recording.h"

namespace kts::recordings {

namespace {

class Queries : public testing::Test {
 protected:
  void SetUp() override {
    events = record(folder / "a.ktr", {4, 100, 6});
    recording = opened(folder / "a.ktr");
  }
  std::int64_t number(const std::string& sql) {
    const auto table = recording->query(sql);
    EXPECT_TRUE(table) << sql << ": " << (table ? "" : table.error().message);
    return table && !table->rows.empty() ? table->rows[0][0].integer : -1;
  }
  TemporaryFolder folder;
  std::vector<Event> events;
  std::unique_ptr<Recording> recording;
};

TEST_F(Queries, SeeEveryEventAsARow) {
  const auto table = recording->query(
      "SELECT run, seq, step, t_ns, task, kind, object, request, arg, effect, file, line FROM event");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->columns[5], "kind");
  ASSERT_EQ(table->rows.size(), events.size());
  for (Seq seq = 0; seq < events.size(); ++seq) {
    const auto& row = table->rows[seq];
    const Event& event = events[seq];
    ASSERT_EQ(row[0].integer, 0);
    ASSERT_EQ(row[1].integer, static_cast<std::int64_t>(seq));
    ASSERT_EQ(row[2].integer, event.step);
    ASSERT_EQ(row[3].integer, static_cast<std::int64_t>(event.tNs));
    ASSERT_EQ(row[4].integer, event.task);
    ASSERT_EQ(row[5].text, infoOf(event.kind).name);
    ASSERT_EQ(row[6].text, nameOf(event.object));
    ASSERT_EQ(row[7].type == Recording::Cell::Type::Null, event.request == kNoRequest);
    ASSERT_EQ(row[8].integer, event.arg);
    ASSERT_EQ(row[9].text, nameOf(event.effect));
    ASSERT_EQ(row[10].text, event.site.file());
    ASSERT_EQ(row[11].integer, event.site.line());
  }
}

TEST_F(Queries, FindEventsBySeqAndTimeWhateverIsAsked) {
  const auto last = static_cast<std::int64_t>(events.size()) - 1;
  for (const std::int64_t seq : std::initializer_list<std::int64_t>{-3, 0, 4095, 4096, 9001, last, last + 7})
    for (const std::string op : {"=", "<", "<=", ">", ">="})
      for (const std::string of : {"seq", "rowid", "t_ns"}) {
        const bool isTime = of == "t_ns" && seq >= 0 && seq <= last;
        const std::int64_t value =
            isTime ? static_cast<std::int64_t>(events[static_cast<std::size_t>(seq)].tNs) : seq;
        const std::string text = std::to_string(value);
        EXPECT_EQ(number("SELECT count(*) FROM event WHERE " + of + " " + op + " " + text),
                  number("SELECT count(*) FROM event WHERE +" + of + " " + op + " " + text))
            << of << op << text;
      }
  EXPECT_EQ(number("SELECT count(*) FROM event WHERE seq < 10.5"), 11);
  EXPECT_EQ(number("SELECT count(*) FROM event WHERE seq = '77'"), 1);
  EXPECT_EQ(number("SELECT seq FROM event WHERE seq BETWEEN 5000 AND 9000 ORDER BY seq DESC LIMIT 1"), 9000);
  EXPECT_EQ(number("SELECT count(*) FROM event a JOIN event b ON b.seq = a.seq + 1 WHERE a.seq < 50"), 50);
}

TEST_F(Queries, JoinEventsWithTheOtherTables) {
  EXPECT_EQ(
      number(
          "SELECT count(*) FROM request JOIN event ON event.seq = enqueued_seq WHERE kind = 'list_add_tail'"),
      400);
  EXPECT_EQ(number("SELECT count(*) FROM task WHERE comm LIKE 'worker/%' AND exit = 0"), 400);
  EXPECT_EQ(number("SELECT events FROM run"), static_cast<std::int64_t>(events.size()));
}

TEST_F(Queries, NeverWrite) {
  const std::string before = bytesOf(folder / "a.ktr");
  for (const std::string sql : {"DELETE FROM task",
                                "DROP TABLE task",
                                "INSERT INTO note VALUES(1,2,'x')",
                                "UPDATE run SET events = 0",
                                "PRAGMA journal_mode = WAL",
                                "PRAGMA user_version = 7",
                                "PRAGMA writable_schema = 1",
                                "CREATE TABLE x(y)",
                                "CREATE TEMP TABLE x(y)",
                                "VACUUM",
                                "BEGIN",
                                "REINDEX",
                                "ANALYZE",
                                "SELECT load_extension('x')",
                                "DELETE FROM event",
                                "INSERT INTO event(seq) VALUES(1)",
                                "",
                                "  ;",
                                "SELECT",
                                "nonsense",
                                "SELECT 1; DELETE FROM task"}) {
    const auto refused = recording->query(sql);
    ASSERT_FALSE(refused) << sql;
    EXPECT_EQ(refused.error().message.find('\n'), std::string::npos);
    EXPECT_EQ(refused.error().message.find((folder / "a.ktr").string()), 0u) << refused.error().message;
  }
  for (const std::string& sql :
       {"ATTACH '" + (folder / "new").string() + "' AS x", "VACUUM INTO '" + (folder / "new").string() + "'"})
    EXPECT_FALSE(recording->query(sql)) << sql;
  EXPECT_FALSE(std::filesystem::exists(folder / "new"));
  EXPECT_EQ(bytesOf(folder / "a.ktr"), before);
  EXPECT_EQ(number("SELECT count(*) FROM event"), static_cast<std::int64_t>(events.size()));
}

TEST_F(Queries, GiveNoMoreRowsThanWanted) {
  EXPECT_EQ(recording->query("SELECT seq FROM event", 10)->rows.size(), 10u);
}

TEST_F(Queries, WorkInTheShellThroughTheExtension) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the shell is built without the sanitizer that the extension would need";
#endif
  const std::string command =
      "sqlite3 -readonly -cmd '.load " KTS_EXTENSION "' '" + (folder / "a.ktr").string() +
      "' \"SELECT count(*) || ' ' || sum(arg) || ' ' || max(object) FROM event WHERE kind = 'fork'\" 2>&1";
  FILE* shell = popen(command.c_str(), "r");
  ASSERT_NE(shell, nullptr);
  char line[200] = {};
  EXPECT_NE(fgets(line, sizeof line, shell), nullptr);
  EXPECT_EQ(WEXITSTATUS(pclose(shell)), 0) << line;
  std::int64_t pids = 0;
  std::string object;
  for (const Event& event : events)
    if (event.kind == EventKind::Fork) pids += event.arg, object = std::max(object, nameOf(event.object));
  EXPECT_EQ(std::string(line), "400 " + std::to_string(pids) + " " + object + "\n");
}

}  // namespace

}  // namespace kts::recordings
