// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/transport/transport_bar.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <cmath>

namespace kts::views {

namespace {

using Sign = TransportButton::Sign;
constexpr int kSliderSteps = 1000;

}  // namespace

int TransportBar::sliderOf(double speed) {
  const double at =
      std::log(std::clamp(speed, kSlowest, kFastest) / kSlowest) / std::log(kFastest / kSlowest);
  return static_cast<int>(std::lround(at * kSliderSteps));
}

double TransportBar::speedOf(int slider) {
  if (slider >= kSliderSteps) return kFastest;
  const double speed = kSlowest * std::pow(kFastest / kSlowest, slider / double(kSliderSteps));
  // 1x is worth finding again.
  if (std::abs(slider - sliderOf(1)) <= kSliderSteps / 100) return 1;
  const double unit = std::pow(10, std::floor(std::log10(speed)) - 1);  // two digits, and no more to read
  return std::clamp(std::round(speed / unit) * unit, kSlowest, kFastest);
}

QString TransportBar::speedText(double speed) {
  return QLocale(QLocale::English).toString(speed, 'g', 2) + QStringLiteral("\u00d7");
}

TransportBar::TransportBar(QWidget* parent) : QWidget(parent), m_theme(bundledTheme(ThemeName::Light)) {
  m_group = new QWidget(this);
  new QHBoxLayout(m_group);
  connect(add(Sign::ToStart, tr("To the first event")), &QAbstractButton::clicked, this,
          &TransportBar::startWanted);
  connect(add(Sign::Rewind, tr("Back to the telling event before")), &QAbstractButton::clicked, this,
          [this] { Q_EMIT leapWanted(-1); });
  connect(add(Sign::StepBack, tr("One event back")), &QAbstractButton::clicked, this,
          [this] { Q_EMIT stepWanted(-1); });
  m_play = add(Sign::Play, tr("Play"), true);
  connect(m_play, &QAbstractButton::clicked, this, &TransportBar::playPauseWanted);
  connect(add(Sign::Step, tr("One event on")), &QAbstractButton::clicked, this,
          [this] { Q_EMIT stepWanted(1); });
  connect(add(Sign::Faster, tr("On to the next telling event")), &QAbstractButton::clicked, this,
          [this] { Q_EMIT leapWanted(1); });
  connect(add(Sign::ToEnd, tr("To the last event")), &QAbstractButton::clicked, this,
          &TransportBar::endWanted);

  m_speedLabel = new QLabel(this);
  m_speed = new QSlider(Qt::Horizontal, this);
  m_speed->setRange(0, kSliderSteps);
  m_speed->setPageStep(kSliderSteps / 20);
  m_speed->setFocusPolicy(Qt::TabFocus);
  m_speed->setAccessibleName(tr("Speed"));
  m_speed->setToolTip(
      tr("How fast it plays: 1\u00d7 is 4 events a second, or the median request in 5 seconds"));
  connect(m_speed, &QSlider::valueChanged, this, [this](int value) { Q_EMIT speedWanted(speedOf(value)); });
  m_position = new QLabel(this);
  m_position->setObjectName(QStringLiteral("position"));
  m_position->setAccessibleName(tr("Position"));
  m_position->setToolTip(tr("The present event and the last one; the first is 0"));
  buildAxis();
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(m_group);
  row->addWidget(m_position);
  row->addWidget(m_speedLabel);
  row->addWidget(m_speed);
  row->addWidget(m_axis);
  setSpeed(1);
  setAxis(recordings::Axis::Steps);
  setPosition(0, 0);
  setTheme(m_theme);
}

TransportButton* TransportBar::add(Sign sign, const QString& name, bool main) {
  auto* button = new TransportButton(sign, main, m_group);
  button->setAccessibleName(name);
  button->setToolTip(name);
  m_group->layout()->addWidget(button);
  m_buttons.push_back(button);
  return button;
}

void TransportBar::buildAxis() {
  m_axis = new QWidget(this);
  m_axis->setObjectName(QStringLiteral("segments"));
  auto* row = new QHBoxLayout(m_axis);
  auto* group = new QButtonGroup(this);
  const auto segment = [&](const QString& text, const QString& tip, recordings::Axis axis) {
    auto* button = new QPushButton(text, m_axis);
    button->setObjectName(QStringLiteral("segment"));
    button->setCheckable(true);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    group->addButton(button);
    row->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, axis] { Q_EMIT axisWanted(axis); });
    return button;
  };
  m_steps = segment(tr("Steps"), tr("Every event equally wide"), recordings::Axis::Steps);
  m_time = segment(tr("Time"), tr("As long as it took"), recordings::Axis::Time);
}

