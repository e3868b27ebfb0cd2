// SPDX-License-Identifier: GPL-2.0-or-later
// Plain numbers that name things in a run. All are given in order of appearance from 0 and are
// never used twice in one run; they are not PIDs.
#pragma once

#include <cstdint>

namespace kts {

using TaskId = std::uint32_t;     // a task_struct
using RequestId = std::uint32_t;  // one call of kthread_create
using NameId = std::uint16_t;     // index into RunHeader::names
using Seq = std::uint64_t;        // position of an event in its run, from 0

inline constexpr TaskId kNoTask = 0xffffffffu;
inline constexpr RequestId kNoRequest = 0xffffffffu;

}  // namespace kts
