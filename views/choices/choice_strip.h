// SPDX-License-Identifier: GPL-2.0-or-later
// "Who moves next?": the tasks that can move now, each with what it would do, to be chosen by a click. Of a
// manual run the person is the scheduler; the strip only emits wishes, and is handed each next question.
#pragma once

#include <QWidget>
#include <vector>

#include "views/choices/choice_button.h"

class QLabel;
class QPushButton;
class QScrollArea;

namespace kts::views {

class ChoiceStrip : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kKeys = 9;  // the first nine have a number key

  explicit ChoiceStrip(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);

  // A question; `step` counts from 1.
  void setChoices(std::vector<ShownChoice> choices, std::uint64_t step);
  // The answer is on its way: the same choices, but nothing to choose. It is short: nothing flickers.
  void setWaiting();
  const std::vector<ShownChoice>& choices() const { return m_choices; }
  bool waits() const { return m_waiting; }
  // What number key `key` chooses; false when it chooses nothing.
  bool chooseByKey(int key);
  void focusChoice(std::ptrdiff_t at);

 Q_SIGNALS:
  void taskWanted(kts::TaskId task);
  void letRunWanted();
  void endWanted();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void layOut();
  void choose(TaskId task);
  Theme m_theme;
  std::vector<ShownChoice> m_choices;
  std::vector<ChoiceButton*> m_buttons;
  bool m_waiting = false;
  int m_rows = 1;  // of this run: never fewer than before, or the picture above would jump
  QLabel* m_title;
  QLabel* m_about;
  QPushButton* m_letRun;
  QPushButton* m_end;
  QScrollArea* m_scroll;
  QWidget* m_page;
};

}  // namespace kts::views
