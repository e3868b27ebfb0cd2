// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/settings.h"

namespace kts::app {

namespace {
constexpr qsizetype kMostRecents = 8;
}

void Settings::addRecent(const QString& file) {
  QStringList recents = get(setting::recents);
  recents.removeAll(file);
  recents.prepend(file);
  set(setting::recents, QStringList(recents.mid(0, kMostRecents)));
}

void Settings::forgetRecent(const QString& file) {
  QStringList recents = get(setting::recents);
  recents.removeAll(file);
  set(setting::recents, recents);
}

}  // namespace kts::app
