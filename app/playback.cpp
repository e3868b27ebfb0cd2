// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/playback.h"

#include <algorithm>
#include <cmath>

namespace kts::app {

using recordings::Axis;

void Playback::reset(Seq events, Times times) {
  m_times = std::move(times);
  m_events = events;
  m_playing = m_growing = false;
  m_medianNs = 0;
  placeAt(0);
  tell();
}

void Playback::grow(Seq events) {
  if (events == m_events) return;
  m_events = events;
  if (m_events && m_seq >= m_events) placeAt(m_events - 1);
  tell();
}

void Playback::setMedianRequest(std::uint64_t ns) { m_medianNs = ns; }

void Playback::play(Moment now) {
  if (m_playing || m_events == 0) return;
  if (atEnd() && !m_growing) placeAt(0);
  m_playing = true;
  m_last = now;
  tell();
}

void Playback::pause() {
  if (!m_playing) return;
  m_playing = false;
  placeAt(m_seq);  // the pictures settle on the present event
  tell();
}

void Playback::setSpeed(double speed) {
  speed = std::isfinite(speed) ? std::clamp(speed, kSlowest, kFastest) : 1.0;
  if (speed == m_speed) return;
  m_speed = speed;
  tell();
}

void Playback::setAxis(Axis axis) {
  if (axis == m_axis) return;
  m_axis = axis;
  placeAt(m_seq);
  tell();
}

void Playback::goTo(Seq seq) {
  const Seq before = m_seq;
  placeAt(m_events ? std::min(seq, m_events - 1) : 0);
  if (before != m_seq) tell();
}

void Playback::stepBy(std::int64_t events) {
  const bool wasPlaying = std::exchange(m_playing, false);
  const Seq before = m_seq;
  const Seq back = static_cast<Seq>(-std::min<std::int64_t>(events, 0));
  const Seq to = events < 0 ? (back > m_seq ? 0 : m_seq - back) : m_seq + static_cast<Seq>(events);
  placeAt(m_events ? std::min(to, m_events - 1) : 0);
  if (wasPlaying || before != m_seq) tell();
}

void Playback::placeAt(Seq seq) {
  m_seq = seq;
  if (m_axis == Axis::Steps || !m_times.timeOf || m_events == 0)
    m_position = static_cast<double>(seq);
  else
    m_position = static_cast<double>(m_times.timeOf(seq));
}

double Playback::nsPerSecond() const {
  if (m_medianNs) return static_cast<double>(m_medianNs) / kSecondsPerRequest;
  const double whole = m_events && m_times.timeOf ? static_cast<double>(m_times.timeOf(m_events - 1)) : 0;
  return std::max(1.0, whole / static_cast<double>(std::max<Seq>(m_events, 1)) * kStepsPerSecond);
}

void Playback::advance(Moment now) {
  if (!m_playing) return;
  const double seconds = std::chrono::duration<double>(std::max(now - m_last, Moment{0})).count();
  m_last = now;
  if (m_axis == Axis::Steps)
    settle(m_position + seconds * kStepsPerSecond * m_speed);
  else
    settle(m_position + seconds * nsPerSecond() * m_speed);
  tell();
}

void Playback::settle(double position) {
  const Seq last = m_events - 1;
  m_position = position;
  if (m_axis == Axis::Steps) {
    m_seq = std::min(last, static_cast<Seq>(position));
  } else {
    // The last event that is not after the playhead; of several at one moment the last, or time would stand
    // still.
    const Seq next = m_times.seqAt(static_cast<std::uint64_t>(position) + 1);
    m_seq = std::max(m_seq, std::min(last, next ? next - 1 : 0));
  }
  if (m_seq < last) return;
  placeAt(last);
  if (!m_growing) m_playing = false;
}

double Playback::fraction() const {
  if (!m_playing || atEnd()) return 0;
  if (m_axis == Axis::Steps) return std::clamp(m_position - static_cast<double>(m_seq), 0.0, 0.999999);
  const double from = static_cast<double>(m_times.timeOf(m_seq)),
               to = static_cast<double>(m_times.timeOf(m_seq + 1));
  return to <= from ? 0 : std::clamp((m_position - from) / (to - from), 0.0, 0.999999);
}

}  // namespace kts::app
