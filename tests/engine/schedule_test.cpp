// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "engine/vocabulary/schedule.h"

namespace kts {
namespace {

TEST(Schedule, IsTheSameAfterItsText) {
  Schedule schedule;
  for (const TaskId task : {4u, 4u, 4u, 2u, 4u, 3u, 3u}) schedule.add(task);
  EXPECT_EQ(schedule.text(), "4x3,2,4,3x2");
  std::string why;
  EXPECT_EQ(Schedule::parse(schedule.text(), why), schedule);
  EXPECT_EQ(Schedule::parse(schedule.text() + "\n", why), schedule) << "as it stands in a file";
  EXPECT_EQ(Schedule::parse("4,4x2,2,4,3,3", why), schedule) << "however it was written";
  EXPECT_EQ(schedule.steps(), 7u);
}

TEST(Schedule, SaysWithATildeThatAStoreReachesMemory) {
  Schedule schedule;
  for (const TaskId move : {2u, drainOf(2), drainOf(2), 2u, drainOf(0)}) schedule.add(move);
  EXPECT_EQ(schedule.text(), "2,~2x2,2,~0");
  std::string why;
  EXPECT_EQ(Schedule::parse(schedule.text(), why), schedule);
  EXPECT_EQ(moveFrom("~12"), drainOf(12));
  EXPECT_EQ(moveFrom("12"), 12u);
  for (const char* wrong : {"~", "~~2", "2~", "~x2", "", "2147483648", "~2147483648"}) {
    EXPECT_FALSE(moveFrom(wrong)) << wrong;
  }
  EXPECT_FALSE(Schedule::parse("2,~", why));
  EXPECT_EQ(why, "expected a task id at character 4 of the schedule");
}

TEST(Schedule, SaysWithAnExclamationMarkThatATimerExpires) {
  Schedule schedule;
  for (const TaskId move : {2u, timerOf(2), 2u, timerOf(0)}) schedule.add(move);
  EXPECT_EQ(schedule.text(), "2,!2,2,!0");
  EXPECT_TRUE(schedule.choosesTimers());
  std::string why;
  EXPECT_EQ(Schedule::parse(schedule.text(), why), schedule);
  EXPECT_EQ(moveFrom("!12"), timerOf(12));
  for (const char* wrong : {"!", "!!2", "!~2", "2!", "!1073741824"}) EXPECT_FALSE(moveFrom(wrong)) << wrong;
  EXPECT_FALSE(Schedule::parse("2,~2", why)->choosesTimers());
}

TEST(Schedule, RefusesWhatIsNoneAndSaysWhere) {
  std::string why;
  EXPECT_FALSE(Schedule::parse("4x", why));
  EXPECT_EQ(why, "expected a number of steps at character 3 of the schedule");
  EXPECT_FALSE(Schedule::parse("4,,2", why));
  EXPECT_EQ(why, "expected a task id at character 3 of the schedule");
  EXPECT_FALSE(Schedule::parse("4 2", why));
  EXPECT_EQ(why, "expected a comma and a task id at character 2 of the schedule");
  EXPECT_FALSE(Schedule::parse("99999999999", why));
  EXPECT_FALSE(Schedule::parse("4x0", why));
  EXPECT_FALSE(Schedule::parse("4,", why));
}

}  // namespace
}  // namespace kts
