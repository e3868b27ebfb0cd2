// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/window_main.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QStyleFactory>
#include <cstdio>
#include <cstdlib>

#include "app/main_window.h"
#include "views/theme/fonts.h"

namespace kts::app {

namespace {

bool hasDisplay() {
  const auto set = [](const char* name) {
    return qEnvironmentVariableIsSet(name) && !qEnvironmentVariableIsEmpty(name);
  };
  return set("DISPLAY") || set("WAYLAND_DISPLAY") || set("QT_QPA_PLATFORM");
}

constexpr char kNoDisplay[] =
    "kthreadscope: no display for the window; record, info, check, query and render need none\n";

// Where the display that is named cannot be reached Qt has several lines to say, and aborts.
void endWithoutDisplay(QtMsgType type, const QMessageLogContext&, const QString&) {
  if (type != QtFatalMsg) return;
  std::fputs(kNoDisplay, stderr);
  std::_Exit(2);
}

}  // namespace

int runWindow(const WindowOptions& options) {
  if (!hasDisplay()) {
    // Qt would abort; a person without a display is better served by the commands that need none.
    std::fputs(kNoDisplay, stderr);
    return 2;
  }
  static char name[] = "kthreadscope";
  static char* arguments[] = {name, nullptr};
  static int count = 1;
  const auto usual = qInstallMessageHandler(endWithoutDisplay);
  QApplication application(count, arguments);
  qInstallMessageHandler(usual);
  QApplication::setApplicationName(QStringLiteral("kthreadscope"));
  QApplication::setDesktopFileName(QStringLiteral("kthreadscope"));
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  if (const auto loaded = views::loadFonts(); !loaded)
    std::fprintf(stderr, "kthreadscope: %s\n", qPrintable(loaded.error().message));
  QSettings store(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("kthreadscope"),
                  QStringLiteral("window"));
  WindowServices services;
  services.store = &store;
  services.cacheFolder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation).toStdString();
  MainWindow window(std::move(services));
  window.show();
  window.begin(options);
  return QApplication::exec();
}

}  // namespace kts::app
