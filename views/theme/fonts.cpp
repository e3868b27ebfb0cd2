// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/theme/fonts.h"

#include <QFontDatabase>
#include <QtCore/qglobal.h>
#include <array>

// Q_INIT_RESOURCE does not work inside a namespace; a static library's resources need it.
static void initViewResources() { Q_INIT_RESOURCE(views); }

namespace kts::views {

std::expected<void, Problem> loadFonts() {
  initViewResources();
  static constexpr std::array kFiles = {"Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf",
                                        "JetBrainsMono-Regular.ttf", "JetBrainsMono-Medium.ttf"};
  for (const char* file : kFiles) {
    const QString path = QStringLiteral(":/fonts/") + QLatin1String(file);
    if (QFontDatabase::addApplicationFont(path) < 0)
      return std::unexpected(
          Problem{QStringLiteral("the font %1 cannot be loaded from the program's resources").arg(path)});
  }
  return {};
}

}  // namespace kts::views
