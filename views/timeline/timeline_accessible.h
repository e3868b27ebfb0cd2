// SPDX-License-Identifier: GPL-2.0-or-later
// The timeline for screen readers: a list with an entry per lane, each named by the sentence of what it shows
// where the keyboard stands, else at the playhead.
#pragma once

namespace kts::views {

// Makes Qt ask here for a TimelineWidget's interface. Calling it again changes nothing.
void installTimelineAccessibility();

}  // namespace kts::views
