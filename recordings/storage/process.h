// SPDX-License-Identifier: GPL-2.0-or-later
// Which process writes a file, told apart from a later one with the same number.
#pragma once

#include <cstdint>

namespace kts::recordings {

struct Process {
  std::int64_t pid = 0;
  std::int64_t start = 0;  // clock ticks since boot
};

Process thisProcess();
bool isAlive(const Process& process);

}  // namespace kts::recordings
