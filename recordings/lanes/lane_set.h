// SPDX-License-Identifier: GPL-2.0-or-later
// The lanes of a run in the order in which people see them, and how to find one.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "recordings/recording.h"

namespace kts::recordings {

struct LaneSet {
  std::vector<Lane> lanes;
  std::vector<int> ofTask;                            // by a task's lane number; -1 when it has none
  std::unordered_map<std::uint32_t, int> ofObject;    // by ObjectId::value
  std::vector<int> ofId;                              // by the lane's id in the file

  int taskLane(std::uint16_t number) const { return number < ofTask.size() ? ofTask[number] : -1; }
  int objectLane(ObjectId object) const {
    const auto found = ofObject.find(object.value);
    return found == ofObject.end() ? -1 : found->second;
  }
};

}  // namespace kts::recordings
