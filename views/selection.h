// SPDX-License-Identifier: GPL-2.0-or-later
// What a person has chosen, the same in every view: a view emits a wish (taskChosen, requestChosen,
// eventChosen), the app makes one Selection of it and hands it to all.
#pragma once

#include <optional>

#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/object_table.h"

namespace kts::views {

// Each part stands alone; an empty part selects nothing of its kind.
struct Selection {
  std::optional<TaskId> task;
  std::optional<RequestId> request;
  std::optional<ObjectId> object;
  std::optional<Seq> event;

  bool empty() const { return !task && !request && !object && !event; }
  bool operator==(const Selection&) const = default;
};

}  // namespace kts::views
