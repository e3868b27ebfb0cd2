// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/transport/transport_button.h"

#include <QPainter>
#include <QPainterPath>

namespace kts::views {

namespace {

// In a box of 16 x 16 around the origin. Directions to the left are the mirrored ones.
void addTriangle(QPainterPath& path, double left, double right, double half) {
  path.moveTo(left, -half);
  path.lineTo(right, 0);
  path.lineTo(left, half);
  path.closeSubpath();
}

QPainterPath shapeOf(TransportButton::Sign sign) {
  using Sign = TransportButton::Sign;
  QPainterPath path;
  switch (sign) {
    case Sign::ToStart:
    case Sign::ToEnd:
      addTriangle(path, -5, 4, 5.5);
      path.addRect(4.4, -5.5, 1.8, 11);
      break;
    case Sign::Rewind:
    case Sign::Faster:
      addTriangle(path, -7, 0, 5);
      addTriangle(path, 0, 7, 5);
      break;
    case Sign::StepBack:
    case Sign::Step:
      path.addRect(-5.6, -5.5, 1.8, 11);
      addTriangle(path, -2.2, 5.6, 5.5);
      break;
    case Sign::Play: addTriangle(path, -4, 7, 6.5); break;
    case Sign::Pause:
      path.addRoundedRect(-5, -6, 3.4, 12, 1, 1);
      path.addRoundedRect(1.6, -6, 3.4, 12, 1, 1);
      break;
  }
  return path;
}

}  // namespace

TransportButton::TransportButton(Sign sign, bool main, QWidget* parent)
    : QAbstractButton(parent), m_theme(bundledTheme(ThemeName::Light)), m_sign(sign), m_main(main) {
  setFocusPolicy(Qt::TabFocus);  // a click leaves the keyboard where it was
  setAttribute(Qt::WA_Hover);
}

void TransportButton::setTheme(const Theme& theme) {
  m_theme = theme;
  updateGeometry();
  update();
}

void TransportButton::setSign(Sign sign) {
  if (sign == m_sign) return;
  m_sign = sign;
  update();
}

QSize TransportButton::sizeHint() const {
  const int side = static_cast<int>(m_theme.px(m_main ? 34 : 32));
  return {side, side};
}

void TransportButton::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double side = std::min(width(), height()) - m_theme.px(1);
  painter.translate(rect().center() + QPointF(0.5, 0.5));
  const QRectF disc(-side / 2, -side / 2, side, side);
  painter.setPen(Qt::NoPen);
  const bool lit = underMouse() && isEnabled();
  if (m_main || lit || isDown()) {
    painter.setBrush(m_main ? (lit ? m_theme.onAccentSoft : m_theme.accent) : m_theme.line);
    if (!isEnabled()) painter.setBrush(m_theme.line);
    painter.drawEllipse(disc);
  }
  if (hasFocus()) {
    painter.setPen(QPen(m_theme.accent, m_theme.px(2)));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(disc.adjusted(1, 1, -1, -1));
    painter.setPen(Qt::NoPen);
  }
  painter.setBrush(!isEnabled() ? m_theme.inkFaint
                   : m_main     ? (lit ? m_theme.panel : m_theme.onAccent)
                                : m_theme.inkSoft);
  const bool left = m_sign == Sign::ToStart || m_sign == Sign::Rewind || m_sign == Sign::StepBack;
  painter.scale(m_theme.scale * (left ? -1 : 1), m_theme.scale);
  painter.drawPath(shapeOf(m_sign));
}

void TransportButton::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  update();
}

void TransportButton::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  update();
}

}  // namespace kts::views
