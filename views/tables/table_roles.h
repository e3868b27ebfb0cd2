// SPDX-License-Identifier: GPL-2.0-or-later
// What a table's cell says besides its words; TableDelegate draws it.
#pragma once

#include <Qt>

namespace kts::views {

enum TableRole {
  SeqRole = Qt::UserRole + 1,  // the event of the row
  TaskRole,                    // the task that choosing the row chooses, kNoTask for none
  RequestRole,                 // likewise the request
  ObjectRole,                  // likewise the object, an ObjectId's value, 0 for none
  PresentRole,                 // the row of the present event
  DimRole,                     // what a filter leaves in the background
  ChangedRole,                 // by the present event
  LaneStateRole,               // drawn as the state's badge
  ToneRole,                    // a CellTone
};

enum class CellTone { Plain, Small, Faint, MonoFaint, MonoStrong, Number };

}  // namespace kts::views
