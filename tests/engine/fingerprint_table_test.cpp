// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/fingerprint_table.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace kts::engine {
namespace {

TEST(FingerprintTable, KnowsEachNumberAsItGrows) {
  FingerprintTable table;
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> all = {0, 2, ~0ull, ~0ull - 1, ~0ull - 2};  // the last go on at the begin
  while (all.size() < 700'000) all.push_back(random());
  for (std::uint32_t number = 0; number < all.size(); ++number)
    ASSERT_EQ(table.find(all[number], number), FingerprintTable::kNew);
  for (std::uint32_t number = 0; number < all.size(); ++number) {
    ASSERT_EQ(table.numberOf(all[number]), number);
    ASSERT_EQ(table.find(all[number], 9), number);
  }
  EXPECT_EQ(table.numberOf(3), FingerprintTable::kNew);
}

TEST(FingerprintTable, KnowsNobodyAtFirst) {
  const FingerprintTable table;
  EXPECT_EQ(table.numberOf(1), FingerprintTable::kNew);
  EXPECT_EQ(table.bytes(), 0u);
}

}  // namespace
}  // namespace kts::engine
