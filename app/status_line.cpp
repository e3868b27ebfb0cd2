// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/status_line.h"

#include <QHBoxLayout>
#include <QLabel>

namespace kts::app {

using views::TextStyle;

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent), m_theme(views::bundledTheme(views::ThemeName::Light)) {
  m_message = new QLabel(this);
  m_message->setObjectName(QStringLiteral("status"));
  m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_message->setFocusPolicy(Qt::NoFocus);
  m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_facts = new QLabel(this);
  auto* row = new QHBoxLayout(this);
  row->addWidget(m_message, 1);
  row->addWidget(m_facts);
}

void StatusLine::setTheme(const views::Theme& theme) {
  m_theme = theme;
  const int side = static_cast<int>(theme.units(4)), gap = static_cast<int>(theme.units(1));
  layout()->setContentsMargins(side, gap, side, gap);
  layout()->setSpacing(side);
  m_message->setFont(theme.font(m_isProblem ? TextStyle::SmallStrong : TextStyle::Small));
  m_facts->setFont(theme.font(TextStyle::Small));
  m_facts->setStyleSheet(QStringLiteral("color: %1").arg(theme.inkFaint.name()));
  show(m_message->text(), m_isProblem);
}

void StatusLine::show(const QString& line, bool isProblem) {
  m_isProblem = isProblem;
  setVisible(!m_onlyProblems || isProblem);
  const QString one = QString(line).replace(u'\n', u' ').trimmed();
  m_message->setText(one);
  m_message->setToolTip(one);
  m_message->setFont(m_theme.font(isProblem ? TextStyle::SmallStrong : TextStyle::Small));
  m_message->setStyleSheet(
      QStringLiteral("color: %1").arg((isProblem ? m_theme.bad : m_theme.inkSoft).name()));
}

void StatusLine::showProblem(const QString& line) { show(line, true); }
void StatusLine::showMessage(const QString& line) { show(line, false); }
void StatusLine::setOnlyProblems(bool only) {
  m_onlyProblems = only;
  setVisible(!only || m_isProblem);
}
void StatusLine::setFacts(const QString& facts) { m_facts->setText(facts); }
QString StatusLine::text() const { return m_message->text(); }

}  // namespace kts::app
