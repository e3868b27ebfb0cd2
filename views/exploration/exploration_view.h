// SPDX-License-Identifier: GPL-2.0-or-later
// An exploration under way or at its end: how to explore, what was covered, what it found. It knows nothing
// of the engine: what can be chosen and what was covered is handed in, wishes are handed out.
#pragma once

#include <QWidget>
#include <vector>

#include "views/exploration/exploration_figures.h"
#include "views/theme/theme.h"

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QScrollArea;

namespace kts::views {

class FindingCard;
class OrdersChart;

// How an exploration can go about it: a name as on the command line, and what it promises.
struct ExplorationMethod {
  std::string name, about;
};

struct ExplorationChoice {
  std::string method;
  bool fine = false;        // the granularity
  bool tso = false;         // the memory: plain stores wait in store buffers
  bool rulesOnAll = false;  // the rules are tried on each transition, or on each run
};

class ExplorationView : public QWidget {
  Q_OBJECT
 public:
  explicit ExplorationView(QWidget* parent = nullptr);

  void setTheme(const Theme& theme);
  void setMethods(const std::vector<ExplorationMethod>& methods);  // the first is the default
  void setFigures(const ExplorationFigures& figures);
  ExplorationChoice choice() const;
  const ExplorationFigures& figures() const { return m_figures; }

 Q_SIGNALS:
  void exploreWanted();
  void pauseWanted(bool pause);
  void stopWanted();
  void storyWanted(int finding);  // of figures().findings
  void twinWanted(int finding);   // its story beside the nearest run that ends well

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  QWidget* buildHead();
  QWidget* buildFigures();
  QWidget* buildFindings();
  void showProgress();
  void showFigures();
  void showFindings();
  void showGuarantee();
  void layOut();
  void allowRules();

  Theme m_theme;
  ExplorationFigures m_figures;
  QWidget *m_head, *m_numbers, *m_counted;
  QScrollArea* m_findings;
  QComboBox *m_method, *m_granularity, *m_memory;
  QCheckBox* m_rules;
  QPushButton *m_start, *m_pause;
  QLabel *m_phase, *m_subject, *m_doneOf, *m_guarantee, *m_rare, *m_nothing, *m_whatHolds;
  QProgressBar* m_bar;
  std::vector<QLabel*> m_names, m_values;
  OrdersChart* m_chart;
  QWidget* m_findingsPage;
  std::vector<FindingCard*> m_cards;
};

}  // namespace kts::views
