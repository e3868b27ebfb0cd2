// SPDX-License-Identifier: GPL-2.0-or-later
// The stage on the screen: shows one moment of a run, eases from event to event, and tells what a person
// chose. It knows nothing of recordings: the app hands it states. GUI thread only.
#pragma once

#include <QBasicTimer>
#include <QWidget>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/vocabulary/event_sink.h"
#include "views/selection.h"
#include "views/stage/animation.h"
#include "views/stage/scene_of.h"

namespace kts::views {

class StageWidget : public QWidget {
  Q_OBJECT
 public:
  explicit StageWidget(QWidget* parent = nullptr);
  ~StageWidget() override;

  void setTheme(const Theme& theme);

  // What belongs to the whole run: RunHeader::names, and whether its first world had no kthreadd yet.
  // `lastName` tells who was somebody that is gone; it is asked until the next run is set.
  void setRun(const RunHeader& header, Seq totalEvents, recordings::LastName lastName = {});
  void setTotalEvents(Seq totalEvents);  // grows while a run is recorded
  void clearRun();                       // back to the words that say what would fill the stage

  // The moment after `event`, which is the state's last one (none before the first). When it is no more
  // than a few events away from the moment shown, the way there is animated. `untilNextMs`: when the next one
  // is due while playing, 0 for a single step, negative to jump.
  void showMoment(const ProtocolState& state, const std::optional<Event>& event, int untilNextMs = 0);

  // Whether the event's number and sentence stand on top; without it they are the app's to show.
  void setHeadline(bool headline);

  // What was found in the run: marked while its event is the present one.
  void setFindings(std::vector<FindingMark> marks);

  void setSelection(const Selection& selection);
  const Selection& selection() const { return m_selection; }

  // Milliseconds of any steady clock; tests bring their own, and call advance().
  void setClock(std::function<qint64()> clock);
  void advance();
  bool isAnimating() const { return m_animating; }

  const StageScene& scene() const { return m_scene; }  // where everything comes to rest
  StageScene shownScene() const;                       // as it is painted now
  StageTarget focusedFigure() const { return m_focus; }
  void focusFigure(StageTarget target);
  void chooseFigure(StageTarget target);

  QSize minimumSizeHint() const override;
  QSize sizeHint() const override;

 Q_SIGNALS:
  void taskChosen(kts::TaskId task);
  void requestChosen(kts::RequestId request);
  void objectChosen(kts::ObjectId object);

 protected:
  bool event(QEvent* event) override;
  bool focusNextPrevChild(bool next) override;
  void focusInEvent(QFocusEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void timerEvent(QTimerEvent* event) override;

 private:
  StageScene sceneNow() const;
  void relayout();
  double progress() const;
  bool moveFocus(int steps);
  void moveFocusTowards(QPointF direction);

  Theme m_theme;
  std::vector<std::string> m_names;
  recordings::LastName m_lastName;
  Seq m_totalEvents = 0;
  bool m_bootWorld = false;
  bool m_headline = true;
  std::optional<ProtocolState> m_state, m_before;
  std::optional<Event> m_event;
  Selection m_selection;
  std::vector<FindingMark> m_marks;
  StageTarget m_focus;

  StageScene m_scene;
  StageAnimation m_animation;
  bool m_animating = false;
  qint64 m_since = 0;
  int m_duration = 0;
  std::function<qint64()> m_clock;
  QBasicTimer m_timer;
};

}  // namespace kts::views
