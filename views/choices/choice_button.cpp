// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/choices/choice_button.h"

#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

namespace kts::views {

namespace {

QString wordsOf(const std::string& words) { return QString::fromStdString(words); }

double widthOf(const Theme& theme, TextStyle style, const QString& words) {
  return std::ceil(QFontMetricsF(theme.font(style)).horizontalAdvance(words));
}

}  // namespace

ChoiceButton::ChoiceButton(const ShownChoice& choice, int key, QWidget* parent)
    : QAbstractButton(parent), m_theme(bundledTheme(ThemeName::Light)), m_choice(choice), m_key(key) {
  setAccessibleName(wordsOf(choice.name + " " + choice.next));
  setToolTip(key ? tr("%1: key %2").arg(accessibleName()).arg(key) : accessibleName());
  setFocusPolicy(Qt::TabFocus);
  setCursor(Qt::PointingHandCursor);
  setAttribute(Qt::WA_Hover);
}

void ChoiceButton::setTheme(const Theme& theme) {
  m_theme = theme;
  updateGeometry();
  update();
}

double ChoiceButton::keyWidth() const { return m_key ? m_theme.units(7) : m_theme.units(1); }

QSize ChoiceButton::sizeHint() const {
  const double words = widthOf(m_theme, TextStyle::BodyStrong, wordsOf(m_choice.name)) + m_theme.units(1.5) +
                       widthOf(m_theme, TextStyle::Body, wordsOf(m_choice.next));
  return {static_cast<int>(keyWidth() + words + m_theme.units(4)), static_cast<int>(m_theme.units(8))};
}

void ChoiceButton::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const bool on = isEnabled(), lit = on && (underMouse() || isDown());
  const double line = m_theme.px(hasFocus() ? 2 : 1), round = m_theme.units(1.5);
  painter.setPen(QPen(hasFocus() || lit ? m_theme.accent : m_theme.line, line));
  painter.setBrush(lit ? m_theme.accentSoft : on ? m_theme.panel : m_theme.lineSoft);
  painter.drawRoundedRect(QRectF(rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2), round, round);
  double x = m_theme.units(2);
  if (m_key) {
    const double side = m_theme.units(5);
    const QRectF cap(m_theme.units(1.5), (height() - side) / 2, side, side);
    painter.setPen(Qt::NoPen);
    painter.setBrush(on ? m_theme.accentSoft : m_theme.line);
    painter.drawRoundedRect(cap, m_theme.units(1), m_theme.units(1));
    painter.setPen(on ? m_theme.onAccentSoft : m_theme.inkFaint);
    painter.setFont(m_theme.font(TextStyle::MonoStrong));
    painter.drawText(cap, Qt::AlignCenter, QString::number(m_key));
    x = cap.right() + m_theme.units(2);
  }
  const double right = width() - m_theme.units(1.5);
  const auto words = [&](const QString& shown, TextStyle style, const QColor& ink) {
    const QFont font = m_theme.font(style);
    painter.setFont(font);
    painter.setPen(on ? ink : m_theme.inkFaint);
    painter.drawText(QRectF(x, 0, right - x, height()), Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetricsF(font).elidedText(shown, Qt::ElideRight, right - x));
    x += widthOf(m_theme, style, shown) + m_theme.units(1.5);
  };
  words(wordsOf(m_choice.name), TextStyle::BodyStrong, m_theme.ink);
  if (x < right) words(wordsOf(m_choice.next), TextStyle::Body, m_theme.inkSoft);
}

}  // namespace kts::views
