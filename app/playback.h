// SPDX-License-Identifier: GPL-2.0-or-later
// The playhead and how it moves: play and pause, speed, axis, one event on or back. A plain class that is
// told what time it is, so a test plays an hour in a millisecond.
//
// The playhead stands at an event, `seq` of [0, events): that event has just happened. Between two frames it
// is `fraction` of the way to the next one, which eases the pictures and changes nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "recordings/recording.h"

namespace kts::app {

class Playback {
 public:
  using Moment = std::chrono::nanoseconds;  // of any steady clock
  // Where events lie in the recording's time, in nanoseconds: Recording's own timeOf and seqAt.
  struct Times {
    std::function<std::uint64_t(Seq)> timeOf;
    std::function<Seq(std::uint64_t)> seqAt;
  };

  static constexpr double kStepsPerSecond = 4;     // at 1x on the step axis
  static constexpr double kSecondsPerRequest = 5;  // at 1x on the time axis, for the median request
  static constexpr double kSlowest = 0.01, kFastest = 16;

  // Called after any change, at most once for each call into this class.
  std::function<void()> changed;

  // A new recording: stands at its first event, paused.
  void reset(Seq events, Times times);
  // The recording grew to `events`.
  void grow(Seq events);
  // The median request's wait; 0 when there is none, and then a second shows kStepsPerSecond mean events.
  void setMedianRequest(std::uint64_t ns);

  void play(Moment now);
  void pause();
  void setSpeed(double speed);  // kept within kSlowest..kFastest
  void setAxis(recordings::Axis axis);
  void goTo(Seq seq);                // clipped; keeps playing when it plays
  void stepBy(std::int64_t events);  // pauses

  // A frame: moves on by the time since the last one. Pauses at the end of a recording that does not grow.
  void advance(Moment now);
  // While a run is still arriving the end is no end.
  void setGrowing(bool growing) { m_growing = growing; }

  Seq seq() const { return m_seq; }
  double fraction() const;  // [0, 1)
  Seq events() const { return m_events; }
  bool playing() const { return m_playing; }
  bool atEnd() const { return m_events == 0 || m_seq + 1 >= m_events; }
  double speed() const { return m_speed; }
  recordings::Axis axis() const { return m_axis; }

 private:
  void placeAt(Seq seq);
  void settle(double position);
  double nsPerSecond() const;  // of the recording in a second at 1x
  void tell() const {
    if (changed) changed();
  }

  Times m_times;
  Seq m_events = 0, m_seq = 0;
  // On the step axis events, on the time axis nanoseconds: where the playhead is between events.
  double m_position = 0;
  Moment m_last{0};
  double m_speed = 1;
  std::uint64_t m_medianNs = 0;
  recordings::Axis m_axis = recordings::Axis::Steps;
  bool m_playing = false, m_growing = false;
};

}  // namespace kts::app