void TransportBar::setTheme(const Theme& theme) {
  m_theme = theme;
  for (TransportButton* button : m_buttons) button->setTheme(theme);
  const int gap = static_cast<int>(theme.units(1));
  m_group->layout()->setContentsMargins(gap * 2, 0, gap * 2, 0);
  m_group->layout()->setSpacing(gap);
  m_group->setFixedHeight(static_cast<int>(theme.px(34)));
  m_axis->layout()->setContentsMargins(gap / 2, gap / 2, gap / 2, gap / 2);
  m_axis->layout()->setSpacing(0);
  layout()->setSpacing(gap * 3);
  m_speedLabel->setFont(theme.font(TextStyle::BodyStrong));
  m_speedLabel->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_speedLabel->setFixedWidth(static_cast<int>(theme.px(48)));
  m_speed->setFixedHeight(static_cast<int>(theme.units(6)));
  setCompact(m_compact);
  for (QPushButton* button : {m_steps, m_time}) button->setFont(theme.font(TextStyle::BodyStrong));
  m_position->setFont(theme.font(TextStyle::Mono));
  QPalette quiet = m_position->palette();
  quiet.setColor(QPalette::WindowText, theme.inkSoft);
  m_position->setPalette(quiet);
  m_position->setMinimumWidth(static_cast<int>(theme.px(92)));
  update();
}

void TransportBar::setCompact(int level) {
  m_compact = level;
  m_position->setVisible(level < 1);
  m_speedLabel->setVisible(level < 3);
  m_speed->setVisible(level < 3);
  m_speed->setFixedWidth(static_cast<int>(m_theme.px(level < 2 ? 92 : 56)));
  m_axis->setVisible(level < 4);
}

void TransportBar::setPlaying(bool playing) {
  m_play->setSign(playing ? Sign::Pause : Sign::Play);
  m_play->setAccessibleName(playing ? tr("Pause") : tr("Play"));
  m_play->setToolTip(playing ? tr("Pause  (Space)") : tr("Play  (Space)"));
}

void TransportBar::setSpeed(double speed) {
  const QSignalBlocker quiet(m_speed);
  m_speed->setValue(sliderOf(speed));
  m_speedLabel->setText(speedText(speed));
}

void TransportBar::setAxis(recordings::Axis axis) {
  (axis == recordings::Axis::Steps ? m_steps : m_time)->setChecked(true);
}

void TransportBar::setPosition(Seq seq, Seq events) {
  const bool some = events > 0, atStart = seq == 0, atEnd = seq + 1 >= events;
  for (std::size_t i = 0; i < m_buttons.size(); ++i)
    m_buttons[i]->setEnabled(some && (i < 3 ? !atStart : i == 3 || !atEnd));
  const QLocale english(QLocale::English);
  m_position->setText(
      some ? tr("%1 of %2").arg(english.toString(qulonglong(seq)), english.toString(qulonglong(events - 1)))
           : tr("no event"));
}

void TransportBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(m_theme.lineSoft);
  for (const QWidget* ground : {m_group, m_axis}) {
    const QRectF box(ground->geometry());
    const double round = ground == m_group ? box.height() / 2 : m_theme.units(1.5);
    painter.drawRoundedRect(box, round, round);
  }
}

}  // namespace kts::views
