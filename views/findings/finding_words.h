// SPDX-License-Identifier: GPL-2.0-or-later
// A finding in words for somebody who sees one for the first time.
#pragma once

#include <QString>

#include "engine/vocabulary/verdict.h"

namespace kts::views {

// "Lost wakeup", "Deadlock", "Worth knowing".
QString titleOf(const Finding& finding);

// What has happened, in one paragraph. For a lost wakeup it is told in the order in which its events came:
// that order is what went wrong.
QString explanationOf(const Finding& finding);

// What the event's part in it is called on marks and in the list: "looked", "changed", "woke", "slept".
QString wordOfRole(const std::string& role);

}  // namespace kts::views
