// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/settings.h"

namespace kts::app {

namespace {
constexpr qsizetype kMostFiles = 8;
}

void Settings::remember(const Setting<QStringList>& files, const QString& file) {
  QStringList kept = get(files);
  kept.removeAll(file);
  kept.prepend(file);
  set(files, QStringList(kept.mid(0, kMostFiles)));
}

void Settings::forget(const Setting<QStringList>& files, const QString& file) {
  QStringList kept = get(files);
  kept.removeAll(file);
  set(files, kept);
}

}  // namespace kts::app
