// SPDX-License-Identifier: GPL-2.0-or-later
// A pane on its own ground: a title, quiet words beside it, and its content.
#pragma once

#include <QWidget>

#include "views/theme/theme.h"

class QLabel;
class QVBoxLayout;

namespace kts::app {

class Card : public QWidget {
  Q_OBJECT
 public:
  // Without a title the content is the whole card.
  explicit Card(const QString& title, QWidget* parent = nullptr);
  void setContent(QWidget* content);
  void setFoot(QWidget* foot);  // under the content
  void setSubtitle(const QString& text);
  void setTheme(const views::Theme& theme);
  void setEdges(bool rounded) { m_rounded = rounded; }  // else a plain ground from edge to edge

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  views::Theme m_theme;
  QLabel* m_title = nullptr;
  QLabel* m_subtitle = nullptr;
  QWidget* m_head = nullptr;
  QVBoxLayout* m_column;
  bool m_rounded = true;
};

}  // namespace kts::app
