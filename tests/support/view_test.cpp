// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/view_test.h"

#include <QRegularExpression>
#include <QStyleFactory>

#include "views/theme/theme.h"

namespace kts::test {

void ViewTest::init() {
  // The offscreen platform says this of every window with a minimum size; it is about the platform.
  QTest::failOnWarning(
      QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
}

bool prepareApplication(QApplication& application) {
  if (const auto loaded = views::loadFonts(); !loaded) {
    qCritical("%s", qPrintable(loaded.error().message));
    return false;
  }
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  const views::Theme theme = views::bundledTheme(views::ThemeName::Light);
  application.setFont(theme.font(views::TextStyle::Body));
  application.setPalette(theme.palette());
  application.setEffectEnabled(Qt::UI_AnimateCombo, false);
  return true;
}

}  // namespace kts::test
