// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/playback.h"

#include <random>

#include "tests/support/view_test.h"

using namespace kts;
using namespace kts::app;
using namespace std::chrono_literals;
using recordings::Axis;

class PlaybackTest : public kts::test::ViewTest {
  Q_OBJECT

  // Event n at n * n nanoseconds: no two gaps alike.
  static Playback::Times squares(Seq events) {
    return {[events](Seq seq) { return std::min(seq, events - 1) * std::min(seq, events - 1); },
            [events](std::uint64_t ns) {
              Seq seq = 0;
              while (seq < events && seq * seq < ns) ++seq;
              return seq;
            }};
  }

 private Q_SLOTS:
  void onTheStepAxisFourEventsPassInASecond() {
    for (const double speed : {0.01, 0.25, 1.0, 2.0, 16.0}) {
      Playback playback;
      playback.reset(100'000, squares(100'000));
      playback.setSpeed(speed);
      playback.play(5s);
      for (int frame = 1; frame <= 6000; ++frame) playback.advance(5s + frame * 16ms);  // 96 s
      QCOMPARE(playback.seq(), static_cast<Seq>(96 * 4 * speed + 1e-6));
    }
  }

  void onTheTimeAxisTheMedianRequestTakesFiveSeconds() {
    Playback playback;
    playback.reset(1000, squares(1000));
    playback.setAxis(Axis::Time);
    playback.setMedianRequest(50'000);
    playback.play(0s);
    playback.advance(5s);
    QCOMPARE(playback.seq(), Seq(223));  // 223^2 <= 50000 < 224^2
    playback.advance(10s);
    QCOMPARE(playback.seq(), Seq(316));
  }

  void severalEventsAtOneMomentDoNotHoldTimeUp() {
    Playback playback;
    playback.reset(
        10, {[](Seq seq) { return seq < 8 ? 0 : 1000 * (seq - 7); },
             [](std::uint64_t ns) { return ns == 0 ? Seq(0) : std::min<Seq>(10, 7 + (ns + 999) / 1000); }});
    playback.setAxis(Axis::Time);
    playback.setMedianRequest(5000);
    playback.play(0s);
    playback.advance(500ms);
    QCOMPARE(playback.seq(), Seq(7));
    playback.advance(1100ms);
    QCOMPARE(playback.seq(), Seq(8));
    playback.advance(60s);
    QVERIFY(playback.atEnd() && !playback.playing());
  }

  void aStepIsExactlyOneEventAndPauses() {
    Playback playback;
    playback.reset(50, squares(50));
    playback.goTo(10);
    playback.play(0s);
    playback.advance(600ms);
    const Seq at = playback.seq();
    playback.stepBy(1);
    QVERIFY(!playback.playing());
    QCOMPARE(playback.seq(), at + 1);
    QCOMPARE(playback.fraction(), 0.0);
    playback.stepBy(-1);
    QCOMPARE(playback.seq(), at);
    playback.goTo(0);
    playback.stepBy(-1);
    QCOMPARE(playback.seq(), Seq(0));
    playback.goTo(1'000'000);
    QCOMPARE(playback.seq(), Seq(49));
    playback.stepBy(1);
    QCOMPARE(playback.seq(), Seq(49));
  }

  void itEndsAtTheEndAndBeginsAgainFromTheStart() {
    Playback playback;
    playback.reset(10, squares(10));
    playback.play(0s);
    playback.advance(60s);
    QVERIFY(playback.atEnd() && !playback.playing());
    playback.play(61s);
    QCOMPARE(playback.seq(), Seq(0));
    QVERIFY(playback.playing());
  }

  void theEndOfARunThatStillArrivesIsNoEnd() {
    Playback playback;
    playback.reset(10, squares(1000));
    playback.setGrowing(true);
    playback.play(0s);
    playback.advance(60s);
    QVERIFY(playback.playing());
    playback.grow(1000);
    playback.advance(61s);
    QCOMPARE(playback.seq(), Seq(13));
  }

  void aFrameTellsOnceAndAPauseTellsNothing() {
    Playback playback;
    int told = 0;
    playback.reset(1000, squares(1000));
    playback.changed = [&] { ++told; };
    playback.play(0s);
    told = 0;
    for (int frame = 1; frame <= 60; ++frame) playback.advance(frame * 16ms);
    QCOMPARE(told, 60);
    playback.pause();
    told = 0;
    playback.advance(10s);
    QCOMPARE(told, 0);
  }

  // Whatever is asked in whatever order, the playhead stands at an event and the fraction lies before the
  // next.
  void thePlayheadNeverLeavesTheRecording() {
    std::mt19937 random(11);
    Playback playback;
    Seq events = 30;
    auto now = 0ns;
    playback.reset(events, squares(1'000'000));
    for (int i = 0; i < 20'000; ++i) {
      now += std::chrono::milliseconds(random() % 400);
      switch (random() % 9) {
        case 0: playback.play(now); break;
        case 1: playback.pause(); break;
        case 2: playback.stepBy(static_cast<int>(random() % 5) - 2); break;
        case 3: playback.goTo(random() % 60); break;
        case 4: playback.setAxis(random() % 2 ? Axis::Steps : Axis::Time); break;
        case 5: playback.setSpeed(std::pow(10, static_cast<int>(random() % 5) - 3)); break;
        case 6: playback.grow(events += random() % 3); break;
        case 7: playback.setGrowing(random() % 2); break;
        default: playback.advance(now);
      }
      QVERIFY(playback.seq() < playback.events());
      QVERIFY(playback.fraction() >= 0 && playback.fraction() < 1);
    }
  }

  void withoutARecordingNothingMoves() {
    Playback playback;
    playback.play(0s);
    playback.advance(1s);
    playback.stepBy(1);
    playback.goTo(5);
    QVERIFY(!playback.playing());
    QCOMPARE(playback.seq(), Seq(0));
  }
};

KTS_VIEW_TEST_MAIN(PlaybackTest)
#include "playback_test.moc"
