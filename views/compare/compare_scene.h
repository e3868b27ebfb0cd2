// SPDX-License-Identifier: GPL-2.0-or-later
// Two runs side by side as plain shapes, without any painting: who they are, where they first differ, what a
// request costs on average, each phase on its own, and request by request. In every part A lies above B, and
// a phase has one colour, one pattern and one letter.
// Where many requests share a pixel they share a shape: a scene is never larger than what can be seen of it.
// Units are device-independent pixels of the canvas, origin top left.
#pragma once

#include <QPolygonF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "recordings/compare/comparison.h"
#include "views/stage/scene.h"
#include "views/theme/theme.h"

namespace kts::views {

enum class CompareSide : std::uint8_t { A, B };

// What a person can choose: a request of one run, one event of one run, or the order of the requests.
struct CompareTarget {
  enum class Kind : std::uint8_t { None, Request, Event, Order } kind = Kind::None;
  CompareSide side = CompareSide::A;
  std::uint64_t id = 0;  // a RequestId, a Seq, a CompareOrder

  explicit operator bool() const { return kind != Kind::None; }
  bool operator==(const CompareTarget&) const = default;
};

enum class CompareOrder : std::uint8_t { ByNumber, ByDifference };

enum class CompareKind : std::uint8_t { Area, Block, Box, Bridge, Curve, Dot, Line, Mark, Text, Token };

struct CompareShape {
  std::string key;  // each once in a scene
  CompareKind kind = CompareKind::Box;
  QRectF rect;                    // Text: the box that its words keep to
  QPolygonF path;                 // Area, Bridge, Curve, Line
  Phase phase = Phase::Prepared;  // Area, Block, Bridge, Curve, Dot: whose colours and pattern
  bool open = false;              // Block: goes on beyond its right end
  ColourRef fill, line;           // what has no phase
  double lineWidth = 0, radius = 0;
  bool dashed = false;
  QString text;
  TextStyle style = TextStyle::Body;
  Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter;

  bool operator==(const CompareShape&) const = default;
};

// Something with words of its own, in reading order: for the pointer, for keys and for screen readers. What
// cannot be chosen has no target.
struct CompareFigure {
  CompareTarget target;
  QRectF rect;
  QString sentence;
  bool operator==(const CompareFigure&) const = default;
};

struct CompareScene {
  QSizeF size;
  double contentHeight = 0;               // of everything, shown or scrolled away
  double neededHeight = 0;                // of what a picture should at least have room for
  double requestsTop = 0, rowHeight = 1;  // where the first request's row lies without scrolling
  double stickyHeight = 0;                // of the head that stays over the rows
  QRectF overview;                        // every request, from left to right in the order of the rows
  std::vector<CompareShape> shapes;       // from back to front
  std::vector<CompareFigure> figures;

  const CompareShape* find(std::string_view key) const;
  const CompareFigure* figureOf(CompareTarget target) const;
  const CompareFigure* figureAt(QPointF point) const;
};

struct CompareLook {
  QSizeF size;
  double scroll = 0;    // pixels of the content above the canvas
  bool scrolls = true;  // else what has no room is counted at the bottom
  CompareOrder order = CompareOrder::ByNumber;
  std::optional<CompareTarget> chosen;
};

// The pairs' places in the order in which they are shown. The differences of those that returned in both come
// first, the largest on top.
std::vector<std::size_t> orderOf(const recordings::Comparison& comparison, CompareOrder order);

// `rows` is orderOf(), made once for a comparison and an order.
CompareScene compareSceneOf(const recordings::Comparison& comparison, const std::vector<std::size_t>& rows,
                            const Theme& theme, const CompareLook& look);

// One line per shape, whole pixels: for tests and for bug reports.
QString textOf(const CompareScene& scene);

}  // namespace kts::views
