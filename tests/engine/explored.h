// SPDX-License-Identifier: GPL-2.0-or-later
// An exploration that must be possible, for tests of what it comes to.
#pragma once

#include <gtest/gtest.h>

#include <utility>

#include "engine/exploration/exploration.h"

namespace kts::engine {

inline ExploreResult exploredBy(const ExploreSpec& spec) {
  ExploreControl control;
  auto result = explore(spec, control);
  if (result) return std::move(*result);
  ADD_FAILURE() << spec.scenario.name << ": " << result.error().message;
  return {};
}

}  // namespace kts::engine
