// SPDX-License-Identifier: GPL-2.0-or-later
// Who a task was. A state knows those that are alive in it; who has gone by then is known from the recording.
#pragma once

#include <functional>
#include <string>

#include "recordings/recording.h"

namespace kts::recordings {

// The name that a task had at last, told from others of the same comm: a thread that was gone before it was
// named by what its request would have named it, one that a process has forked itself with its PID.
std::string lastNameOf(const Recording& recording, const TaskRow& row);

// "" for a task that the recording does not know.
using LastName = std::function<std::string(TaskId)>;
// The recording must outlive it.
LastName lastNamesOf(const Recording& recording);

// Whatever is called "task 4" because it was gone by then, by its last name.
std::string withLastNames(std::string text, const LastName& lastName);

}  // namespace kts::recordings
