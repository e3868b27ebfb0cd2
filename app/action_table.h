// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that a person can do in the window, once: menus, the toolbar's hints and the sheet of keys are
// made from this table, and a test finds keys that are given twice.
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>
#include <span>

class QAction;
class QMenuBar;
class QWidget;

namespace kts::app {

class MainWindow;

struct ActionSpec {
  const char* id;
  const char* text;  // as in a menu; "" for a line between two groups
  const char* keys;  // QKeySequence's portable text, several joined by a blank
  const char* tip;
  const char* menu;
  void (MainWindow::*handler)() = nullptr;
  bool checkable = false;
};

// In the order of the menus.
std::span<const ActionSpec> actionSpecs();
QList<QKeySequence> keysOf(const ActionSpec& spec);
// "Space", "Left or ,": for tips and the sheet of keys.
QString keysText(const ActionSpec& spec);

// The table as live actions of one window.
class Actions {
 public:
  explicit Actions(MainWindow& window);
  QAction& of(const char* id) const;
  void fillMenus(QMenuBar& bar) const;

 private:
  QHash<QString, QAction*> m_actions;
};

// All keys, by menu, in so many columns, as a widget to show in a dialog.
QWidget* makeKeySheet(QWidget* parent, int columns = 3);

}  // namespace kts::app
