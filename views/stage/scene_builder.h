// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of the stage are put together with: a scene in the making, and where its figures stand.
// Each addX() function below belongs to one file: figures.cpp, machine.cpp, foot.cpp, arrows.cpp.
#pragma once

#include <QFontMetricsF>
#include <map>

#include "views/findings/finding_marks.h"
#include "views/stage/cast.h"
#include "views/stage/layout.h"
#include "views/stage/scene.h"

namespace kts::views {

class SceneBuilder {
 public:
  SceneBuilder(const StageMoment& moment, const Cast& cast, const StageLayout& layout, const Theme& theme);

  const StageMoment& moment;
  const ProtocolState& state;
  const Cast& cast;
  const StageLayout& layout;
  const Machine machine;
  const Theme theme;  // at the layout's scale

  StageScene scene;  // its shapes are put together from the three below by finish()
  std::vector<Shape> back, middle, front;
  std::map<TaskId, QRectF> tasks;  // where a task's figure stands; for a counted one the counting card
  std::map<std::uint32_t, QRectF> objects;  // by ObjectId::value
  std::map<std::uint32_t, QPointF> places;  // by ObjectId::value: where a request's token stands upon it
  std::map<RequestId, QRectF> rows;         // requests in the list
  QRectF stepRow;                           // of kthreadd's present step
  Selection selection;

  double px(double atScaleOne) const { return theme.px(atScaleOne); }
  double widthOf(const QString& text, TextStyle style) const;
  // Elided on the right until it fits.
  QString fitted(const QString& text, TextStyle style, double width) const;

  Shape& box(const std::string& key, const QRectF& rect, ColourRef fill, ColourRef line, double lineWidth = 1,
             double radius = 8);
  Shape& band(const std::string& key, const QRectF& rect, LaneState state);
  // Words kept to `rect`; nothing when not even an ellipsis fits. Returns the width that they take.
  double text(const std::string& key, const QRectF& rect, const QString& text, TextStyle style, ColourRef ink,
              Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter);
  // Whether words that were put there before stand within `rect`.
  bool hasWords(const QRectF& rect) const;
  Shape& padlock(const std::string& key, const QRectF& rect, ColourRef ink, bool closed);
  void letter(const std::string& key, const QRectF& rect, LaneState state);
  void token(RequestId request, QPointF centre);
  QSizeF tokenSize(RequestId request) const;
  void figure(StageTarget target, const QRectF& rect, const QString& sentence);
  void heading(const std::string& key, const QRectF& column, double y, const QString& text,
               const QString& right = {});

  bool isSelected(StageTarget target) const { return target && selects(selection, target); }
  QString nameOfTask(TaskId task) const { return shownNameOf(task, moment); }
  StageScene finish();
};

void addCallers(SceneBuilder& b, std::span<const TaskId> before);
void addThreads(SceneBuilder& b, std::span<const TaskId> before);
void addLock(SceneBuilder& b);
void addList(SceneBuilder& b);
void addKthreadd(SceneBuilder& b);
void addFoot(SceneBuilder& b);
void addArrows(SceneBuilder& b);
void addTokens(SceneBuilder& b);
void addMarks(SceneBuilder& b, std::span<const FindingMark> marks);

// The middle of the arrow along which a task is forked.
QPointF forkMiddle(const SceneBuilder& b, const QRectF& parent, const QRectF& child);

}  // namespace kts::views
