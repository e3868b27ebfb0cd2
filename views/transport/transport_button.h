// SPDX-License-Identifier: GPL-2.0-or-later
// A round button with a drawn sign: what a transport bar is made of.
#pragma once

#include <QAbstractButton>

#include "views/theme/theme.h"

namespace kts::views {

class TransportButton : public QAbstractButton {
  Q_OBJECT
 public:
  enum class Sign { ToStart, Faster, StepBack, Play, Pause, Step, ToEnd, Rewind };

  TransportButton(Sign sign, bool main, QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  void setSign(Sign sign);
  Sign sign() const { return m_sign; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  Theme m_theme;
  Sign m_sign;
  bool m_main;  // the one on the accent's disc
};

}  // namespace kts::views
