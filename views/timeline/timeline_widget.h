// SPDX-License-Identifier: GPL-2.0-or-later
// The timeline on the screen. It changes nothing but its own view: what a person chooses leaves as a wish,
// and comes back through setPlayhead() and setSelection().
//
// Mouse: the wheel zooms at the pointer (sideways it pans; over the labels, or with Shift, it scrolls the
// rows); a drag pans, Shift+drag zooms into a stretch; a drag on the ruler scrubs the playhead; the
// overview's window can be dragged, and a click beside it brings it there; a click chooses, a double click
// zooms to what it hits, on a label it collapses the row. Keys are the app's: it binds them to the slots.
// With the focus here, Up and Down walk from lane to lane, Ctrl+Left and Ctrl+Right from segment to segment,
// and each is announced as a sentence.
#pragma once

#include <QElapsedTimer>
#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include "views/timeline/timeline_scene.h"

class QPushButton;
class QScrollBar;

namespace kts::views {

class TimelineWidget : public QWidget {
  Q_OBJECT
 public:
  explicit TimelineWidget(const Theme& theme, QWidget* parent = nullptr);

  // Null shows the notice. The recording is shown whole.
  void setRecording(std::shared_ptr<const recordings::Recording> recording);
  // refresh() found more events in it.
  void recordingAdvanced();
  // Said in the middle when there is nothing to show; under it a button with the words of what would fill
  // it, if there are any.
  void setNotice(const QString& notice, const QString& remedy = {});
  void setTheme(const Theme& theme);

  // `fraction` [0, 1) of the way to the next event. A playhead that leaves the view takes it along while
  // following.
  void setPlayhead(Seq seq, double fraction = 0);
  void setSelection(const Selection& selection);
  void setFindings(std::vector<FindingMark> marks);
  void setAxis(recordings::Axis axis);
  void setFollowing(bool following);

  const TimelineScene& scene() const { return m_scene; }
  TimelineScene& scene() { return m_scene; }
  bool following() const { return m_following; }
  bool allLinks() const { return m_scene.allLinks(); }
  // CPU time that the last whole frame took to make, shapes included, in milliseconds.
  double lastFrameMs() const { return m_lastFrameMs; }
  QSize sizeHint() const override { return {900, 340}; }
  QSize minimumSizeHint() const override { return {320, 140}; }

  // For screen readers: where the keyboard's walk stands.
  std::size_t focusedRow() const { return m_focusRow; }
  QString rowSentence(std::size_t row) const;
  QRect rowRect(std::size_t row) const;

 public Q_SLOTS:
  void zoomIn();
  void zoomOut();
  void panLeft();
  void panRight();
  void fit();               // the whole run
  void fitSelection();      // the selected request, or event with its surroundings
  void undoView();
  void redoView();
  void setAllLinks(bool all);
  void toggleAllLinks() { setAllLinks(!allLinks()); }
  void goToCause();         // of the selected event, else of the present one
  void goToEffect();
  void setCursorA();  // at the event under the pointer, else at the playhead; there again: takes it away
  void setCursorB();
  void clearCursors();
  void laneUp();
  void laneDown();
  void segmentBefore();
  void segmentAfter();

 Q_SIGNALS:
  void playheadWanted(kts::Seq seq);
  void taskChosen(kts::TaskId task);
  void requestChosen(kts::RequestId request);
  void objectChosen(kts::ObjectId object);
  void eventChosen(kts::Seq seq);
  void nothingChosen();
  void remedyWanted();      // the button under the notice
  void viewChanged();       // what is shown, or whether it can be undone
  void allLinksChanged(bool all);
  void axisChanged(kts::recordings::Axis axis);
  // The lane or segment that the keyboard reached, in a sentence.
  void announced(const QString& sentence);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  enum class Drag { None, Undecided, Pan, Zoom, Scrub, Overview };

  void changeRange(const AxisRange& range, bool atOnce = false);
  void changeView(const TimelineView& view, bool atOnce);
  void zoomBy(double factor, double anchor);
  void rest();               // the view has come to rest: remember it
  void followPlayhead();
  void dragTo(const QPointF& point);
  void scrubTo(double x);
  void choose(const QPointF& point);
  void follow(bool toCause);
  void moveCursor(std::optional<Seq>& cursor);
  void focusRow(std::size_t row);
  void walkSegments(bool forward);
  void showTip(const QPoint& global, const QPointF& point);
  QString tipFor(const TimelineHit& hit);
  int legendLines() const;
  void styleScrollBar();
  void updateScrollBar();
  void placeRemedy();
  void paintFocus(QPainter& painter);
  void announce(const QString& sentence);

  TimelineScene m_scene;
  ViewHistory m_history;
  QTimer m_rest;
  QScrollBar* m_scrollBar;
  QPushButton* m_remedy;
  QPixmap m_still;
  double m_lastFrameMs = 0;

  Drag m_drag = Drag::None;
  QPointF m_pressed, m_dragPoint;
  TimelineView m_pressedView;
  double m_grabbed = 0;      // overview: where in its window it was taken
  std::optional<QPointF> m_pointer;
  std::optional<Seq> m_a, m_b;
  bool m_following = false, m_left = false;  // left: the person panned away from the playhead
  std::size_t m_focusRow = 0;
  double m_focusValue = 0;
};

}  // namespace kts::views
