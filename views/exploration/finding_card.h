// SPDX-License-Identifier: GPL-2.0-or-later
// A finding of an exploration in three lines, the button that opens its story, and the one that lays beside
// it the nearest run that ends well, where there is one.
#pragma once

#include <QWidget>

#include "views/exploration/exploration_figures.h"
#include "views/theme/theme.h"

class QLabel;
class QPushButton;

namespace kts::views {

class FindingCard : public QWidget {
  Q_OBJECT
 public:
  explicit FindingCard(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  void setFinding(const ExplorationFinding& finding);

 Q_SIGNALS:
  void storyWanted();
  void twinWanted();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Theme m_theme;
  QLabel* m_kind;
  QLabel* m_sentence;
  QLabel* m_story;
  QPushButton* m_open;
  QPushButton* m_compare;
};

}  // namespace kts::views
