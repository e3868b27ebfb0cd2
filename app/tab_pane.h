// SPDX-License-Identifier: GPL-2.0-or-later
// Several panes in one place, one of them in front. The strip that chooses is there once there is a choice.
#pragma once

#include <QWidget>
#include <vector>

#include "views/theme/theme.h"

class QHBoxLayout;
class QPushButton;
class QStackedWidget;

namespace kts::app {

class TabPane : public QWidget {
  Q_OBJECT
 public:
  explicit TabPane(QWidget* parent = nullptr);
  void setTheme(const views::Theme& theme);
  // The first is in front. One that is not `shown` is absent from the strip.
  void add(QWidget* pane, const QString& title, bool shown = true);
  void setShown(QWidget* pane, bool shown);
  bool isShown(QWidget* pane) const;
  void raisePane(QWidget* pane);
  QWidget* front() const;

 private:
  struct Tab {
    QWidget* pane;
    QPushButton* button;
    bool shown;
  };
  void layOut();

  std::vector<Tab> m_tabs;
  QWidget* m_strip;
  QHBoxLayout* m_row;
  QStackedWidget* m_stack;
};

}  // namespace kts::app
