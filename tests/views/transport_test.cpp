// SPDX-License-Identifier: GPL-2.0-or-later
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>

#include "tests/support/view_test.h"
#include "views/transport/transport_bar.h"

using namespace kts;
using namespace kts::views;

class TransportTest : public kts::test::ViewTest {
  Q_OBJECT

  static TransportButton* button(TransportBar& bar, int at) {
    return bar.findChildren<TransportButton*>()[at];
  }

 private Q_SLOTS:
  void theSliderIsLogarithmicAndMeetsItsEndsAndOne() {
    QCOMPARE(TransportBar::speedOf(0), TransportBar::kSlowest);
    QCOMPARE(TransportBar::speedOf(1000), TransportBar::kFastest);
    QCOMPARE(TransportBar::speedOf(TransportBar::sliderOf(1)), 1.0);
    double before = 0;
    for (int at = 0; at <= 1000; ++at) {
      const double speed = TransportBar::speedOf(at);
      QVERIFY(speed >= before && speed >= TransportBar::kSlowest && speed <= TransportBar::kFastest);
      QVERIFY(std::abs(TransportBar::sliderOf(speed) - at) <= 12);
      before = speed;
    }
  }

  void everyButtonIsAWish() {
    TransportBar bar;
    bar.show();
    bar.setPosition(5, 10);
    QSignalSpy start(&bar, &TransportBar::startWanted), end(&bar, &TransportBar::endWanted),
        play(&bar, &TransportBar::playPauseWanted);
    QSignalSpy step(&bar, &TransportBar::stepWanted), leap(&bar, &TransportBar::leapWanted);
    for (int i = 0; i < 7; ++i) QTest::mouseClick(button(bar, i), Qt::LeftButton);
    QCOMPARE(start.count(), 1);
    QCOMPARE(end.count(), 1);
    QCOMPARE(play.count(), 1);
    QCOMPARE(step.count(), 2);
    QCOMPARE(step.at(0).at(0).toInt(), -1);
    QCOMPARE(step.at(1).at(0).toInt(), 1);
    QCOMPARE(leap.count(), 2);
  }

  void whatLeadsNowhereIsGrey() {
    TransportBar bar;
    bar.setPosition(0, 0);
    for (TransportButton* each : bar.findChildren<TransportButton*>()) QVERIFY(!each->isEnabled());
    bar.setPosition(0, 10);
    QVERIFY(!button(bar, 0)->isEnabled() && button(bar, 3)->isEnabled() && button(bar, 6)->isEnabled());
    bar.setPosition(9, 10);
    QVERIFY(button(bar, 0)->isEnabled() && button(bar, 3)->isEnabled() && !button(bar, 6)->isEnabled());
    QCOMPARE(bar.findChild<QLabel*>(QStringLiteral("position"))->text(), QStringLiteral("9 of 9"));
  }

  void playingShowsThePauseSignAndTellingSpeedIsNoWish() {
    TransportBar bar;
    bar.setPosition(1, 10);
    bar.setPlaying(true);
    QCOMPARE(button(bar, 3)->sign(), TransportButton::Sign::Pause);
    bar.setPlaying(false);
    QCOMPARE(button(bar, 3)->sign(), TransportButton::Sign::Play);
    QSignalSpy speed(&bar, &TransportBar::speedWanted), axis(&bar, &TransportBar::axisWanted);
    bar.setSpeed(0.25);
    bar.setAxis(recordings::Axis::Time);
    QCOMPARE(speed.count() + axis.count(), 0);
    bar.findChild<QSlider*>()->setValue(1000);
    QCOMPARE(speed.at(0).at(0).toDouble(), TransportBar::kFastest);
  }
};

KTS_VIEW_TEST_MAIN(TransportTest)
#include "transport_test.moc"
