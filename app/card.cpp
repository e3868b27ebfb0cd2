// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace kts::app {

using views::TextStyle;

Card::Card(const QString& title, QWidget* parent)
    : QWidget(parent), m_theme(views::bundledTheme(views::ThemeName::Light)) {
  m_column = new QVBoxLayout(this);
  if (title.isEmpty()) return;
  m_head = new QWidget(this);
  m_title = new QLabel(title, m_head);
  m_subtitle = new QLabel(m_head);
  m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  auto* row = new QHBoxLayout(m_head);
  row->addWidget(m_title);
  row->addWidget(m_subtitle, 1);
  m_column->addWidget(m_head);
}

void Card::setContent(QWidget* content) { m_column->addWidget(content, 1); }

void Card::setFoot(QWidget* foot) { m_column->addWidget(foot); }

void Card::setSubtitle(const QString& text) {
  if (m_subtitle) m_subtitle->setText(text);
}

void Card::setTheme(const views::Theme& theme) {
  m_theme = theme;
  const int edge = m_rounded ? static_cast<int>(theme.px(1)) + 1 : 0;
  m_column->setContentsMargins(edge, edge, edge, edge + (m_rounded ? static_cast<int>(theme.units(1)) : 0));
  m_column->setSpacing(0);
  if (m_head) {
    const int side = static_cast<int>(theme.units(4));
    m_head->layout()->setContentsMargins(side, static_cast<int>(theme.units(2.5)), side,
                                         static_cast<int>(theme.units(1)));
    m_head->layout()->setSpacing(static_cast<int>(theme.units(2.5)));
    m_title->setFont(theme.font(TextStyle::BodyStrong));
    m_subtitle->setFont(theme.font(TextStyle::Small));
    QPalette quiet = m_subtitle->palette();
    quiet.setColor(QPalette::WindowText, theme.inkSoft);
    m_subtitle->setPalette(quiet);
  }
  update();
}

void Card::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (!m_rounded) {
    painter.fillRect(rect(), m_theme.panel);
    return;
  }
  painter.setRenderHint(QPainter::Antialiasing);
  const double line = m_theme.px(1), round = m_theme.units(2);
  painter.setPen(QPen(m_theme.line, line));
  painter.setBrush(m_theme.panel);
  painter.drawRoundedRect(QRectF(rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2), round, round);
}

}  // namespace kts::app
