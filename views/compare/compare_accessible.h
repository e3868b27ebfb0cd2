// SPDX-License-Identifier: GPL-2.0-or-later
// The comparison for screen readers: a list whose items are the figures in sight, each with its sentence.
#pragma once

namespace kts::views {

class CompareWidget;

void installCompareAccessibility();  // once is enough, more does no harm
void notifyCompareFocused(CompareWidget& widget);

}  // namespace kts::views
