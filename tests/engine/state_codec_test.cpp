// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <random>

#include "engine/vocabulary/state_codec.h"

namespace kts {
namespace {

TEST(StateCodec, RefusesBytesThatAreNoState) {
  EXPECT_FALSE(decodeState({}));
  std::mt19937 random(1);
  ProtocolState state;
  state.addFirstTask(0).pid = 7;
  const auto bytes = encodeState(state);
  ASSERT_TRUE(decodeState(bytes));
  for (int times = 0; times < 20000; ++times) {
    auto broken = bytes;
    broken[random() % broken.size()] ^= static_cast<std::uint8_t>(1 + random() % 255);
    if (random() % 4 == 0) broken.resize(random() % broken.size());
    const auto back = decodeState(broken);
    EXPECT_TRUE(!back || back->tasks.size() <= broken.size());
  }
}

}  // namespace
}  // namespace kts
