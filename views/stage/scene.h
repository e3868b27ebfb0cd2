// SPDX-License-Identifier: GPL-2.0-or-later
// The machine at one moment as plain shapes: where each thing stands and what is written on it, without any
// painting. Colours are named, not given: a theme turns them into QColors when they are painted.
// Units are device-independent pixels of the canvas, origin top left.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/lane_state_table.h"
#include "engine/vocabulary/object_table.h"
#include "views/selection.h"
#include "views/theme/theme.h"

namespace kts::views {

// What a person can point at, choose and select.
struct StageTarget {
  enum class Kind : std::uint8_t { None, Task, Request, Object } kind = Kind::None;
  std::uint32_t id = 0;  // a TaskId, a RequestId, an ObjectId's value

  static StageTarget task(TaskId id) { return {Kind::Task, id}; }
  static StageTarget request(RequestId id) { return {Kind::Request, id}; }
  static StageTarget object(ObjectId id) { return {Kind::Object, id.value}; }
  explicit operator bool() const { return kind != Kind::None; }
  bool operator==(const StageTarget&) const = default;
};

bool selects(const Selection& selection, StageTarget target);

// A colour by its meaning. `index` is a Role, a LaneState or a RequestId where the family needs one.
struct ColourRef {
  enum class Family : std::uint8_t {
    None,
    Panel,
    LineSoft,
    Line,
    LineStrong,
    Ink,
    InkSoft,
    InkFaint,
    Accent,
    AccentSoft,
    Bad,
    BadSoft,
    RoleStrong,
    RoleSoft,
    RoleText,
    LaneFill,
    LaneEdge,
    LaneText,
    LaneBadge,
    LaneBadgeText,
    RequestFill,
    RequestText,
    RequestSoft,
    RequestSoftText
  } family = Family::None;
  std::uint32_t index = 0;

  constexpr ColourRef() = default;
  constexpr ColourRef(Family family, std::uint32_t index = 0) : family(family), index(index) {}
  bool operator==(const ColourRef&) const = default;
};
using Ink = ColourRef::Family;
constexpr ColourRef inkOf(Ink family, Role role) { return {family, static_cast<std::uint32_t>(role)}; }
constexpr ColourRef inkOf(Ink family, LaneState state) { return {family, static_cast<std::uint32_t>(state)}; }

// Transparent for None.
QColor resolve(const Theme& theme, ColourRef ref);

// A colour on its way from one to another; a shape at rest has mix 1.
struct Tint {
  ColourRef to, from;
  double mix = 1;

  Tint() = default;
  Tint(ColourRef colour) : to(colour), from(colour) {}
  Tint(Ink family) : Tint(ColourRef(family)) {}
  bool operator==(const Tint&) const = default;
};
QColor resolve(const Theme& theme, const Tint& tint);

enum class ShapeKind : std::uint8_t { Box, Band, Text, Token, Dot, Line, Arrow, Padlock };
enum class Dash : std::uint8_t { Solid, Dashed, Dotted };
enum class Head : std::uint8_t { None, Filled, Hollow };

struct Shape {
  std::string key;  // the same thing has the same key in every scene
  ShapeKind kind = ShapeKind::Box;
  QRectF rect;  // Text: the box that its words keep to
  std::vector<QPointF>
      path;  // Line: its points; Arrow: a cubic curve (curved), or points joined round the corners
  bool curved = false;
  double radius = 0;  // of corners
  double lineWidth = 0;
  Dash dash = Dash::Solid;
  Head head = Head::None;
  Tint fill, line;
  LaneState hatch = LaneState::None;  // Band: whose pattern fills it
  QString text;                       // Text, Token
  TextStyle style = TextStyle::Body;
  Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter;
  double opacity = 1;
  double grow = 1;  // Token: eases with how far it has come

  bool operator==(const Shape&) const = default;
};

// Something that can be chosen, in reading order: for the pointer, for keys and for screen readers.
struct StageFigure {
  StageTarget target;
  QRectF rect;
  QString sentence;  // all that the figure shows, in words
  bool operator==(const StageFigure&) const = default;
};

struct StageScene {
  QSizeF size;
  double scale = 1;           // of fonts and lines: the theme's, fitted to the canvas
  std::vector<Shape> shapes;  // from back to front
  std::vector<StageFigure> figures;
  std::vector<TaskId> shown;  // tasks with a figure of their own
  QString headline;           // the event's sentence

  const Shape* find(std::string_view key) const;
  const StageFigure* figureOf(StageTarget target) const;
  // The frontmost figure under the point, a request's token before the card that it lies on.
  const StageFigure* figureAt(QPointF point) const;
  bool operator==(const StageScene&) const = default;
};

// One line per shape, whole pixels: for tests and for bug reports.
QString textOf(const StageScene& scene);

}  // namespace kts::views
