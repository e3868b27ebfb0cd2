// SPDX-License-Identifier: GPL-2.0-or-later
// A window of its own with two runs side by side. They are compared in a thread of their own, so that neither
// this window nor the main one waits for long recordings; closing it stops the comparing.
#pragma once

#include <QWidget>
#include <memory>
#include <thread>

#include "recordings/recording.h"
#include "views/theme/theme.h"

namespace kts::views {
class CompareWidget;
}

namespace kts::app {

class CompareWindow : public QWidget {
  Q_OBJECT
 public:
  // Shows both once they are compared. The names are what a person calls them, who may know no file of
  // theirs.
  CompareWindow(std::unique_ptr<const recordings::Recording> a, const QString& nameA,
                std::unique_ptr<const recordings::Recording> b, const QString& nameB, QWidget* parent);
  ~CompareWindow() override;

  void setTheme(const views::Theme& theme);
  views::CompareWidget& view() const { return *m_view; }

 Q_SIGNALS:
  void problem(const QString& line);

 private:
  views::CompareWidget* m_view;
  std::jthread m_thread;  // last: it is stopped and waited for before the rest goes
};

}  // namespace kts::app
