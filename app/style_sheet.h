// SPDX-License-Identifier: GPL-2.0-or-later
// How Qt's own widgets look under a theme: flat, one accent, the theme's sizes.
#pragma once

#include <QString>

#include "views/theme/theme.h"

namespace kts::app {

QString styleSheetOf(const views::Theme& theme);

}  // namespace kts::app
