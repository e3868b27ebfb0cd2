// SPDX-License-Identifier: GPL-2.0-or-later
// One task that can move now: the key that moves it, its name, and what it would do.
#pragma once

#include <QAbstractButton>
#include <string>

#include "engine/vocabulary/ids.h"
#include "views/theme/theme.h"

namespace kts::views {

struct ShownChoice {
  TaskId task = 0;
  std::string name;  // "caller 1"
  std::string next;  // "takes kthread_create_lock"
};

class ChoiceButton : public QAbstractButton {
  Q_OBJECT
 public:
  // `key` 1 to 9, or 0 for one that has none.
  ChoiceButton(const ShownChoice& choice, int key, QWidget* parent);
  void setTheme(const Theme& theme);
  TaskId task() const { return m_choice.task; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  double keyWidth() const;
  Theme m_theme;
  ShownChoice m_choice;
  int m_key;
};

}  // namespace kts::views
