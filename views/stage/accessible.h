// SPDX-License-Identifier: GPL-2.0-or-later
// The stage for screen readers: a list whose items are the figures, each with its sentence.
#pragma once

namespace kts::views {

class StageWidget;

void installStageAccessibility();  // once is enough, more does no harm
void notifyFigureFocused(StageWidget& stage);

}  // namespace kts::views
