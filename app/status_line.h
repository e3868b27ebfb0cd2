// SPDX-License-Identifier: GPL-2.0-or-later
// The window's last line: what went wrong, else what is shown; at the right the facts of the run.
#pragma once

#include <QWidget>

#include "views/theme/theme.h"

class QLabel;

namespace kts::app {

class StatusLine : public QWidget {
  Q_OBJECT
 public:
  explicit StatusLine(QWidget* parent = nullptr);
  void setTheme(const views::Theme& theme);
  void showProblem(const QString& line);  // stays until the next message
  void showMessage(const QString& line);  // "" clears
  void setFacts(const QString& facts);
  void setOnlyProblems(bool only);         // and gone without one
  void setIdleWords(const QString& line);  // stand there while there is nothing else to say, and room
  QString text() const { return m_line; }  // what showProblem() or showMessage() said last
  bool showsProblem() const { return m_isProblem; }

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void show(const QString& line, bool isProblem);
  views::Theme m_theme;
  void place();
  QString m_line, m_idle;
  QLabel* m_message;
  QLabel* m_facts;
  bool m_isProblem = false, m_onlyProblems = false;
};

}  // namespace kts::app
