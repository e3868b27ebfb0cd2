// SPDX-License-Identifier: GPL-2.0-or-later
// What was found in the run: at the left a list, beside it what the chosen one means and which events made
// it. It emits wishes and changes nothing itself.
#pragma once

#include <QWidget>
#include <vector>

#include "engine/vocabulary/verdict.h"
#include "views/theme/theme.h"

class QLabel;
class QListWidget;
class QScrollArea;

namespace kts::views {

class FindingsView : public QWidget {
  Q_OBJECT
 public:
  explicit FindingsView(QWidget* parent = nullptr);

  void setTheme(const Theme& theme);
  // The chosen one stays chosen while it is among them.
  void setFindings(const std::vector<Finding>& findings);
  const std::vector<Finding>& findings() const { return m_findings; }

  int chosen() const;
  void choose(int index);
  QString text() const;  // of the chosen one, as it is shown

 Q_SIGNALS:
  void eventWanted(kts::Seq seq);

 private:
  void showChosen();
  QString pageOf(const Finding& finding) const;

  Theme m_theme;
  std::vector<Finding> m_findings;
  QListWidget* m_list;
  QScrollArea* m_scroll;
  QLabel* m_page;
};

}  // namespace kts::views
