// SPDX-License-Identifier: GPL-2.0-or-later
// What there is to look at: the scenarios that the program carries and the recordings opened or saved last.
#pragma once

#include <QElapsedTimer>
#include <QListWidget>

#include "views/theme/theme.h"

namespace kts::app {

class LibraryPane : public QListWidget {
  Q_OBJECT
 public:
  struct Entry {
    QString name;   // what is handed out
    QString title;  // what is read
    QString tip;
  };

  explicit LibraryPane(QWidget* parent = nullptr);
  void setScenarios(const QList<Entry>& scenarios);
  void setRecents(const QStringList& files);
  void choose(const QString& scenario);
  void setTheme(const views::Theme& theme);

  QSize sizeHint() const override;

 Q_SIGNALS:
  void scenarioChosen(const QString& name);     // a click, or the arrow keys
  void scenarioActivated(const QString& name);  // Enter, or a double click: record it
  void fileActivated(const QString& file);
  void fileWanted();  // a scenario file that is not in the list

 private:
  void rebuild();
  void openFile(const QString& file);
  QElapsedTimer m_opened;
  QList<Entry> m_scenarios;
  QStringList m_recents;
  QString m_chosen;
};

}  // namespace kts::app
