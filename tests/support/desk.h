// SPDX-License-Identifier: GPL-2.0-or-later
// A window with its own settings, cache and clock, for tests that use it as a person does.
#pragma once

#include <QAction>
#include <QComboBox>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "app/library_pane.h"
#include "app/main_window.h"

namespace kts::test {

using namespace kts::app;

struct Desk {
  QTemporaryDir folder;
  QSettings store{folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat};
  Playback::Moment now{0};
  WindowServices::Unsaved answer = WindowServices::Unsaved::Discard;
  int asked = 0;
  QString saveName, openName, scenarioName;
  std::unique_ptr<MainWindow> window;

  Desk() { open(); }
  void open() {
    WindowServices services;
    services.store = &store;
    services.cacheFolder = (folder.path() + QStringLiteral("/cache")).toStdString();
    services.clock = [this] { return now; };
    services.askUnsaved = [this] { return ++asked, answer; };
    services.askSaveName = [this](const QString&) { return saveName; };
    services.askOpenName = [this] { return openName; };
    services.askScenarioName = [this] { return scenarioName; };
    window = std::make_unique<MainWindow>(std::move(services));
    window->resize(1400, 900);
    window->show();
  }
  bool record(const std::string& scenario, bool play = false) {
    WindowOptions options;
    options.scenario = scenario;
    options.play = play;
    window->begin(options);
    return ended();
  }
  // As a person picks it in the library.
  void pick(const std::string& scenario) {
    Q_EMIT the<LibraryPane>().scenarioChosen(QString::fromStdString(scenario));
  }
  void pickIn(const char* field, const char* entry) {
    auto& box = the<QComboBox>(field);
    box.setCurrentIndex(box.findData(QLatin1String(entry)));
  }
  void act(const char* id) { the<QAction>(id).trigger(); }
  // The Record button's way, to the end of the run.
  bool recordAsChosen() {
    act("run.record");
    return ended();
  }
  bool ended() {
    return QTest::qWaitFor(
        [this] { return window->session().recording() && !window->session().running() && window->moment(); },
        60'000);
  }
  std::vector<Event> eventsFrom(Seq seq) {
    return window->session().recording()->eventsIn(seq, events()).value();
  }
  std::vector<Event> allEvents() { return eventsFrom(0); }
  template <class T>
  T& the(const char* name = "") {
    T* found = *name ? window->findChild<T*>(QLatin1String(name)) : window->findChild<T*>();
    if (!found) qFatal("the window has no such part");
    return *found;
  }
  Seq events() { return window->playback().events(); }
  Seq seq() { return window->playback().seq(); }
};

}  // namespace kts::test
