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
  show(m_line, m_isProblem);
}

void StatusLine::show(const QString& line, bool isProblem) {
  m_isProblem = isProblem;
  setVisible(!m_onlyProblems || isProblem);
  m_line = QString(line).replace(u'\n', u' ').trimmed();
  m_message->setToolTip(m_line);
  m_message->setFont(m_theme.font(isProblem ? TextStyle::SmallStrong : TextStyle::Small));
  const QColor ink = isProblem ? m_theme.bad : m_line.isEmpty() ? m_theme.inkFaint : m_theme.inkSoft;
  m_message->setStyleSheet(QStringLiteral("color: %1").arg(ink.name()));
  place();
}

void StatusLine::place() {
  const int room = width() - m_facts->sizeHint().width() - 3 * layout()->spacing();
  const bool fits = QFontMetrics(m_theme.font(TextStyle::Small)).horizontalAdvance(m_idle) <= room;
  m_message->setText(!m_line.isEmpty() ? m_line : fits ? m_idle : QString());
}

void StatusLine::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  place();
}

void StatusLine::setIdleWords(const QString& line) {
  m_idle = line;
  place();
}

void StatusLine::showProblem(const QString& line) { show(line, true); }
void StatusLine::showMessage(const QString& line) { show(line, false); }
void StatusLine::setOnlyProblems(bool only) {
  m_onlyProblems = only;
  setVisible(!only || m_isProblem);
}
void StatusLine::setFacts(const QString& facts) {
  m_facts->setText(facts);
  place();
}

}  // namespace kts::app
