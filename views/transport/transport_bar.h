// SPDX-License-Identifier: GPL-2.0-or-later
// Play, pause, step, go; how fast; on which axis; where. It emits wishes and shows what it is told.
#pragma once

#include <QWidget>
#include <vector>

#include "recordings/recording.h"
#include "views/theme/theme.h"
#include "views/transport/transport_button.h"

class QButtonGroup;
class QLabel;
class QPushButton;
class QSlider;

namespace kts::views {

class TransportBar : public QWidget {
  Q_OBJECT
 public:
  explicit TransportBar(QWidget* parent = nullptr);

  // The slider is logarithmic: from 0.01x to 16x, 1x a little above its middle.
  static constexpr double kSlowest = 0.01, kFastest = 16;
  static int sliderOf(double speed);
  static double speedOf(int slider);
  static QString speedText(double speed);  // "0.25×"

  void setTheme(const Theme& theme);
  // 0 whole; 1 without the position, 2 with a short slider, 3 without the speed, 4 without the axis too: for
  // narrow windows.
  void setCompact(int level);
  void setPlaying(bool playing);
  void setSpeed(double speed);
  void setAxis(recordings::Axis axis);
  // "88 of 214" when there are events; `beginning` and `end` grey what leads nowhere.
  void setPosition(Seq seq, Seq events);

 Q_SIGNALS:
  void playPauseWanted();
  void startWanted();
  void endWanted();
  void stepWanted(int events);  // -1, 1
  void leapWanted(int leaps);   // -1, 1: to the telling event before or after
  void speedWanted(double speed);
  void axisWanted(kts::recordings::Axis axis);

 private:
  TransportButton* add(TransportButton::Sign sign, const QString& name, bool main = false);
  void buildAxis();
  void paintEvent(QPaintEvent* event) override;

  Theme m_theme;
  int m_compact = 0;
  std::vector<TransportButton*> m_buttons;  // from left to right
  TransportButton* m_play = nullptr;
  QWidget* m_group;  // the buttons' common ground
  QLabel* m_speedLabel;
  QSlider* m_speed;
  QWidget* m_axis;
  QPushButton* m_steps;
  QPushButton* m_time;
  QLabel* m_position;
};

}  // namespace kts::views
