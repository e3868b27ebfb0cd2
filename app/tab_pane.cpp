// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/tab_pane.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace kts::app {

TabPane::TabPane(QWidget* parent) : QWidget(parent) {
  m_strip = new QWidget(this);
  m_row = new QHBoxLayout(m_strip);
  m_row->addStretch(1);
  m_stack = new QStackedWidget(this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_strip);
  column->addWidget(m_stack, 1);
  layOut();
}

void TabPane::setTheme(const views::Theme& theme) {
  const int side = static_cast<int>(theme.units(3)), gap = static_cast<int>(theme.units(1));
  m_row->setContentsMargins(side, gap, side, 0);
  m_row->setSpacing(gap);
  for (const Tab& tab : m_tabs) tab.button->setFont(theme.font(views::TextStyle::BodyStrong));
}

void TabPane::add(QWidget* pane, const QString& title, bool shown) {
  auto* button = new QPushButton(title, m_strip);
  button->setObjectName(QStringLiteral("segment"));
  button->setCheckable(true);
  button->setFocusPolicy(Qt::TabFocus);
  m_row->insertWidget(static_cast<int>(m_tabs.size()), button);
  m_stack->addWidget(pane);
  m_tabs.push_back({pane, button, shown});
  connect(button, &QPushButton::clicked, this, [this, pane] { raisePane(pane); });
  layOut();
}

void TabPane::setShown(QWidget* pane, bool shown) {
  for (Tab& tab : m_tabs)
    if (tab.pane == pane) tab.shown = shown;
  if (!shown && front() == pane) raisePane(m_tabs.front().pane);
  layOut();
}

bool TabPane::isShown(QWidget* pane) const {
  return std::any_of(m_tabs.begin(), m_tabs.end(),
                     [&](const Tab& tab) { return tab.pane == pane && tab.shown; });
}

void TabPane::raisePane(QWidget* pane) {
  m_stack->setCurrentWidget(pane);
  layOut();
}

QWidget* TabPane::front() const { return m_stack->currentWidget(); }

void TabPane::layOut() {
  int shown = 0;
  for (const Tab& tab : m_tabs) {
    tab.button->setVisible(tab.shown);
    tab.button->setChecked(tab.pane == front());
    shown += tab.shown;
  }
  m_strip->setVisible(shown > 1);
}

}  // namespace kts::app
