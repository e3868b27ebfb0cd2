// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/runtime/os_threads.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <thread>

namespace kts::engine {
namespace {

struct Seen {
  std::atomic<int> threads{0};
  std::atomic<std::uintptr_t> stack{0};
};

void look(void* data) {
  auto& seen = *static_cast<Seen*>(data);
  const int here = 0;
  seen.stack = reinterpret_cast<std::uintptr_t>(&here);
  ++seen.threads;
  seen.threads.notify_one();
}

TEST(ThreadsOfTheSystem, UseTheStacksOfThoseThatHaveEnded) {
  constexpr int kThreads = 500;
  Seen seen;
  std::set<std::uintptr_t> stacks;
  OsThreads threads;
  for (int at = 0; at < kThreads; ++at) {
    ASSERT_TRUE(threads.start(&look, &seen));
    while (seen.threads == at) seen.threads.wait(at);
    stacks.insert(seen.stack);
  }
  EXPECT_LT(stacks.size(), kThreads / 2u);
}

TEST(ThreadsOfTheSystem, StandEachOnItsOwnStackWhileTheyLive) {
  constexpr int kThreads = 20;
  struct Living {
    std::atomic<bool> go{false};
    std::atomic<int> began{0}, wrong{0};
  } living;
  {
    OsThreads threads;
    const auto body = [](void* data) {
      auto& all = *static_cast<Living*>(data);
      volatile int mine = ++all.began;
      const int before = mine;
      all.go.wait(false);
      if (mine != before) ++all.wrong;
    };
    for (int at = 0; at < kThreads; ++at) ASSERT_TRUE(threads.start(body, &living));
    while (living.began < kThreads) std::this_thread::yield();
    living.go = true;
    living.go.notify_all();
  }
  EXPECT_EQ(living.wrong, 0);
}

}  // namespace
}  // namespace kts::engine
